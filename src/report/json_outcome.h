#pragma once

#include "plan/outcome.h"
#include "report/plan_header.h"

#include <string>

namespace segctl::report {

/// What apply did as JSON (schemas/outcome.schema.json), by the conventions of plan_json(). Of the
/// header, `format`, scope and options are not used.
[[nodiscard]] std::string outcome_json(const plan::Outcome& outcome, const PlanHeader& header);

}  // namespace segctl::report
