#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace segctl::plan {
namespace {

constexpr std::chrono::days kExpiringSoon{7};

/// Whether a time range in the tree stands on the calendar: its audience goes stale.
bool has_absolute_time(const Json& root) {
  std::vector<const Json*> open{&root};
  while (!open.empty()) {
    const Json& node = *open.back();
    open.pop_back();
    if (node.is_object()) {
      const auto type = node.find("value_type");
      if (type != node.end() && *type == "absolute" && node.contains("period_unit")) return true;
      if (type != node.end() && *type == "absolute" && node.contains("type")) return true;
    }
    if (node.is_structured()) {
      for (const Json& child : node) open.push_back(&child);
    }
  }
  return false;
}

bool has_absolute_time(const Definition& definition) {
  return has_absolute_time(definition.included) || has_absolute_time(definition.excluded);
}

void warn_absolute_dates(Draft& draft) {
  for (const Change& change : draft.plan.changes) {
    const bool writes =
        has_action(change, ActionKind::Create) || has_action(change, ActionKind::Update);
    if (!writes || !change.after || !change.after->definition) continue;
    if (has_absolute_time(*change.after->definition)) {
      draft.plan.warnings.push_back({"absolute-date", change.key, change.source,
                                     "a time range with fixed dates: its audience goes stale; "
                                     "relative_past moves along"});
    }
  }
}

void warn_expiring(Draft& draft) {
  const World& world = draft.world;
  for (const auto& [key, record] : world.input().recorded) {
    const LiveSegment* live = world.live_of(record);
    const bool expires = live != nullptr && record.file && record.file->expiry_days > 0 &&
                         live->created && world.activity(*live) == Activity::Active;
    if (!expires) continue;
    const Timestamp end = *live->created + std::chrono::days(record.file->expiry_days);
    if (end - world.input().now > kExpiringSoon) continue;
    draft.plan.warnings.push_back(
        {"expiring",
         key,
         {},
         fmt::format("its expiry_time ends at {}: MoEngage archives it then", format_utc(end))});
  }
}

void warn_near_limit(Draft& draft) {
  const std::size_t limit = draft.world.input().safety.max_active_segments;
  const std::size_t now = active_now(draft.world);
  if (now * 10 < limit * 9) return;
  draft.plan.warnings.push_back({"near-segment-limit",
                                 {},
                                 {},
                                 fmt::format("{} of at most {} segments are active",
                                             with_thousands(now), with_thousands(limit))});
}

}  // namespace

void add_warnings(Draft& draft) {
  warn_absolute_dates(draft);
  warn_expiring(draft);
  warn_near_limit(draft);
}

}  // namespace segctl::plan
