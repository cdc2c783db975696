#pragma once

#include "rendering/document.h"

#include <string>

namespace segctl::rendering {

/// The findings as SARIF 2.1.0, as GitHub's code scanning takes it: at most 5,000 (it shows no
/// more), each at its line of a manifest, or of segctl.yaml where it has none.
[[nodiscard]] std::string sarif(const Report& report);

/// The findings as GitLab's Code Quality reads them: a JSON array, each with a fingerprint that
/// stays the same while the finding does.
[[nodiscard]] std::string code_quality(const Report& report);

}  // namespace segctl::rendering
