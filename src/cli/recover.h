#pragma once

#include "apply/recovery.h"
#include "cli/session.h"
#include "plan/plan.h"

#include <vector>

namespace segctl::cli {

enum class Keep {
  InMemory,  ///< the state that a plan is made from
  OnDisk,    ///< **Requires:** the state's lock
};

/// Settles what earlier runs left open in `state`, by looking at live, and takes in the journal
/// that they could not. Afterwards `state` has the serial that it has, or would have, on the disk.
[[nodiscard]] Result<std::vector<apply::Settlement>> recover(Session& session, state::State& state,
                                                             Keep keep);

/// What was settled, as warnings of a plan: codes "settled-landed", "settled-not-landed", ….
[[nodiscard]] std::vector<plan::Warning> warnings_of(
    const std::vector<apply::Settlement>& settlements);

}  // namespace segctl::cli
