#pragma once

#include "base/clock.h"
#include "simulator/json.h"
#include "simulator/operation.h"
#include "simulator/reply.h"
#include "simulator/workspace.h"

#include <optional>
#include <string>

namespace segctl::simulator {

/// A call that may come in: authenticated, within its rate limit, its body read.
struct Call {
  Operation operation = Operation::List;
  std::string segment_id;           ///< Get and UpdateFilter
  std::optional<std::string> name;  ///< List: the exact name asked for
  Json body;                        ///< an object; null for List and Get
  std::string request_id;
  Timestamp now;
};

/// Carries a call out on the workspace. A refused call changes nothing.
[[nodiscard]] Reply carry_out(Workspace& workspace, const Call& call);

[[nodiscard]] Reply list_segments(Workspace& workspace, const Call& call);
[[nodiscard]] Reply get_segment(Workspace& workspace, const Call& call);
[[nodiscard]] Reply create_filter(Workspace& workspace, const Call& call);
[[nodiscard]] Reply update_filter(Workspace& workspace, const Call& call);
/// Create, add, remove and replace.
[[nodiscard]] Reply change_file_segment(Workspace& workspace, const Call& call);
/// Archive and unarchive.
[[nodiscard]] Reply change_activity(Workspace& workspace, const Call& call);
[[nodiscard]] Reply sync_cohort(Workspace& workspace, const Call& call);

/// 429 where one more active segment would be too many; nothing where there is room.
[[nodiscard]] std::optional<Refusal> refused_by_segment_limit(const Workspace& workspace);

}  // namespace segctl::simulator
