#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace segctl::plan {
namespace {

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

/// Warns of something that stands in no manifest; without a key, of the whole plan.
void warn(Draft& draft, const char* code, const Key& key, std::string message) {
  Warning warning;
  warning.code = code;
  warning.key = key;
  warning.message = std::move(message);
  draft.plan.warnings.push_back(std::move(warning));
}

bool is_unarchived(const Plan& plan, const SegmentId& id) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [&](const Change& change) {
    return change.id == id && has_action(change, ActionKind::Unarchive);
  });
}

std::string expired_text(const RecordedSegment& record, Timestamp end) {
  return fmt::format(
      "its expiry_time of {} ended at {}, and MoEngage archived it; how long it lives once it is "
      "unarchived is not documented: it may be archived again",
      counted(static_cast<std::size_t>(record.file->expiry_days), "day"), format_utc(end));
}

void warn_of_end(Draft& draft, const Key& key, const RecordedSegment& record,
                 const LiveSegment& live) {
  const auto end = end_of(record, live);
  if (!end) return;
  const bool active = draft.world.activity(live) == Activity::Active;
  const bool over = *end <= draft.world.input().now;
  if (over && active) {
    warn(draft, "expired", key,
         fmt::format("its expiry_time ended at {}: MoEngage has archived it, or will",
                     format_utc(*end)));
  } else if (active && *end - draft.world.input().now <= kExpiringSoon) {
    warn(draft, "expiring", key,
         fmt::format("its expiry_time ends at {}: MoEngage archives it then", format_utc(*end)));
  } else if (over && is_unarchived(draft.plan, live.id)) {
    warn(draft, "expired", key, expired_text(record, *end));
  }
}

void warn_expiring(Draft& draft) {
  for (const auto& [key, record] : draft.world.input().recorded) {
    const LiveSegment* live = draft.world.live_of(record);
    if (live != nullptr) warn_of_end(draft, key, record, *live);
  }
}

void warn_near_limit(Draft& draft) {
  const std::size_t limit = draft.world.input().safety.max_active_segments;
  const std::size_t now = active_now(draft.world);
  if (now * 10 < limit * 9) return;
  warn(draft, "near-segment-limit", Key(),
       fmt::format("{} of at most {} segments are active", with_thousands(now),
                   with_thousands(limit)));
}

}  // namespace

std::optional<Timestamp> end_of(const RecordedSegment& record, const LiveSegment& live) {
  if (!record.file || record.file->expiry_days <= 0 || !live.created) return std::nullopt;
  const Timestamp end = *live.created + std::chrono::days(record.file->expiry_days);
  return record.applied_at > end ? std::nullopt : std::optional(end);
}

void add_warnings(Draft& draft) {
  warn_absolute_dates(draft);
  warn_expiring(draft);
  warn_near_limit(draft);
}

}  // namespace segctl::plan
