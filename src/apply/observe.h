#pragma once

#include "moengage/reader.h"
#include "segment/desired.h"
#include "segment/live.h"
#include "state/state.h"

#include <vector>

namespace segctl::apply {

/// Reads the workspace as far as a plan needs it: List, then Get for every managed filter segment,
/// every managed segment that List doesn't show, and every unmanaged one that a manifest names.
/// Fails where any of it can't be read: an error never looks like an absence.
[[nodiscard]] Result<LiveWorkspace> observe(moengage::Reader& reader, const state::State& state,
                                            const std::vector<DesiredSegment>& desired);

/// Adds the definitions of at most `most` further filter segments, newest first, so that a plan
/// that writes definitions can foresee a 409. Segments whose Get fails stay without.
void observe_definitions(moengage::Reader& reader, LiveWorkspace& live, std::size_t most);

/// Writes the IDs that List shows into the records that have none: MoEngage accepted those creates
/// without telling one.
void learn_ids(state::State& state, const LiveWorkspace& live);

}  // namespace segctl::apply
