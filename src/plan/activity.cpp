#include "plan/changes.h"

#include <algorithm>

namespace segctl::plan {
ActivityReading::ActivityReading(const LiveWorkspace& live,
                                 const std::map<Key, RecordedSegment>& recorded, Timestamp now)
    : now_(now) {
  std::map<SegmentId, const LiveSegment*> by_id;
  for (const LiveSegment& segment : live.segments) {
    by_id.emplace(segment.id, &segment);
    if (segment.listed == LiveSegment::Listed::Yes && segment.activity) marks_used_ = true;
  }
  hides_ = std::any_of(recorded.begin(), recorded.end(), [&](const auto& entry) {
    const auto found = by_id.find(entry.second.id);
    return entry.second.activity == Activity::Archived && found != by_id.end() &&
           found->second->listed == LiveSegment::Listed::No;
  });
}

Activity ActivityReading::of(const LiveSegment& segment, const RecordedSegment* record) const {
  if (segment.activity) return *segment.activity;
  const Activity our_word = record == nullptr ? Activity::Active : record->activity;
  if (segment.listed == LiveSegment::Listed::No) {
    const bool fresh = record != nullptr && now_ - record->applied_at < kListLag;
    return fresh ? our_word : Activity::Archived;
  }
  return marks_used_ || hides_ ? Activity::Active : our_word;
}

}  // namespace segctl::plan
