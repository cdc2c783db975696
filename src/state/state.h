#pragma once

#include "base/clock.h"
#include "base/strong.h"
#include "segment/names.h"
#include "segment/recorded.h"
#include "state/operation.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace segctl::state {

/// Says that two states descend from one another: made once, at random (UUID), never changed.
using Lineage = Strong<struct LineageTag>;

/// Which workspace a state speaks of. Holds nothing secret: the workspace ID is kept as a digest.
struct WorkspaceIdentity {
  std::string endpoint;   ///< "https://api-01.moengage.com", "sim:<path>"
  std::string workspace;  ///< "sha256:<first 16 hex digits>" of the workspace ID

  [[nodiscard]] bool empty() const { return endpoint.empty() && workspace.empty(); }

  friend bool operator==(const WorkspaceIdentity&, const WorkspaceIdentity&) = default;
};

/// What segctl recorded of its own doing in one workspace.
///
/// File format (`.segctl/state.json`, UTF-8 JSON, schemas/state.schema.json, docs/state.md):
/// `format_version` "1.0" (a major that we don't know is refused, minors are additive), `serial`
/// and `lineage` at the top level, `workspace`, `segments` (an object by key), `open` (calls whose
/// outcome is not known), `checksum` (SHA-256 of the file with an empty checksum: a truncated or
/// edited file is told from a whole one).
struct State {
  Lineage lineage;
  std::int64_t serial = 0;  ///< grows by one with each save; 1..2147483647, so that GitLab takes it
  WorkspaceIdentity workspace;
  std::map<Key, RecordedSegment> segments;
  /// Calls that earlier runs may have sent and never heard of, oldest first.
  std::vector<Operation> open;

  friend bool operator==(const State&, const State&) = default;
};

/// A new state that knows nothing, with a lineage of its own.
[[nodiscard]] State new_state(WorkspaceIdentity workspace);

}  // namespace segctl::state
