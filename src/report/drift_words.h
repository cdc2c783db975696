#pragma once

#include "plan/drift.h"

#include <string>
#include <vector>

namespace segctl::report {

/// The sentence that matters: "Drift: 3 of 12 managed segments are not as segctl left them." or "No
/// drift: …", and what it can't say.
[[nodiscard]] std::string drift_summary_line(const plan::Drift& drift);

/// What differs, in one line: the words of every sign, and the first differences.
[[nodiscard]] std::string finding_summary(const plan::Finding& finding);

/// "changed-outside, renamed-outside": the classes of a finding that stand as `standing`.
[[nodiscard]] std::string classes_text(const plan::Finding& finding, plan::Standing standing);

/// "since 2026-03-01T12:00:00Z": when it was last seen right; "never seen" where it was not.
[[nodiscard]] std::string seen_text(Timestamp seen_right);

/// Who did it, as far as anybody can tell.
[[nodiscard]] std::string author_text(const plan::Finding& finding);

/// "accepted until 2026-04-01: "reason"", or that this ran out; empty where nothing accepts it.
[[nodiscard]] std::string acceptance_text(const plan::Sign& sign);

/// The last day on which an entry accepts: "2026-03-31".
[[nodiscard]] std::string last_day(const plan::Acceptance& entry);

/// What the report did not look at, and trusts or can't know instead: a sentence each.
[[nodiscard]] std::vector<std::string> coverage_lines(const plan::Drift& drift);

}  // namespace segctl::report
