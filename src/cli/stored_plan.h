#pragma once

#include "cli/preparation.h"
#include "report/json_plan.h"

#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// Fails where `now` has what a stored plan has decided already: it would be passed over unseen.
[[nodiscard]] Result<void> check_undecided(const PlanChoices& now);

/// The stored plan where the paths are one file that is a plan; nothing where they are manifests.
/// Fails where the file is a plan that can't be used.
[[nodiscard]] Result<std::optional<report::StoredPlan>> stored_plan_among(
    const std::vector<std::string>& paths);

/// What the stored plan was made with. Flags given now, which were not reviewed, don't count.
[[nodiscard]] PlanChoices choices_of(const report::StoredPlan& stored, const PlanChoices& now);

/// Compares the plan made now with the stored one and leaves only the reviewed changes in it. Fails
/// with ErrorCode::PlanAgain, naming what moved, where the state or a segment that the plan touches
/// has changed since. Changes that came up elsewhere don't matter and are dropped.
[[nodiscard]] Result<void> keep_reviewed(const report::StoredPlan& stored, Preparation& now);

}  // namespace segctl::cli
