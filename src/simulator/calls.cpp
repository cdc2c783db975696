#include "simulator/calls.h"

namespace segctl::simulator {

Reply carry_out(Workspace& workspace, const Call& call) {
  switch (call.operation) {
    case Operation::List:
      return list_segments(workspace, call);
    case Operation::Get:
      return get_segment(workspace, call);
    case Operation::CreateFilter:
      return create_filter(workspace, call);
    case Operation::UpdateFilter:
      return update_filter(workspace, call);
    case Operation::CreateFile:
    case Operation::AddUsers:
    case Operation::RemoveUsers:
    case Operation::ReplaceUsers:
      return change_file_segment(workspace, call);
    case Operation::Archive:
    case Operation::Unarchive:
      return change_activity(workspace, call);
    case Operation::CohortSync:
      break;
  }
  return sync_cohort(workspace, call);
}

std::optional<Refusal> refused_by_segment_limit(const Workspace& workspace) {
  const long active = workspace.active_count();
  const long limit = workspace.limits.active_segments;
  if (active < limit) return std::nullopt;
  return Refusal{.status = 429,
                 .code = "Too Many Requests",
                 .message = "Total active segments limit breached. Request rejected!",
                 .actual_count = active,
                 .limit = limit};
}

}  // namespace segctl::simulator
