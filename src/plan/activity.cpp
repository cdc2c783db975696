#include "plan/changes.h"

#include <algorithm>

namespace segctl::plan {
ActivityReading::ActivityReading(const LiveWorkspace& live,
                                 const std::map<Key, RecordedSegment>& recorded, Timestamp now)
    : now_(now) {
  std::map<SegmentId, const LiveSegment*> by_id;
  for (const LiveSegment& segment : live.segments) {
    by_id.emplace(segment.id, &segment);
    const bool in_list = segment.listed == LiveSegment::Listed::Yes &&
                         segment.marked_by == LiveSegment::MarkedBy::List;
    if (in_list && segment.activity) marks_used_ = true;
  }
  hides_ = std::any_of(recorded.begin(), recorded.end(), [&](const auto& entry) {
    const auto found = by_id.find(entry.second.id);
    return entry.second.activity == Activity::Archived && found != by_id.end() &&
           found->second->listed == LiveSegment::Listed::No;
  });
}

std::optional<Activity> ActivityReading::seen(const LiveSegment& segment,
                                              const RecordedSegment* record) const {
  if (segment.activity) return segment.activity;
  if (segment.listed == LiveSegment::Listed::No) {
    const bool fresh = record != nullptr && now_ - record->applied_at < kListLag;
    return fresh ? std::nullopt : std::optional(Activity::Archived);
  }
  return marks_used_ || hides_ ? std::optional(Activity::Active) : std::nullopt;
}

Activity ActivityReading::of(const LiveSegment& segment, const RecordedSegment* record) const {
  const Activity our_word = record == nullptr ? Activity::Active : record->activity;
  return seen(segment, record).value_or(our_word);
}

}  // namespace segctl::plan
