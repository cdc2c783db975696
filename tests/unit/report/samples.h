#pragma once

#include "base/diagnostic.h"
#include "plan/outcome.h"
#include "plan/plan.h"
#include "report/plan_header.h"

#include <string>
#include <vector>

namespace segctl::test {

/// A header with everything in it.
[[nodiscard]] report::PlanHeader sample_header();

/// A change of every sort, both conflicts, warnings, holds and counts.
[[nodiscard]] plan::Plan sample_plan();

/// A change of every fate, a hold, and 7 calls.
[[nodiscard]] plan::Outcome sample_outcome();

/// An error and a warning with everything, and one that knows no place.
[[nodiscard]] Diagnostics sample_diagnostics();

/// Names that act on terminals, CI logs, HTML or Markdown where they are not made harmless.
[[nodiscard]] std::vector<std::string> hostile_names();

/// A plan, an outcome and diagnostics with `text` in every place that others write.
[[nodiscard]] plan::Plan hostile_plan(const std::string& text);
[[nodiscard]] plan::Outcome hostile_outcome(const std::string& text);
[[nodiscard]] Diagnostics hostile_diagnostics(const std::string& text);

}  // namespace segctl::test
