#pragma once

#include "segment/desired.h"
#include "segment/difference.h"
#include "segment/effect.h"

#include <optional>
#include <set>
#include <vector>

namespace segctl {

/// What differs between two manifests of one segment: its name, what is said of it, its filters,
/// where its members come from. Empty exactly where both mean the same; the key, the order of keys,
/// comments and the signed part of a URL mean nothing. Of members there are numbers only.
[[nodiscard]] std::vector<Difference> manifest_differences(const DesiredSegment& before,
                                                           const DesiredSegment& after);

/// What happened to one segment between two sets of manifests.
enum class Happened {
  Created,
  Removed,
  Renamed,  ///< and perhaps changed besides
  Changed,
  Follows,  ///< its manifest stays, but one that it refers to changes, and with it its audience
};

/// "created", …: the word in JSON.
[[nodiscard]] const char* happened_word(Happened happened);

/// One segment that is not what it was.
struct SegmentDifference {
  Happened happened = Happened::Changed;
  const DesiredSegment* before = nullptr;  ///< null where it was created
  const DesiredSegment* after = nullptr;   ///< null where it was removed
  std::vector<Difference> diff;            ///< for Renamed and Changed
  std::optional<Effect> effect;            ///< nothing where there is no audience on both sides

  [[nodiscard]] const DesiredSegment& either() const { return after == nullptr ? *before : *after; }
};

/// Compares two sets of manifests by key; a filter without a key of its own that has another name
/// is known by its definition. `new_content` has the keys whose CSV or list of uids differs.
/// Created and changed ones come in the order of `after`, removed ones last. The result points into
/// both.
[[nodiscard]] std::vector<SegmentDifference> compare_manifests(
    const std::vector<DesiredSegment>& before, const std::vector<DesiredSegment>& after,
    const std::set<Key>& new_content);

}  // namespace segctl
