#include "plan/world.h"

namespace segctl::plan {
namespace {

template <class Map, class Id>
auto find_or_null(const Map& map, const Id& id) -> typename Map::mapped_type {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

World::World(const Input& input)
    : input_(input),
      reading_(input.live, input.recorded, input.now),
      absent_(input.live.absent.begin(), input.live.absent.end()) {
  for (const LiveSegment& segment : input.live.segments) {
    ids_.emplace(segment.id, &segment);
    names_.emplace(segment.name, &segment);
  }
  for (const auto& [key, record] : input.recorded) {
    if (record.is_protected) protected_.insert(key);
    if (record.id.empty()) {
      records_without_id_.emplace(record.name, &record);
    } else {
      records_by_id_.emplace(record.id, &record);
    }
  }
  for (const DesiredSegment& desired : input.desired) {
    if (desired.is_protected) {
      protected_.insert(desired.key);
    } else {
      protected_.erase(desired.key);
    }
  }
  for (const Key& key : input.safety.allowed_protected) protected_.erase(key);
}

const RecordedSegment* World::record(const Key& key) const {
  const auto found = input_.recorded.find(key);
  return found == input_.recorded.end() ? nullptr : &found->second;
}

const RecordedSegment* World::record_of(const LiveSegment& segment) const {
  if (const RecordedSegment* found = find_or_null(records_by_id_, segment.id)) return found;
  return find_or_null(records_without_id_, segment.name);
}

const LiveSegment* World::by_id(const SegmentId& id) const { return find_or_null(ids_, id); }

const LiveSegment* World::by_name(const SegmentName& name) const {
  return find_or_null(names_, name);
}

const LiveSegment* World::live_of(const RecordedSegment& record) const {
  return record.id.empty() ? by_name(record.name) : by_id(record.id);
}

bool World::is_absent(const RecordedSegment& record) const { return absent_.contains(record.id); }

Activity World::activity(const LiveSegment& segment) const {
  return reading_.of(segment, record_of(segment));
}

std::optional<Activity> World::activity_seen(const LiveSegment& segment) const {
  return reading_.seen(segment, record_of(segment));
}

bool World::may_adopt(const Key& key) const {
  return input_.adopt_all || input_.ownership == Ownership::Name || input_.adopt.contains(key);
}

std::optional<Kind> kind_of(const LiveSegment& segment) {
  if (segment.definition || segment.type == "ELASTIC_SEARCH") return Kind::Filter;
  if (segment.type.starts_with("FILE")) return Kind::File;
  return std::nullopt;
}

}  // namespace segctl::plan
