#include "plan/match.h"

#include "segment/canonical.h"

namespace segctl::plan {
namespace {

/// Whether the manifest of `record`, in this plan, renames its segment. A file segment can't be
/// renamed, and an archived one is not: they keep their names.
bool gives_up_name(const World& world, const RecordedSegment& record, const SegmentName& name) {
  for (const DesiredSegment& other : world.input().desired) {
    if (other.key != record.key) continue;
    return other.name != name && other.kind() == Kind::Filter && other.activity == Activity::Active;
  }
  return false;
}

/// A managed segment without manifest, and not among the `claimed`, that has the definition of
/// `desired`: it was renamed in the repo.
const RecordedSegment* renamed_from(const World& world, const DesiredSegment& desired,
                                    const std::set<Key>& claimed) {
  const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
  if (filter == nullptr || desired.explicit_key) return nullptr;
  for (const auto& [key, record] : world.input().recorded) {
    const bool taken = world.declared(key) || claimed.contains(key);
    if (record.kind != Kind::Filter || taken) continue;
    const LiveSegment* live = world.live_of(record);
    if (live == nullptr) continue;
    const bool same = live->definition ? live->definition->digest() == filter->digest
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

Match match_by_record(const World& world, const DesiredSegment& desired,
                      const RecordedSegment& record) {
  const LiveSegment* live = world.live_of(record);
  const LiveSegment* holder = live != nullptr ? nullptr : world.by_name(desired.name);
  if (holder == nullptr) return {&desired, MatchedBy::Record, &record, live, nullptr};
  // Its own segment is gone, and another one has the name by now.
  const RecordedSegment* others = world.record_of(*holder);
  const bool in_time = others != nullptr && world.declared(others->key) &&
                       gives_up_name(world, *others, desired.name);
  if (in_time) return {&desired, MatchedBy::Record, &record, nullptr, others};
  return {&desired, MatchedBy::Name, nullptr, holder, nullptr};
}

Match match_one(const World& world, const DesiredSegment& desired) {
  if (const RecordedSegment* record = world.record(desired.key)) {
    return match_by_record(world, desired, *record);
  }
  if (const LiveSegment* live = world.by_name(desired.name)) {
    return match_by_name(world, desired, *live);
  }
  return {&desired, MatchedBy::Nothing, nullptr, nullptr, nullptr};
}

/// For manifests that nothing else led to a segment. Names come first: a record that a manifest
/// found by its name is not another one's.
void match_by_definition(const World& world, std::vector<Match>& matches) {
  std::set<Key> claimed;
  for (const Match& match : matches) {
    if (match.by == MatchedBy::OldRecord) claimed.insert(match.record->key);
  }
  for (Match& match : matches) {
    if (match.by != MatchedBy::Nothing || match.name_holder != nullptr) continue;
    const RecordedSegment* record = renamed_from(world, *match.desired, claimed);
    if (record == nullptr) continue;
    claimed.insert(record->key);
    match = {match.desired, MatchedBy::OldRecord, record, world.live_of(*record), nullptr};
  }
}

}  // namespace

bool is_replaced(const World& world, const Match& match) {
  return match.live != nullptr && match.desired->kind() != Kind::Filter &&
         !world.is_protected(match.desired->key) && match.desired->activity == Activity::Active &&
         match.live->name != match.desired->name;
}

std::vector<Match> match_all(const World& world) {
  std::vector<Match> matches;
  matches.reserve(world.input().desired.size());
  for (const DesiredSegment& desired : world.input().desired) {
    matches.push_back(match_one(world, desired));
  }
  match_by_definition(world, matches);
  return matches;
}

std::map<Key, SegmentId> known_ids(const World& world, const std::vector<Match>& matches) {
  std::map<Key, SegmentId> ids;
  for (const auto& [key, record] : world.input().recorded) {
    const LiveSegment* live = world.live_of(record);
    if (live != nullptr) ids.emplace(key, live->id);
  }
  for (const Match& match : matches) {
    if (match.live == nullptr) continue;
    if (is_replaced(world, match)) {
      ids.erase(match.desired->key);
    } else {
      ids.insert_or_assign(match.desired->key, match.live->id);
    }
  }
  return ids;
}

}  // namespace segctl::plan
