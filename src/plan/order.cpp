#include "base/text.h"
#include "plan/changes.h"
#include "plan/referrers.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

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

/// A change that can't be because a segment stands in its way may be meant to take its place: the
/// segment is not archived before that is settled.
void keep_what_stands_in_the_way(Draft& draft) {
  std::map<SegmentId, Key> waiting;
  for (const Change& change : draft.plan.changes) {
    if (change.conflict) waiting.emplace(change.conflict->existing_id, change.key);
  }
  for (Change& change : draft.plan.changes) {
    const auto found = waiting.find(change.id);
    if (change.id.empty() || !only_archives(change) || found == waiting.end()) continue;
    change.needs.push_back(found->second);
    draft.plan.warnings.push_back(
        {"archive-waits", change.key, change.source,
         fmt::format("not archived while it stands in the way of the key {}; if that is to be the "
                     "same segment, `state mv {} {}` gives it the key",
                     in_quotes(found->second.str()), shell_word(change.key.str()),
                     shell_word(found->second.str()))});
  }
}

/// Whether `change` waits for the one with that key, be it by way of others.
bool waits_for(const std::map<Key, const Change*>& changes, const Change& change, const Key& key) {
  std::set<Key> seen;
  std::vector<Key> open = change.needs;
  while (!open.empty()) {
    const Key need = std::move(open.back());
    open.pop_back();
    if (need == key) return true;
    const auto found = changes.find(need);
    if (found == changes.end() || !seen.insert(need).second) continue;
    open.insert(open.end(), found->second->needs.begin(), found->second->needs.end());
  }
  return false;
}

bool makes_active(const Change& change) {
  return !change.conflict &&
         (has_action(change, ActionKind::Create) || has_action(change, ActionKind::Unarchive));
}

/// Has each change that makes a segment active without room for it wait for an archive that makes
/// room: where that one fails, so would it.
void wait_for_room(Draft& draft) {
  const std::size_t most = draft.world.input().safety.max_active_segments;
  std::size_t room = most - std::min(most, active_now(draft.world));
  std::map<Key, const Change*> by_key;
  std::vector<const Change*> archives;
  for (const Change& change : draft.plan.changes) {
    by_key.emplace(change.key, &change);
    if (only_archives(change)) archives.push_back(&change);
  }
  for (Change& change : draft.plan.changes) {
    if (!makes_active(change) || has_action(change, ActionKind::Archive)) continue;
    if (room > 0) {
      --room;
      continue;
    }
    const auto makes_room = std::find_if(
        archives.begin(), archives.end(),
        [&](const Change* archive) { return !waits_for(by_key, *archive, change.key); });
    if (makes_room == archives.end()) continue;
    change.needs.push_back((*makes_room)->key);
    archives.erase(makes_room);
  }
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
  settle_references(draft);
  keep_what_stands_in_the_way(draft);
  const bool archive_first = near_limit(draft);
  if (archive_first) wait_for_room(draft);
  std::vector<Change>& changes = draft.plan.changes;
  for (Change& change : changes) {
    std::sort(change.needs.begin(), change.needs.end());
    change.needs.erase(std::unique(change.needs.begin(), change.needs.end()), change.needs.end());
  }
  std::stable_sort(changes.begin(), changes.end(), [&](const Change& a, const Change& b) {
    return phase(a, archive_first) < phase(b, archive_first);
  });
  changes = Sorter(std::move(changes)).sorted();
  std::stable_partition(changes.begin(), changes.end(),
                        [](const Change& change) { return !change.conflict; });
}

}  // namespace segctl::plan
