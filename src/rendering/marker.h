#pragma once

#include "rendering/document.h"

#include <string>

namespace segctl::rendering {

/// `<!-- segctl {"v":1,"of":"plan","env":…,"plan":"sha256:…","run":…} -->`: what a comment of ours
/// is found and compared by. Invisible in Markdown, ASCII, and closed nowhere before its end.
/// Absent is null.
[[nodiscard]] std::string marker_comment(const Report& report);

}  // namespace segctl::rendering
