#include "simulator/life.h"

#include <optional>

namespace segctl::simulator {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr int kIdleDays = 60;
constexpr int kUsersKeptDays = 30;

/// When time archives an active segment; nothing where it doesn't.
std::optional<Timestamp> end_of_life(const Segment& segment, const Switches& switches) {
  std::optional<Timestamp> end = segment.expires;
  if (switches.idle_archive == Switches::Idle::Archive) {
    const Timestamp idle = segment.created + kDay * kIdleDays;
    if (!end || idle < *end) end = idle;
  }
  return end;
}

/// When an archived file segment loses its users; nothing where it has none to lose.
std::optional<Timestamp> end_of_users(const Segment& segment) {
  const bool keeps =
      segment.kind != SegmentKind::File || !segment.archived || segment.members.empty();
  return keeps ? std::nullopt : std::optional(*segment.archived + kDay * kUsersKeptDays);
}

}  // namespace

void set_activity(Segment& segment, Activity activity, Timestamp now) {
  segment.updated = now;
  if (activity == Activity::Archived) {
    if (!segment.archived) segment.archived = now;
    return;
  }
  segment.archived.reset();
  if (segment.expires && *segment.expires <= now) {
    segment.expires = now + kDay * segment.expiry_days;
  }
}

Timestamp next_ageing(const Workspace& workspace) {
  Timestamp next = Timestamp::max();
  for (const Segment& segment : workspace.segments()) {
    const auto end =
        segment.archived ? end_of_users(segment) : end_of_life(segment, workspace.switches);
    if (end && *end < next) next = *end;
  }
  return next;
}

Aged age(Workspace& workspace, Timestamp now) {
  Aged aged = Aged::Unchanged;
  for (const Segment& segment : workspace.segments()) {
    const auto end = segment.archived ? std::nullopt : end_of_life(segment, workspace.switches);
    if (end && *end <= now) {
      workspace.edit(segment.id).archived = *end;
      aged = Aged::Changed;
    }
    const auto lost = end_of_users(segment);
    if (lost && *lost <= now) {
      workspace.edit(segment.id).members.clear();
      aged = Aged::Changed;
    }
  }
  return aged;
}

}  // namespace segctl::simulator
