#pragma once

#include "plan/world.h"

namespace segctl::plan {

/// How a manifest found its live segment.
enum class MatchedBy {
  Nothing,    ///< there is none
  Record,     ///< the state knows the key
  OldRecord,  ///< the state knows the segment under a key that left the repo
  Name,       ///< an unmanaged segment of that name
};

/// A manifest and what it stands for in the workspace.
struct Match {
  const DesiredSegment* desired = nullptr;
  MatchedBy by = MatchedBy::Nothing;
  const RecordedSegment* record = nullptr;  ///< null for Nothing and Name
  const LiveSegment* live = nullptr;        ///< null where it is not there
  /// The managed segment that has the wanted name now and will give it up in this plan, if any.
  const RecordedSegment* name_holder = nullptr;
};

/// Finds for each manifest its live segment: the state's ID, else the same name, else (filters
/// without an explicit key) the same definition under a key that left the repo.
[[nodiscard]] std::vector<Match> match_all(const World& world);

/// A file segment or cohort under another name is made anew: what refers to it has to take its new
/// ID.
[[nodiscard]] bool is_replaced(const World& world, const Match& match);

/// The ID behind each key that is known before anything is done, and stays.
[[nodiscard]] std::map<Key, SegmentId> known_ids(const World& world,
                                                 const std::vector<Match>& matches);

}  // namespace segctl::plan
