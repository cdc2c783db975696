#pragma once

#include "plan/outcome.h"
#include "report/plan_header.h"

#include <string>

namespace segctl::report {

/// What apply did as JSON (schemas/outcome.schema.json), by the conventions of plan_json(). Of the
/// header, `format`, scope and options are not used. `plan_digest` is plan_digest() of the plan
/// that was carried out; empty where it is not known.
[[nodiscard]] std::string outcome_json(const plan::Outcome& outcome, const PlanHeader& header,
                                       const std::string& plan_digest = {});

}  // namespace segctl::report
