#pragma once

#include "rendering/document.h"

#include <string>

namespace segctl::rendering {

/// The report as JUnit XML, as Jenkins and GitLab read it: one case a segment, or a manifest file
/// of a validation. What went wrong, conflicts and what is held back are failures, what waits is
/// skipped; all else passes, and says what it is in its output. What is right and has no entry is
/// one case that counts it.
[[nodiscard]] std::string junit(const Report& report);

}  // namespace segctl::rendering
