#pragma once

#include "base/clock.h"
#include "segment/names.h"
#include "segment/seen_definition.h"

#include <optional>
#include <string>
#include <vector>

namespace segctl {

/// A segment as MoEngage shows it now (GET /v3/custom-segments and /{id}).
struct LiveSegment {
  SegmentId id;
  SegmentName name;
  std::string type;    ///< "ELASTIC_SEARCH", "FILE_V2", or what MoEngage invents next; may be empty
  std::string source;  ///< "API", "IMPORT_USERS", …; may be empty
  std::optional<Timestamp> created;
  /// Whether it is archived, where the answer says so; nothing where it carries no mark. API.md:
  /// List may mark archived segments, hide them, or list them without a mark.
  std::optional<Activity> activity;
  /// Which call carried that mark. A mark of Get says nothing of what List does.
  enum class MarkedBy { List, Get } marked_by = MarkedBy::List;
  /// Whether List showed it, or Get by ID alone found it.
  enum class Listed { Yes, No } listed = Listed::Yes;
  /// Filter segments that were fetched by ID; nothing otherwise.
  std::optional<SeenDefinition> definition;
  std::string description;  ///< may be empty
  std::string updated_by;   ///< who changed it last, where MoEngage tells; usually empty

  friend bool operator==(const LiveSegment&, const LiveSegment&) = default;
};

/// What the workspace showed when the plan was computed.
struct LiveWorkspace {
  std::vector<LiveSegment> segments;  ///< List, then those found by Get alone; each ID once
  std::vector<SegmentId> absent;      ///< recorded IDs that Get answered 404 for

  friend bool operator==(const LiveWorkspace&, const LiveWorkspace&) = default;
};

}  // namespace segctl
