#pragma once

#include "plan/drift.h"
#include "report/plan_header.h"

#include <string>

namespace segctl::report {

/// Whether a report lists the unmanaged segments, or only counts them.
enum class Unmanaged { Counted, Listed };

/// The drift as JSON (schemas/drift.schema.json, docs/drift.md), indented by two, with a final
/// newline. Ill-formed UTF-8 in it becomes U+FFFD. All other renderings are made from this.
[[nodiscard]] std::string drift_json(const plan::Drift& drift, const PlanHeader& header,
                                     Unmanaged unmanaged);

}  // namespace segctl::report
