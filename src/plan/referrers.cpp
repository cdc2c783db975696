#include "plan/referrers.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// Who refers to whom among the manifests that are to be active.
struct ReferenceGraph {
  std::map<Key, std::vector<Reference>> of_manifest;  ///< of those in scope
  std::map<Key, Key> referrer_of_key;                 ///< one who refers to the key
  std::map<SegmentId, Key> referrer_of_id;
};

/// Notes who refers to what; of several the first by key.
template <class Id>
void note_referrer(std::map<Id, Key>& referrers, const Id& id, const Key& referrer) {
  if (id.empty()) return;
  const auto [place, fresh] = referrers.emplace(id, referrer);
  if (!fresh && referrer < place->second) place->second = referrer;
}

void note_references(ReferenceGraph& graph, const Key& referrer,
                     const std::vector<Reference>& found) {
  for (const Reference& reference : found) {
    note_referrer(graph.referrer_of_key, reference.key, referrer);
    note_referrer(graph.referrer_of_id, reference.id, referrer);
  }
}

ReferenceGraph reference_graph(const World& world) {
  ReferenceGraph graph;
  for (const auto& [key, found] : world.input().elsewhere) note_references(graph, key, found);
  for (const DesiredSegment& desired : world.input().desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    if (filter == nullptr) continue;
    auto found = references(filter->definition);
    if (found.empty()) continue;
    if (desired.activity == Activity::Active) note_references(graph, desired.key, found);
    graph.of_manifest.emplace(desired.key, std::move(found));
  }
  return graph;
}

const Key* active_referrer(const ReferenceGraph& graph, const Change& change) {
  if (const auto by_key = graph.referrer_of_key.find(change.key);
      by_key != graph.referrer_of_key.end()) {
    return &by_key->second;
  }
  const auto by_id = graph.referrer_of_id.find(change.id);
  return by_id == graph.referrer_of_id.end() ? nullptr : &by_id->second;
}

/// Takes the archiving out of a change; what else it does (adopting, say) stays.
void keep_active(Change& change) {
  std::erase_if(change.actions,
                [](const Action& action) { return action.kind == ActionKind::Archive; });
  std::erase_if(change.reasons, [](Reason reason) { return reason == Reason::WantedArchived; });
  if (change.after) change.after->activity = Activity::Active;
}

void keep_for(Draft& draft, Change& change, const Key& referrer) {
  keep_active(change);
  draft.plan.warnings.push_back(
      {"kept-referenced", change.key, change.source,
       fmt::format("not archived: the active segment {} refers to it", in_quotes(referrer.str()))});
}

/// Whether the change takes the segment out of use, and puts none in its place.
bool goes(const Change& change) {
  return has_action(change, ActionKind::Archive) && !has_action(change, ActionKind::Create);
}

/// Never archives what an active manifest refers to, unless another is made in its place.
void keep_referenced(Draft& draft, const ReferenceGraph& graph) {
  for (Change& change : draft.plan.changes) {
    const Key* referrer = goes(change) ? active_referrer(graph, change) : nullptr;
    if (referrer != nullptr) keep_for(draft, change, *referrer);
  }
}

/// What a segment of ours refers to now: as it was read, else as it was recorded.
std::vector<Reference> references_now(const LiveSegment& live, const RecordedSegment& record) {
  if (live.definition) return references(*live.definition);
  const auto recorded = recorded_definition(record);
  return recorded ? references(*recorded) : std::vector<Reference>();
}

/// One of ours that is in use and refers to a segment.
struct Referrer {
  Key key;
  SegmentId id;
};

using Referrers = std::multimap<SegmentId, Referrer>;

Referrers referrers_now(const World& world) {
  Referrers referrers;
  for (const auto& [key, record] : world.input().recorded) {
    const LiveSegment* live = record.kind == Kind::Filter ? world.live_of(record) : nullptr;
    if (live == nullptr || world.activity(*live) != Activity::Active) continue;
    for (const Reference& reference : references_now(*live, record)) {
      if (!reference.id.empty()) referrers.emplace(reference.id, Referrer{key, live->id});
    }
  }
  return referrers;
}

/// Whether the change is to end that its segment refers to the one with that ID. A conflict is to,
/// as far as anybody knows: it stays until that is settled.
bool lets_go(const Change& change, const SegmentId& id) {
  if (change.conflict || goes(change)) return true;
  if (!has_action(change, ActionKind::Update) || !change.after->definition) return false;
  const auto after = references(*change.after->definition);
  return std::none_of(after.begin(), after.end(),
                      [&](const Reference& reference) { return reference.id == id; });
}

using ChangesById = std::map<SegmentId, const Change*>;

/// The first that goes on referring to the segment of `change`; null where none does.
const Referrer* one_that_stays(const Referrers& referrers, const ChangesById& by_id,
                               const Change& change) {
  const auto [first, last] = referrers.equal_range(change.id);
  const auto found = std::find_if(first, last, [&](const auto& one) {
    const auto its_change = by_id.find(one.second.id);
    return its_change == by_id.end() || !lets_go(*its_change->second, change.id);
  });
  return found == last ? nullptr : &found->second;
}

/// Keeps what somebody goes on referring to. What is kept refers on to others in turn: until
/// nothing more comes of it.
void keep_for_referrers(Draft& draft, const Referrers& referrers, const ChangesById& by_id) {
  for (bool again = true; again;) {
    again = false;
    for (Change& change : draft.plan.changes) {
      const Referrer* stays = goes(change) ? one_that_stays(referrers, by_id, change) : nullptr;
      if (stays == nullptr) continue;
      keep_for(draft, change, stays->key);
      again = true;
    }
  }
}

/// Has an archive wait for the changes that end that others refer to the segment, and keeps it
/// where one of them goes on to.
void wait_for_referrers(Draft& draft) {
  std::vector<Change>& changes = draft.plan.changes;
  if (std::none_of(changes.begin(), changes.end(), goes)) return;
  const Referrers referrers = referrers_now(draft.world);
  ChangesById by_id;
  for (const Change& change : changes) by_id.emplace(change.id, &change);
  keep_for_referrers(draft, referrers, by_id);
  for (Change& change : changes) {
    if (!goes(change)) continue;
    const auto [first, last] = referrers.equal_range(change.id);
    for (auto one = first; one != last; ++one) {
      change.needs.push_back(by_id.at(one->second.id)->key);
    }
  }
}

/// Whether what refers to the segment has to wait for the change: an ID is known once it is in the
/// state, under the key. What is protected keeps the ID that it has.
bool gives_id(const World& world, const Change& change) {
  const bool kept = has_action(change, ActionKind::Archive) && world.is_protected(change.key);
  return change.conflict || !change.previous_key.empty() ||
         (has_action(change, ActionKind::Create) && !kept) ||
         has_action(change, ActionKind::Adopt) || has_action(change, ActionKind::Unarchive);
}

void add_reference_needs(Draft& draft, const ReferenceGraph& graph) {
  std::vector<Change>& changes = draft.plan.changes;
  std::map<Key, const Change*> by_key;
  for (const Change& change : changes) by_key.emplace(change.key, &change);
  for (Change& change : changes) {
    const auto found = graph.of_manifest.find(change.key);
    if (found == graph.of_manifest.end() || change.actions.empty()) continue;
    for (const Reference& reference : found->second) {
      const auto target = by_key.find(reference.key);
      if (target == by_key.end()) continue;
      if (gives_id(draft.world, *target->second)) change.needs.push_back(reference.key);
    }
  }
}

}  // namespace

void settle_references(Draft& draft) {
  const ReferenceGraph graph = reference_graph(draft.world);
  keep_referenced(draft, graph);
  wait_for_referrers(draft);
  std::erase_if(draft.plan.changes,
                [](const Change& change) { return change.actions.empty() && !change.conflict; });
  add_reference_needs(draft, graph);
}

}  // namespace segctl::plan
