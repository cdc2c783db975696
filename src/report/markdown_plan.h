#pragma once

#include "plan/plan.h"
#include "report/plan_header.h"

#include <cstddef>
#include <string>

namespace segctl::report {

/// Below every limit that GitHub and GitLab were seen to have for a comment.
inline constexpr std::size_t kCommentBytes = 60000;

/// The plan as Markdown for a comment on a pull request, at most `most_bytes` long (at least
/// 2,000). The first line is a marker (json_marker.h) to find the comment by; the same plan gives
/// the same text but for `run_url`. First stands what matters most, then the counts, what is held
/// back, what is destructive, the conflicts, the other changes, the warnings, and the details,
/// folded. What is too long loses details first, then warnings, then the names of harmless changes,
/// and says how many; archives, conflicts and holds only where they alone are too long, with their
/// number. All that others wrote stands in code: no mention, link or HTML of it works.
[[nodiscard]] std::string plan_markdown(const plan::Plan& plan, const PlanHeader& header,
                                        const std::string& run_url,
                                        std::size_t most_bytes = kCommentBytes);

}  // namespace segctl::report
