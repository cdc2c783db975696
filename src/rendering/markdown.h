#pragma once

#include "rendering/document.h"

#include <cstddef>
#include <string>

namespace segctl::rendering {

/// Below every limit that GitHub and GitLab were seen to have for a comment.
inline constexpr std::size_t kCommentBytes = 60000;

/// The report as Markdown for a comment on a pull request, at most `most_bytes` long (at least
/// 4,000). The first line is a marker (marker.h) to find the comment by; the same report gives the
/// same text but for `run_url`. First stands the sentence that matters most, then the counts, what
/// is held back, what went wrong, what is destructive, the conflicts, everything else, the
/// warnings, and the details, folded. What is too long loses the details of harmless changes first,
/// then their lines, then the details of the others, and says of how many. Where what went wrong,
/// archives, losses, conflicts and holds are too long even alone, the last of their lines are
/// shortened, to names where it must be. All that others wrote stands in code: no mention, link or
/// HTML of it works.
[[nodiscard]] std::string markdown(const Report& report, std::size_t most_bytes = kCommentBytes);

}  // namespace segctl::rendering
