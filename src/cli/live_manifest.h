#pragma once

#include "segment/desired.h"
#include "segment/live.h"
#include "state/state.h"

#include <map>
#include <optional>
#include <set>

namespace segctl::cli {

/// The keys behind the IDs of managed segments, as far as manifests may name them.
[[nodiscard]] std::map<SegmentId, Key> keys_of_ids(const state::State& state,
                                                   const std::set<Key>& declared);

/// The manifest of a filter segment that says what `live` is: `base`, which is its manifest now,
/// with the name, the definition where it was read, and `activity` of live. Where there is no
/// manifest, one with the key `key`.
[[nodiscard]] DesiredSegment manifest_of_live(const DesiredSegment* base, const Key& key,
                                              const LiveSegment& live, Activity activity,
                                              const std::map<SegmentId, Key>& keys);

}  // namespace segctl::cli
