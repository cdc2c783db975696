#pragma once

#include "rendering/render.h"

#include <string>

namespace segctl::cli {

/// Where reports of the project in `directory` are made: the way to it from the root of its
/// repository, which CI systems name in the environment and git marks by `.git`, and the address of
/// the CI run.
[[nodiscard]] rendering::Surroundings surroundings_of(const std::string& directory);

/// A variable of the environment; empty where it is not set.
[[nodiscard]] std::string environment_variable(const char* name);

}  // namespace segctl::cli
