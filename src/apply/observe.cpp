#include "apply/observe.h"

#include "segment/canonical.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace segctl::apply {
namespace {

/// A definition that the record may stand for.
struct Verifiable {
  const RecordedSegment* record;
  bool differs;  ///< its manifest says something else than the record
};

std::unordered_set<SegmentId> listed_ids(const LiveWorkspace& live) {
  std::unordered_set<SegmentId> ids;
  for (const LiveSegment& segment : live.segments) ids.insert(segment.id);
  return ids;
}

/// What no record can stand for: whether a managed segment that List doesn't show is there, and
/// what an unmanaged one means that a manifest names.
std::vector<SegmentId> needed_ids(const LiveWorkspace& live, const state::State& state,
                                  const std::vector<DesiredSegment>& desired) {
  const auto listed = listed_ids(live);
  std::unordered_set<SegmentId> managed;
  std::set<SegmentId> needed;
  for (const auto& [key, record] : state.segments) {
    if (record.id.empty()) continue;
    if (!listed.contains(record.id)) needed.insert(record.id);
    if (record.kind == Kind::Filter) managed.insert(record.id);
  }
  std::unordered_set<SegmentName> named;
  for (const DesiredSegment& segment : desired) {
    if (segment.kind() == Kind::Filter) named.insert(segment.name);
  }
  for (const LiveSegment& segment : live.segments) {
    const bool unknown = named.contains(segment.name) && !managed.contains(segment.id);
    if (unknown && !segment.type.starts_with("FILE")) needed.insert(segment.id);
  }
  return {needed.begin(), needed.end()};
}

/// The keys whose manifest says what the record says.
std::set<Key> unchanged_keys(const state::State& state,
                             const std::vector<DesiredSegment>& desired) {
  std::map<Key, SegmentId> ids;
  for (const auto& [key, record] : state.segments) {
    if (!record.id.empty()) ids.emplace(key, record.id);
  }
  std::set<Key> same;
  for (const DesiredSegment& segment : desired) {
    const auto* filter = std::get_if<DesiredFilter>(&segment.spec);
    const auto record = state.segments.find(segment.key);
    if (filter == nullptr || record == state.segments.end()) continue;
    if (record->second.definition == resolved_digest(*filter, ids)) same.insert(segment.key);
  }
  return same;
}

/// The managed filter segments that List shows, in the order to read them.
std::vector<Verifiable> verifiable(const LiveWorkspace& live, const state::State& state,
                                   const std::vector<DesiredSegment>& desired) {
  const auto listed = listed_ids(live);
  const std::set<Key> same = unchanged_keys(state, desired);
  std::set<Key> declared;
  for (const DesiredSegment& segment : desired) declared.insert(segment.key);
  std::vector<Verifiable> list;
  for (const auto& [key, record] : state.segments) {
    if (record.kind != Kind::Filter || !listed.contains(record.id)) continue;
    list.push_back({&record, declared.contains(key) && !same.contains(key)});
  }
  std::stable_sort(list.begin(), list.end(), [](const Verifiable& a, const Verifiable& b) {
    if (a.differs != b.differs) return a.differs;
    return a.record->verified_at < b.record->verified_at;
  });
  return list;
}

/// Which definitions to read although the record could stand for them.
std::vector<SegmentId> chosen_ids(std::vector<Verifiable> list, Refresh refresh, std::size_t most) {
  if (refresh == Refresh::Changed) {
    std::erase_if(list, [](const Verifiable& one) {
      const bool seen = one.record->verified_at != Timestamp{};
      return seen && !one.differs && one.record->definition;
    });
  }
  std::vector<SegmentId> ids;
  for (const Verifiable& one : list) {
    if (ids.size() < most) ids.push_back(one.record->id);
  }
  return ids;
}

/// Puts the record in the place of what List doesn't show.
void believe_records(LiveWorkspace& live, const state::State& state) {
  const auto listed = listed_ids(live);
  for (const auto& [key, record] : state.segments) {
    if (record.id.empty() || listed.contains(record.id)) continue;
    LiveSegment segment;
    segment.id = record.id;
    segment.name = record.name;
    if (record.kind == Kind::Filter) segment.type = "ELASTIC_SEARCH";
    if (record.kind == Kind::File) segment.type = "FILE_V2";  // a cohort's is not known
    segment.activity = record.activity;
    segment.listed = LiveSegment::Listed::No;
    live.segments.push_back(std::move(segment));
  }
}

/// What Get says over what List said.
void merge(LiveSegment& listed, LiveSegment&& got) {
  if (!listed.activity && got.activity) {
    listed.activity = got.activity;
    listed.marked_by = LiveSegment::MarkedBy::Get;
  }
  if (!got.updated_by.empty()) listed.updated_by = std::move(got.updated_by);
  listed.definition = std::move(got.definition);
  if (listed.type.empty()) listed.type = std::move(got.type);
  if (!listed.created) listed.created = got.created;
}

/// Whether it is called and used as we left it, as far as live tells.
bool is_named_and_used_as_ours(const LiveSegment& live, const RecordedSegment& record) {
  return live.name == record.name && live.activity.value_or(record.activity) == record.activity;
}

/// The managed filter segments among `ids`.
std::vector<SegmentId> filters_among(const std::set<SegmentId>& ids, const state::State& state) {
  std::vector<SegmentId> filters;
  for (const auto& [key, record] : state.segments) {
    const bool filter = record.kind == Kind::Filter && !record.id.empty();
    if (filter && ids.contains(record.id)) filters.push_back(record.id);
  }
  return filters;
}

/// Which IDs to ask for, and how many of them, in the beginning, can't be left out.
struct Asked {
  std::vector<SegmentId> ids;
  std::size_t needed = 0;

  void add(const std::vector<SegmentId>& more) {
    const std::set<SegmentId> known(ids.begin(), ids.end());
    std::copy_if(more.begin(), more.end(), std::back_inserter(ids),
                 [&](const SegmentId& id) { return !known.contains(id); });
  }
};

Asked ids_to_ask(moengage::Reader& reader, const LiveWorkspace& live, const state::State& state,
                 const std::vector<DesiredSegment>& desired, const Look& look) {
  Asked asked;
  if (look.refresh != Refresh::None) asked.add(needed_ids(live, state, desired));
  asked.add(filters_among(look.certain, state));
  asked.needed = asked.ids.size();
  if (look.refresh == Refresh::None) return asked;
  const std::size_t room = look.patience == Room::Waited ? SIZE_MAX : reader.gets_left();
  asked.add(chosen_ids(verifiable(live, state, desired), look.refresh,
                       room > asked.needed ? room - asked.needed : 0));
  return asked;
}

}  // namespace

Result<LiveWorkspace> observe(moengage::Reader& reader, const state::State& state,
                              const std::vector<DesiredSegment>& desired, const Look& look) {
  LiveWorkspace live;
  auto listed = reader.list();
  if (!listed) return tl::unexpected(listed.error().error);
  live.segments = std::move(*listed);
  if (look.refresh == Refresh::None) believe_records(live, state);
  const auto [ids, needed] = ids_to_ask(reader, live, state, desired, look);
  std::unordered_map<SegmentId, std::size_t> place;
  for (std::size_t i = 0; i < live.segments.size(); ++i) place.emplace(live.segments[i].id, i);
  auto answers = reader.get_all(ids);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& answer = answers[i];
    const auto found = place.find(ids[i]);
    if (answer && found != place.end()) {
      merge(live.segments[found->second], std::move(*answer));
    } else if (answer) {
      answer->listed = LiveSegment::Listed::No;
      live.segments.push_back(std::move(*answer));
    } else if (answer.error().kind == moengage::FailureKind::NotFound) {
      if (found == place.end()) live.absent.push_back(ids[i]);
    } else if (i < needed || answer.error().kind != moengage::FailureKind::RateLimited) {
      return tl::unexpected(answer.error().error);
    }
  }
  return live;
}

std::size_t left_unread(const LiveWorkspace& live, const state::State& state,
                        const std::vector<DesiredSegment>& desired, Refresh refresh) {
  if (refresh == Refresh::None) return 0;
  const auto wanted = chosen_ids(verifiable(live, state, desired), refresh, SIZE_MAX);
  const std::unordered_set<SegmentId> asked(wanted.begin(), wanted.end());
  return static_cast<std::size_t>(
      std::count_if(live.segments.begin(), live.segments.end(), [&](const LiveSegment& segment) {
        return !segment.definition && asked.contains(segment.id);
      }));
}

void observe_definitions(moengage::Reader& reader, const state::State& state, LiveWorkspace& live,
                         std::size_t most) {
  std::unordered_set<SegmentId> recorded;
  for (const auto& [key, record] : state.segments) {
    if (record.definition) recorded.insert(record.id);
  }
  std::vector<LiveSegment*> unread;
  for (LiveSegment& segment : live.segments) {
    const bool known = segment.definition || recorded.contains(segment.id);
    if (!known && !segment.type.starts_with("FILE")) unread.push_back(&segment);
  }
  std::stable_sort(unread.begin(), unread.end(), [](const LiveSegment* a, const LiveSegment* b) {
    return a->created > b->created;
  });
  most = std::min(most, reader.gets_left());
  if (unread.size() > most) unread.resize(most);
  std::vector<SegmentId> ids;
  ids.reserve(unread.size());
  for (const LiveSegment* segment : unread) ids.push_back(segment->id);
  auto answers = reader.get_all(ids);
  for (std::size_t i = 0; i < unread.size(); ++i) {
    if (answers[i]) merge(*unread[i], std::move(*answers[i]));
  }
}

void note_verified(state::State& state, const LiveWorkspace& live, Timestamp now) {
  std::unordered_map<SegmentId, const LiveSegment*> read;
  for (const LiveSegment& segment : live.segments) {
    if (segment.definition) read.emplace(segment.id, &segment);
  }
  for (auto& [key, record] : state.segments) {
    const auto found = read.find(record.id);
    if (found == read.end() || !record.definition ||
        !is_named_and_used_as_ours(*found->second, record)) {
      continue;
    }
    const SeenDefinition& seen = *found->second->definition;
    if (seen.digest() != *record.definition) continue;
    record.verified_at = now;
    if (record.definition_text.empty()) record_definition(record, canonical(seen));
  }
}

void learn_ids(state::State& state, const LiveWorkspace& live) {
  for (auto& [key, record] : state.segments) {
    if (!record.id.empty()) continue;
    const auto found = std::find_if(
        live.segments.begin(), live.segments.end(),
        [name = record.name](const LiveSegment& segment) { return segment.name == name; });
    if (found != live.segments.end()) record.id = found->id;
  }
}

}  // namespace segctl::apply
