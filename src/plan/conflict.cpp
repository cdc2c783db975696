#include "plan/changes.h"
#include "segment/canonical.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// Who has a definition now.
struct Owner {
  SegmentId id;
  SegmentName name;
  Activity activity = Activity::Active;
};

/// More than one may have the same, an archived one and an active one, say: by ID, so that the
/// order of List decides nothing.
using Owners = std::map<DefinitionDigest, std::map<SegmentId, Owner>>;

Owners definition_owners(const World& world) {
  Owners owners;
  for (const LiveSegment& live : world.input().live.segments) {
    const RecordedSegment* record = world.record_of(live);
    std::optional<DefinitionDigest> digest;
    if (live.definition) {
      digest = live.definition->digest();
    } else if (record != nullptr) {
      digest = record->definition;
    }
    if (digest) owners[*digest].emplace(live.id, Owner{live.id, live.name, world.activity(live)});
  }
  return owners;
}

/// Whether a call of the change has the definition in it; a rename's has, too.
bool writes_definition(const Change& change) {
  return change.kind == Kind::Filter &&
         (has_action(change, ActionKind::Create) || has_action(change, ActionKind::Update) ||
          has_action(change, ActionKind::Rename));
}

void make_conflict(Change& change, const Conflict& conflict) {
  change.actions.clear();
  change.diff.clear();
  const bool name = conflict.kind == ConflictKind::Name;
  change.reasons = {name ? Reason::NameConflict : Reason::DefinitionConflict};
  change.conflict = conflict;
}

class Foresight {
 public:
  Foresight(Draft& draft, const std::vector<Match>& matches) : draft_(draft), matches_(matches) {}

  void run() {
    for (Change& change : draft_.plan.changes) {
      by_id_[change.id] = &change;
      by_key_[change.key] = &change;
      // Noted before there are conflicts: what needs a change that ends in one waits for it,
      // whichever of them is looked at first.
      if (has_action(change, ActionKind::Rename)) renamed_.insert(change.id);
      if (has_action(change, ActionKind::Update)) updated_.insert(change.id);
    }
    check_names();
    const bool writes =
        std::any_of(draft_.plan.changes.begin(), draft_.plan.changes.end(), writes_definition);
    if (writes) check_definitions();
  }

 private:
  Change* change_of(const SegmentId& id) {
    const auto found = id.empty() ? by_id_.end() : by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

  Change* change_of_key(const Key& key) {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
  }

  void check_names() {
    for (const Match& match : matches_) {
      Change* change = change_of_key(match.desired->key);
      if (change == nullptr || change->conflict) continue;
      if (match.name_holder != nullptr) change->needs.push_back(match.name_holder->key);
      const bool takes_name =
          match.live != nullptr && change->name != match.live->name &&
          (has_action(*change, ActionKind::Rename) || has_action(*change, ActionKind::Create));
      if (takes_name) check_new_name(*change);
    }
  }

  /// A rename, or a file segment made anew under another name.
  void check_new_name(Change& change) {
    const LiveSegment* holder = draft_.world.by_name(change.name);
    if (holder == nullptr || holder->id == change.id) return;
    if (renamed_.contains(holder->id)) {
      change.needs.push_back(change_of(holder->id)->key);
      return;
    }
    make_conflict(change, {ConflictKind::Name, holder->id, holder->name, holder_of(*holder)});
  }

  [[nodiscard]] Holder holder_of(const LiveSegment& live) const {
    const bool lost_track = kind_of(live) == Kind::File &&
                            draft_.world.record_of(live) == nullptr &&
                            draft_.world.activity(live) == Activity::Archived;
    return lost_track ? Holder::ArchivedFile : Holder::Other;
  }

  void check_definitions() {
    const Owners owners = definition_owners(draft_.world);
    std::map<DefinitionDigest, const Change*> written;
    for (const auto& [key, change] : by_key_) {
      if (!writes_definition(*change)) continue;
      const DefinitionDigest digest = digest_of_canonical(*change->after->definition);
      const auto [twin, first] = written.emplace(digest, change);
      if (!first) {
        make_conflict(*change, {ConflictKind::Definition, twin->second->id, twin->second->name});
        continue;
      }
      const auto found = owners.find(digest);
      if (found == owners.end()) continue;
      for (const auto& [id, owner] : found->second) {
        if (!change->conflict) check_owner(*change, owner);
      }
    }
  }

  void check_owner(Change& change, const Owner& owner) {
    if (owner.id == change.id) return;
    if (updated_.contains(owner.id)) {
      change.needs.push_back(change_of(owner.id)->key);
      return;
    }
    if (owner.activity == Activity::Archived) {
      // API.md doesn't say whether an archived segment's definition still conflicts: let MoEngage
      // say.
      draft_.plan.warnings.push_back(
          {"definition-held-by-archived", change.key, change.source,
           fmt::format("the archived segment {} has the same definition; MoEngage may refuse it",
                       owner.id.str())});
      return;
    }
    make_conflict(change, {ConflictKind::Definition, owner.id, owner.name});
  }

  Draft& draft_;
  const std::vector<Match>& matches_;
  std::map<SegmentId, Change*> by_id_;
  std::map<Key, Change*> by_key_;
  std::set<SegmentId> renamed_;
  std::set<SegmentId> updated_;
};

}  // namespace

Holder holder_by_name(const World& world, const LiveSegment& segment, Kind wanted) {
  const auto kind = kind_of(segment);
  // A cohort's type is not known for sure: whatever is no filter may be one.
  const bool fits = !kind || kind == wanted || (wanted == Kind::Cohort && kind != Kind::Filter);
  return fits && world.record_of(segment) == nullptr ? Holder::Other : Holder::NotToTake;
}

void foresee_conflicts(Draft& draft, const std::vector<Match>& matches) {
  Foresight(draft, matches).run();
}

}  // namespace segctl::plan
