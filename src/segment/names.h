#pragma once

#include "base/strong.h"

namespace segctl {

/// A manifest's identity in the repo; survives a rename of the segment.
using Key = Strong<struct KeyTag>;
/// The ID that MoEngage gave a segment.
using SegmentId = Strong<struct SegmentIdTag>;
/// A segment's name, unique in its workspace, archived segments included.
using SegmentName = Strong<struct SegmentNameTag>;

/// What MoEngage's segments are made from.
enum class Kind { Filter, File, Cohort };

/// "filter", "file" or "cohort": the manifests' own words.
[[nodiscard]] const char* kind_word(Kind kind);

/// Whether a segment is in use. An archived one keeps its ID, name and definition.
enum class Activity { Active, Archived };

}  // namespace segctl
