#pragma once

#include "rendering/document.h"

#include <string>

namespace segctl::rendering {

/// The findings as workflow commands of GitHub Actions, which shows them beside the lines that they
/// are about: the errors before the warnings, at most nine, and one line that counts the others
/// (GitHub takes ten of each sort from a step). Empty where there is nothing to say.
[[nodiscard]] std::string github_annotations(const Report& report);

}  // namespace segctl::rendering
