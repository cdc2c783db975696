#pragma once

#include "base/diagnostic.h"
#include "report/checked.h"

#include <string>

namespace segctl::report {

/// The diagnostics as JSON (schemas/diagnostics.schema.json), in their order; `valid` where there
/// is no error. By the conventions of plan_json().
[[nodiscard]] std::string diagnostics_json(const Diagnostics& diagnostics, const Checked& checked);

}  // namespace segctl::report
