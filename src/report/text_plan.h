#pragma once

#include "plan/plan.h"
#include "report/plan_header.h"
#include "report/style.h"

#include <string>

namespace segctl::report {

/// The plan to read in review: every change with why and what, conflicts with the way out,
/// warnings, what a limit holds back, what is left alone, and a summary as the last line.
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const PlanHeader& header,
                                    const Style& style);

/// One change of it alone.
[[nodiscard]] std::string change_text(const plan::Change& change, const Style& style);

/// The last line alone, without newline: "Plan: 3 to create, 1 to archive. 1 conflict." or "No
/// changes: 12 segments are as the manifests say."
[[nodiscard]] std::string plan_summary_line(const plan::Plan& plan);

}  // namespace segctl::report
