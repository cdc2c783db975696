#pragma once

#include "rendering/document.h"

#include <string>
#include <string_view>

namespace segctl::rendering {

/// GitLab's terraform report: `{"create":…,"update":…,"delete":…}`, shown in the merge request. Of
/// a plan what is to be done, of an outcome what was planned and succeeded, of drift what differs.
/// **Requires:** no validation.
[[nodiscard]] std::string gitlab_terraform(const Report& report);

/// A plan, or drift, in the shape of `terraform show -json`, for policies and viewers that read
/// that: each segment is a `moengage_segment`, an archive is a delete. **Requires:** `json` is a
/// document of one of these sorts, as read_report() takes it.
[[nodiscard]] std::string tfplan_json(std::string_view json);

}  // namespace segctl::rendering
