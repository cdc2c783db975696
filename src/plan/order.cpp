#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// Who refers to whom among the manifests that are to be active.
struct ReferenceGraph {
  std::map<Key, std::vector<Reference>> of_manifest;
  std::map<Key, Key> referrer_of_key;  ///< one who refers to the key
  std::map<SegmentId, Key> referrer_of_id;
};

/// Notes who refers to what; of several the first by key.
template <class Id>
void note_referrer(std::map<Id, Key>& referrers, const Id& id, const Key& referrer) {
  if (id.empty()) return;
  const auto [place, fresh] = referrers.emplace(id, referrer);
  if (!fresh && referrer < place->second) place->second = referrer;
}

ReferenceGraph reference_graph(const World& world) {
  ReferenceGraph graph;
  for (const DesiredSegment& desired : world.input().desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    if (filter == nullptr) continue;
    auto found = references(filter->definition);
    if (found.empty()) continue;
    if (desired.activity == Activity::Active) {
      for (const Reference& reference : found) {
        note_referrer(graph.referrer_of_key, reference.key, desired.key);
        note_referrer(graph.referrer_of_id, reference.id, desired.key);
      }
    }
    graph.of_manifest.emplace(desired.key, std::move(found));
  }
  return graph;
}

/// Whether all that happens at MoEngage is an archive; to adopt is the state's alone.
bool only_archives(const Change& change) {
  return has_action(change, ActionKind::Archive) &&
         std::all_of(change.actions.begin(), change.actions.end(), [](const Action& action) {
           return action.kind == ActionKind::Archive || action.kind == ActionKind::Adopt;
         });
}

bool only_state(const Change& change) {
  return std::all_of(change.actions.begin(), change.actions.end(), [](const Action& action) {
    return action.kind == ActionKind::Adopt || action.kind == ActionKind::Forget;
  });
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

/// Never archives what an active manifest refers to, unless another is made in its place.
void keep_referenced(Draft& draft, const ReferenceGraph& graph) {
  for (Change& change : draft.plan.changes) {
    const bool goes =
        has_action(change, ActionKind::Archive) && !has_action(change, ActionKind::Create);
    const Key* referrer = goes ? active_referrer(graph, change) : nullptr;
    if (referrer == nullptr) continue;
    keep_active(change);
    draft.plan.warnings.push_back({"kept-referenced", change.key, change.source,
                                   fmt::format("not archived: the active segment {} refers to it",
                                               in_quotes(referrer->str()))});
  }
  std::erase_if(draft.plan.changes,
                [](const Change& change) { return change.actions.empty() && !change.conflict; });
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

/// State-only first, then what makes and changes, archives and conflicts last.
int phase(const Change& change, bool archive_first) {
  if (change.conflict) return 4;
  if (only_state(change)) return 0;
  if (only_archives(change)) return archive_first ? 1 : 3;
  return 2;
}

/// True where making before archiving would pass the active-segment limit.
bool near_limit(const Draft& draft) {
  std::size_t more = 0;
  for (const Change& change : draft.plan.changes) {
    more += has_action(change, ActionKind::Create) ? 1U : 0U;
    more += has_action(change, ActionKind::Unarchive) ? 1U : 0U;
  }
  return more > 0 &&
         active_now(draft.world) + more > draft.world.input().safety.max_active_segments;
}

/// Orders by needs, keeping the given order otherwise. Changes that wait for each other (two names
/// or definitions that are to be swapped) can't be ordered: they become conflicts.
class Sorter {
 public:
  explicit Sorter(std::vector<Change> changes) : changes_(std::move(changes)) {
    for (std::size_t i = 0; i < changes_.size(); ++i) place_.emplace(changes_[i].key, i);
    marks_.resize(changes_.size(), Mark::New);
  }

  std::vector<Change> sorted() {
    // Once in the order of the keys, so that which change ends a circle is not a matter of files.
    for (const auto& [key, i] : place_) visit(i);
    order_.clear();
    marks_.assign(changes_.size(), Mark::New);
    for (std::size_t i = 0; i < changes_.size(); ++i) visit(i);
    std::vector<Change> result;
    result.reserve(order_.size());
    for (const std::size_t i : order_) result.push_back(std::move(changes_[i]));
    return result;
  }

 private:
  enum class Mark { New, Open, Done };

  void visit(std::size_t i) {
    if (marks_[i] != Mark::New) return;
    marks_[i] = Mark::Open;
    for (const Key& need : std::vector<Key>(changes_[i].needs)) {
      const auto found = place_.find(need);
      if (found == place_.end()) continue;
      visit(found->second);
      if (marks_[found->second] == Mark::Open) break_circle(changes_[i], changes_[found->second]);
    }
    marks_[i] = Mark::Done;
    order_.push_back(i);
  }

  static void break_circle(Change& change, const Change& other) {
    if (change.conflict) return;
    const bool name = other.before && other.before->name == change.name;
    change.conflict = Conflict{name ? ConflictKind::Name : ConflictKind::Definition, other.id,
                               other.before ? other.before->name : other.name, Holder::Waiting};
    change.reasons = {name ? Reason::NameConflict : Reason::DefinitionConflict};
    change.actions.clear();
    change.diff.clear();
    std::erase(change.needs, other.key);
  }

  std::vector<Change> changes_;
  std::map<Key, std::size_t> place_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> order_;
};

}  // namespace

void order_changes(Draft& draft) {
  const ReferenceGraph graph = reference_graph(draft.world);
  keep_referenced(draft, graph);
  add_reference_needs(draft, graph);
  std::vector<Change>& changes = draft.plan.changes;
  for (Change& change : changes) {
    std::sort(change.needs.begin(), change.needs.end());
    change.needs.erase(std::unique(change.needs.begin(), change.needs.end()), change.needs.end());
  }
  const bool archive_first = near_limit(draft);
  std::stable_sort(changes.begin(), changes.end(), [&](const Change& a, const Change& b) {
    return phase(a, archive_first) < phase(b, archive_first);
  });
  changes = Sorter(std::move(changes)).sorted();
  std::stable_partition(changes.begin(), changes.end(),
                        [](const Change& change) { return !change.conflict; });
}

}  // namespace segctl::plan
