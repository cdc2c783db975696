#pragma once

#include "moengage/reader.h"
#include "segment/desired.h"
#include "segment/live.h"
#include "state/state.h"

#include <cstddef>
#include <set>
#include <vector>

namespace segctl::apply {

/// Which definitions are read, of the managed filter segments that List shows.
enum class Refresh {
  All,      ///< as many as the Get windows have room for now
  Changed,  ///< those whose manifest says something else than the record, as far as there is room
  None,     ///< none; the record stands for what List doesn't tell, too
};

/// What becomes of definitions that the Get windows have no room for at once.
enum class Room {
  Now,     ///< they are not read
  Waited,  ///< waited for, as long as the gate's patience goes
};

/// How to look at a workspace.
struct Look {
  Refresh refresh = Refresh::All;
  Room patience = Room::Now;
  /// Segments whose definitions are read whatever `refresh` says, and waited for: a reviewed plan
  /// is about to change them.
  std::set<SegmentId> certain{};
};

/// Reads the workspace as far as a plan needs it: List, then Get for every managed segment that
/// List doesn't show and every unmanaged one that a manifest names, then for managed filter
/// segments as `look` says: those whose manifest differs from the record first, then those that
/// were not seen for the longest time. What is not read has no definition; the record stands for
/// it. Fails where any of the rest can't be read: an error never looks like an absence.
[[nodiscard]] Result<LiveWorkspace> observe(moengage::Reader& reader, const state::State& state,
                                            const std::vector<DesiredSegment>& desired,
                                            const Look& look = {});

/// How many definitions of managed filter segments `refresh` asks for and `live` has not: there was
/// no room for them.
[[nodiscard]] std::size_t left_unread(const LiveWorkspace& live, const state::State& state,
                                      const std::vector<DesiredSegment>& desired, Refresh refresh);

/// Adds the definitions of at most `most` further filter segments, newest first, so that a plan
/// that writes definitions can foresee a 409: as far as the Get windows have room now, and only of
/// those that the state has no definition of. Segments whose Get fails stay without.
void observe_definitions(moengage::Reader& reader, const state::State& state, LiveWorkspace& live,
                         std::size_t most);

/// Notes in the records when live was seen to agree with them, and the definition itself where only
/// its digest was recorded.
void note_verified(state::State& state, const LiveWorkspace& live, Timestamp now);

/// Writes the IDs that List shows into the records that have none: MoEngage accepted those creates
/// without telling one.
void learn_ids(state::State& state, const LiveWorkspace& live);

}  // namespace segctl::apply
