#include "plan/match.h"

#include "segment/canonical.h"

namespace segctl::plan {
namespace {

/// Whether the manifest of `record`, in this plan, takes another name.
bool gives_up_name(const World& world, const RecordedSegment& record, const SegmentName& name) {
  for (const DesiredSegment& other : world.input().desired) {
    if (other.key == record.key) return other.name != name;
  }
  return false;
}

/// A managed segment without manifest that has the definition of `desired`: it was renamed in the
/// repo.
const RecordedSegment* renamed_from(const World& world, const DesiredSegment& desired) {
  const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
  if (filter == nullptr || desired.explicit_key) return nullptr;
  for (const auto& [key, record] : world.input().recorded) {
    if (record.kind != Kind::Filter || world.declared(key)) continue;
    const LiveSegment* live = world.live_of(record);
    if (live == nullptr) continue;
    const bool same = live->definition ? canonical(*live->definition) == filter->canonical
                                       : record.definition == filter->digest;
    if (same) return &record;
  }
  return nullptr;
}

Match match_by_name(const World& world, const DesiredSegment& desired, const LiveSegment& live) {
  const RecordedSegment* record = world.record_of(live);
  if (record == nullptr) return {&desired, MatchedBy::Name, nullptr, &live, nullptr};
  if (!world.declared(record->key)) {
    return {&desired, MatchedBy::OldRecord, record, &live, nullptr};
  }
  if (gives_up_name(world, *record, desired.name)) {
    return {&desired, MatchedBy::Nothing, nullptr, nullptr, record};
  }
  return {&desired, MatchedBy::Name, nullptr, &live, nullptr};
}

Match match_one(const World& world, const DesiredSegment& desired) {
  if (const RecordedSegment* record = world.record(desired.key)) {
    return {&desired, MatchedBy::Record, record, world.live_of(*record), nullptr};
  }
  if (const LiveSegment* live = world.by_name(desired.name)) {
    return match_by_name(world, desired, *live);
  }
  if (const RecordedSegment* record = renamed_from(world, desired)) {
    return {&desired, MatchedBy::OldRecord, record, world.live_of(*record), nullptr};
  }
  return {&desired, MatchedBy::Nothing, nullptr, nullptr, nullptr};
}

}  // namespace

std::vector<Match> match_all(const World& world) {
  std::vector<Match> matches;
  matches.reserve(world.input().desired.size());
  for (const DesiredSegment& desired : world.input().desired) {
    matches.push_back(match_one(world, desired));
  }
  return matches;
}

std::map<Key, SegmentId> known_ids(const World& world, const std::vector<Match>& matches) {
  std::map<Key, SegmentId> ids;
  for (const auto& [key, record] : world.input().recorded) {
    const LiveSegment* live = world.live_of(record);
    if (live != nullptr) ids.emplace(key, live->id);
  }
  for (const Match& match : matches) {
    if (match.live != nullptr) ids.insert_or_assign(match.desired->key, match.live->id);
  }
  return ids;
}

}  // namespace segctl::plan
