#pragma once

#include "base/diagnostic.h"
#include "plan/outcome.h"
#include "plan/plan.h"

namespace segctl::test {

/// The plan of a workspace of 60 segments: 30 change, by every action and in every kind, and in
/// every way that a plan can be held up; 30 are as their manifests say. Always the same.
[[nodiscard]] plan::Plan workspace_plan();

/// What became of it: every fate.
[[nodiscard]] plan::Outcome workspace_outcome();

/// What a validation of its manifests could find.
[[nodiscard]] Diagnostics workspace_diagnostics();

}  // namespace segctl::test
