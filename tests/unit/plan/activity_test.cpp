#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

namespace segctl::plan::test {
namespace {

/// What a reading makes of the first segment of `live`.
Activity read(const LiveWorkspace& live, const std::map<Key, RecordedSegment>& records) {
  const ActivityReading reading(live, records, kNow);
  const auto record = records.find(Key("A"));
  return reading.of(live.segments[0], record == records.end() ? nullptr : &record->second);
}

TEST_CASE("a mark in List is believed") {
  LiveWorkspace live{{live_filter("1", "A", in_city("Oslo"))}, {}};
  live.segments[0].activity = Activity::Archived;
  CHECK(read(live, {}) == Activity::Archived);
}

TEST_CASE("where others carry marks, one without is active") {
  LiveWorkspace live{{live_filter("1", "A", in_city("Oslo")), live_filter("2", "B", in_city("X"))},
                     {}};
  live.segments[1].activity = Activity::Archived;
  RecordedSegment record = recorded("A", live.segments[0]);
  record.activity = Activity::Archived;
  CHECK(read(live, {{Key("A"), record}}) == Activity::Active);
}

TEST_CASE("a mark that Get alone carries says nothing of the others") {
  LiveWorkspace live{{live_filter("1", "A", in_city("Oslo")), live_filter("2", "B", in_city("X"))},
                     {}};
  live.segments[1].activity = Activity::Active;
  live.segments[1].marked_by = LiveSegment::MarkedBy::Get;
  RecordedSegment record = recorded("A", live.segments[0]);
  record.activity = Activity::Archived;
  CHECK(read(live, {{Key("A"), record}}) == Activity::Archived);
}

TEST_CASE("without any mark our own last word counts") {
  const LiveWorkspace live{{live_filter("1", "A", in_city("Oslo"))}, {}};
  RecordedSegment record = recorded("A", live.segments[0]);
  CHECK(read(live, {{Key("A"), record}}) == Activity::Active);
  record.activity = Activity::Archived;
  CHECK(read(live, {{Key("A"), record}}) == Activity::Archived);
}

TEST_CASE("what List hides and Get finds is archived, but not while List may lag") {
  LiveWorkspace live{{live_filter("1", "A", in_city("Oslo"))}, {}};
  live.segments[0].listed = LiveSegment::Listed::No;
  RecordedSegment record = recorded("A", live.segments[0]);
  CHECK(read(live, {{Key("A"), record}}) == Activity::Archived);
  record.applied_at = kNow - std::chrono::seconds(30);
  CHECK(read(live, {{Key("A"), record}}) == Activity::Active);
}

}  // namespace
}  // namespace segctl::plan::test
