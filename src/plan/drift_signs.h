#pragma once

#include "plan/changes.h"
#include "plan/drift.h"

namespace segctl::plan {

/// What every comparison of a segment reads.
struct DriftContext {
  const DriftInput& input;
  const World& world;
  const std::map<Key, SegmentId>& ids;  ///< behind the keys, for references
};

/// Compares one managed segment: what is to be said of it, and without signs where there is
/// nothing. Standings are still to be settled. Adds to `coverage` what was looked at.
/// `desired`: its manifest; null where it has none any more.
[[nodiscard]] Finding examine(const DriftContext& context, const RecordedSegment& record,
                              const DesiredSegment* desired, Coverage& coverage);

/// A manifest that was never applied.
[[nodiscard]] Finding not_applied(const DriftContext& context, const DesiredSegment& desired);

/// What of the manifest differs from what was last applied: "its definition", "its name", …
[[nodiscard]] std::vector<std::string> pending_parts(const DriftContext& context,
                                                     const RecordedSegment& record,
                                                     const DesiredSegment& desired);

/// As the manifest wants it.
[[nodiscard]] Side wanted_side(const DriftContext& context, const DesiredSegment& desired);

}  // namespace segctl::plan
