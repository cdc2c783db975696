#pragma once

#include "property/planner/workspace_model.h"

#include <iosfwd>

namespace rc {
template <typename T>
class Gen;
}

namespace segctl::test {

/// A repo beside a workspace.
struct PlanCase {
  WorkspaceModel model;
  plan::Input input;  ///< all but what the model shows

  /// The input as it is now.
  [[nodiscard]] plan::Input now() const;

 private:
  [[nodiscard]] plan::CohortContents contents_of(const DesiredCohort& cohort) const;
};

/// Up to eight live segments of all kinds, some of them managed, some archived, some gone, and up
/// to seven manifests that share keys, names and definitions with them. No two manifests have the
/// same key, name or definition, and their references make no circle: validating refuses those.
[[nodiscard]] rc::Gen<PlanCase> plan_cases();

/// Edits some of the manifests: names, definitions, contents, what is archived. Requires to be
/// called while a property is checked: what is edited is drawn there.
void edit(PlanCase& one);

void showValue(const PlanCase& one, std::ostream& out);

}  // namespace segctl::test
