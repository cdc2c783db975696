#pragma once

#include "manifest/fields.h"

#include <string>
#include <string_view>

namespace segctl::manifest {

/// The text of `value`, with a finding where it is no "http(s)://host…" without white space.
[[nodiscard]] std::string read_url(const Node& value, std::string_view key, Findings& findings);

/// The same of a `file_url`, which nobody may sign in for: a credential has no place in a manifest.
[[nodiscard]] std::string read_file_url(const Node& value, Findings& findings);

/// The same of a `callback_url`, which may have places that segctl fills in.
[[nodiscard]] std::string read_callback_url(const Node& value, Findings& findings);

}  // namespace segctl::manifest
