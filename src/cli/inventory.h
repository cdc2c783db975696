#pragma once

#include "cli/session.h"
#include "plan/planner.h"
#include "segment/desired.h"

#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// One segment as the workspace, the state and the repo know it.
struct InventoryItem {
  std::string name;
  std::string kind;                        ///< "filter", "file", "cohort", or MoEngage's own type
  SegmentId id;                            ///< empty where MoEngage doesn't have it
  std::optional<Key> key;                  ///< of the manifest or the record
  std::optional<Activity> activity;        ///< nothing where MoEngage doesn't have it
  bool managed = false;                    ///< in the state
  bool declared = false;                   ///< a manifest is there
  bool live = false;                       ///< MoEngage has it
  std::string source;                      ///< MoEngage's `source`; may be empty
  std::vector<FileOperation> operations;   ///< the record's, oldest first
  std::optional<unsigned> min_match_rate;  ///< percent: what its manifest asks for
};

/// Joins the three, ordered by name.
[[nodiscard]] std::vector<InventoryItem> take_inventory(const LiveWorkspace& live,
                                                        const state::State& state,
                                                        const std::vector<DesiredSegment>& desired,
                                                        Timestamp now);

}  // namespace segctl::cli
