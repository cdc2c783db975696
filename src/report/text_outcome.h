#pragma once

#include "plan/outcome.h"
#include "report/style.h"

#include <string>

namespace segctl::report {

/// What apply did: a line a change with its ID and, where it didn't go well, the message and what
/// to do next; the conflicts as a table with the line to type; the totals as the last line.
[[nodiscard]] std::string outcome_text(const plan::Outcome& outcome, const Style& style,
                                       const std::string& environment = {});

/// The last line alone, without newline: "Apply: 3 done, 1 failed; 4 calls sent."
[[nodiscard]] std::string outcome_summary_line(const plan::Outcome& outcome);

/// What is worth saying of a change beyond the word of its fate; empty where there is nothing.
[[nodiscard]] std::string outcome_remark(const plan::ChangeOutcome& change);

/// One change as one line without newline, for showing while apply goes on.
[[nodiscard]] std::string progress_line(const plan::ChangeOutcome& change);

}  // namespace segctl::report
