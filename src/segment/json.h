#pragma once

#include <nlohmann/json_fwd.hpp>

namespace segctl {

/// The tree of a definition. Numbers keep their kind: 1, 1.0 and "1" are three values. Declared
/// only: include <nlohmann/json.hpp> in the .cpp that walks one.
using Json = nlohmann::json;

}  // namespace segctl
