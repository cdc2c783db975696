#include "apply/observe.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace segctl::apply {
namespace {

/// Which IDs to Get.
std::vector<SegmentId> wanted_ids(const LiveWorkspace& live, const state::State& state,
                                  const std::vector<DesiredSegment>& desired) {
  std::unordered_set<SegmentId> listed;
  for (const LiveSegment& segment : live.segments) listed.insert(segment.id);
  std::unordered_set<SegmentName> named;
  for (const DesiredSegment& segment : desired) {
    if (segment.kind() == Kind::Filter) named.insert(segment.name);
  }
  std::set<SegmentId> wanted;
  for (const auto& [key, record] : state.segments) {
    const bool needs_definition = record.kind == Kind::Filter;
    if (!record.id.empty() && (needs_definition || !listed.contains(record.id))) {
      wanted.insert(record.id);
    }
  }
  for (const LiveSegment& segment : live.segments) {
    if (named.contains(segment.name) && !segment.type.starts_with("FILE"))
      wanted.insert(segment.id);
  }
  return {wanted.begin(), wanted.end()};
}

/// What Get says over what List said.
void merge(LiveSegment& listed, LiveSegment&& got) {
  if (!listed.activity) listed.activity = got.activity;
  listed.definition = std::move(got.definition);
  if (listed.type.empty()) listed.type = std::move(got.type);
  if (!listed.created) listed.created = got.created;
}

}  // namespace

Result<LiveWorkspace> observe(moengage::Reader& reader, const state::State& state,
                              const std::vector<DesiredSegment>& desired) {
  LiveWorkspace live;
  auto listed = reader.list();
  if (!listed) return tl::unexpected(listed.error().error);
  live.segments = std::move(*listed);
  std::unordered_map<SegmentId, std::size_t> place;
  for (std::size_t i = 0; i < live.segments.size(); ++i) place.emplace(live.segments[i].id, i);
  const std::vector<SegmentId> ids = wanted_ids(live, state, desired);
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
    } else {
      return tl::unexpected(answer.error().error);
    }
  }
  return live;
}

void observe_definitions(moengage::Reader& reader, LiveWorkspace& live, std::size_t most) {
  std::vector<LiveSegment*> unread;
  for (LiveSegment& segment : live.segments) {
    if (!segment.definition && !segment.type.starts_with("FILE")) unread.push_back(&segment);
  }
  std::stable_sort(unread.begin(), unread.end(), [](const LiveSegment* a, const LiveSegment* b) {
    return a->created > b->created;
  });
  if (unread.size() > most) unread.resize(most);
  std::vector<SegmentId> ids;
  ids.reserve(unread.size());
  for (const LiveSegment* segment : unread) ids.push_back(segment->id);
  auto answers = reader.get_all(ids);
  for (std::size_t i = 0; i < unread.size(); ++i) {
    if (answers[i]) merge(*unread[i], std::move(*answers[i]));
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
