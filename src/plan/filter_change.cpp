#include "plan/changes.h"
#include "segment/canonical.h"
#include "segment/with_keys.h"

namespace segctl::plan {
namespace {

/// One filter manifest beside its live segment.
struct Comparison {
  Definition wanted;             ///< canonical, with every ID that is known
  std::optional<Definition> is;  ///< canonical; nothing where not known
  bool definition_differs = false;
  bool name_differs = false;
};

/// Whether all that the manifest says of an active or archived segment of ours is seen to be so, by
/// digests alone: that goes for nearly all manifests of most plans.
bool is_as_wanted(const Draft& draft, const Match& match) {
  if (match.by != MatchedBy::Record || match.live == nullptr || !match.live->definition) {
    return false;
  }
  const auto& filter = std::get<DesiredFilter>(match.desired->spec);
  return match.live->name == match.desired->name &&
         draft.world.activity(*match.live) == match.desired->activity &&
         match.live->definition->digest() == resolved_digest(filter, draft.ids);
}

Comparison compare(const Draft& draft, const Match& match) {
  const auto& filter = std::get<DesiredFilter>(match.desired->spec);
  Comparison result{wanted_definition(filter, draft.ids), std::nullopt, false, false};
  if (match.live == nullptr) return result;
  result.name_differs = match.live->name != match.desired->name;
  if (match.live->definition) {
    result.is = canonical(*match.live->definition);
    result.definition_differs = *result.is != result.wanted;
  } else {
    // Live was not read: the record is the best word there is.
    const bool recorded = match.record != nullptr && match.record->definition;
    result.definition_differs =
        !recorded || *match.record->definition != digest_of_canonical(result.wanted);
    if (recorded && result.definition_differs) result.is = recorded_definition(*match.record);
  }
  return result;
}

void plan_create(Draft& draft, const Match& match, Comparison comparison) {
  if (match.desired->activity == Activity::Archived) {
    ++draft.plan.counts.not_created;
    return;
  }
  Change change = start_change(draft, match);
  change.actions = {{ActionKind::Create, std::nullopt}};
  change.reasons = {match.record != nullptr ? Reason::DeletedOutside : Reason::NotThere};
  change.after->definition = std::move(comparison.wanted);
  if (match.record != nullptr) warn_gone(draft, change, *match.record);
  finish_change(draft, std::move(change));
}

/// Adds what makes an active segment say what the manifest says.
void add_updates(const Draft& draft, Change& change, const Comparison& comparison) {
  if (comparison.definition_differs) {
    change.actions.push_back({ActionKind::Update, std::nullopt});
    change.reasons.push_back(Reason::DefinitionDiffers);
    if (comparison.is)
      change.diff = differences_by_key(*comparison.is, comparison.wanted, draft.ids);
  }
  if (comparison.name_differs) {
    change.actions.push_back({ActionKind::Rename, std::nullopt});
    change.reasons.push_back(Reason::NameDiffers);
  }
}

/// Adds what leads from the live segment to the manifest. An archived segment can't be updated, so
/// one that is to be archived is left as it is.
void add_steps(Draft& draft, Change& change, const Match& match, const Comparison& comparison) {
  const Activity now = draft.world.activity(*match.live);
  const bool differs = comparison.definition_differs || comparison.name_differs;
  if (match.desired->activity == Activity::Archived) {
    if (now == Activity::Active) {
      change.actions.push_back({ActionKind::Archive, std::nullopt});
      change.reasons.push_back(Reason::WantedArchived);
    }
    if (differs) {
      draft.plan.warnings.push_back({"archived-not-updated", change.key, change.source,
                                     "an archived segment can't be updated: what its manifest says "
                                     "otherwise is written when it is active again"});
      change.after->definition = comparison.is;
      change.after->name = match.live->name;
    }
    return;
  }
  if (now == Activity::Archived) {
    change.actions.push_back({ActionKind::Unarchive, std::nullopt});
    change.reasons.push_back(Reason::WantedActive);
  }
  add_updates(draft, change, comparison);
}

void make_name_conflict(const Draft& draft, Change& change, const LiveSegment& holder) {
  change.actions.clear();
  change.reasons = {Reason::NameConflict};
  change.conflict = Conflict{ConflictKind::Name, holder.id, holder.name,
                             holder_by_name(draft.world, holder, Kind::Filter)};
}

/// A live segment of the manifest's name that the state doesn't know.
void plan_unmanaged(Draft& draft, const Match& match, Change& change,
                    const Comparison& comparison) {
  const bool filter = kind_of(*match.live) == Kind::Filter;
  const bool managed_elsewhere = draft.world.record_of(*match.live) != nullptr;
  const bool same = filter && !comparison.definition_differs &&
                    draft.world.activity(*match.live) == match.desired->activity;
  const bool may_take = filter && !managed_elsewhere;
  if (may_take && (same || draft.world.may_adopt(change.key))) {
    change.actions.push_back({ActionKind::Adopt, std::nullopt});
    change.reasons.push_back(same ? Reason::SameAsManifest : Reason::TakenOver);
    add_steps(draft, change, match, comparison);
    return;
  }
  make_name_conflict(draft, change, *match.live);
}

}  // namespace

Definition wanted_definition(const DesiredFilter& filter, const std::map<Key, SegmentId>& ids) {
  if (references(filter.definition).empty()) return filter.canonical;
  return canonical(with_ids(filter.definition, ids));
}

std::vector<Difference> differences_by_key(const Definition& before, const Definition& after,
                                           const std::map<Key, SegmentId>& ids) {
  if (references(before).empty() && references(after).empty()) return differences(before, after);
  std::map<SegmentId, Key> keys;
  for (const auto& [key, id] : ids) keys.emplace(id, key);
  return differences(with_keys(before, keys), with_keys(after, keys));
}

void plan_filter(Draft& draft, const Match& match) {
  if (is_as_wanted(draft, match)) {
    ++draft.plan.counts.unchanged;
    return;
  }
  Comparison comparison = compare(draft, match);
  if (match.live == nullptr) return plan_create(draft, match, std::move(comparison));
  Change change = start_change(draft, match);
  change.before->definition = comparison.is;
  change.after->definition = comparison.wanted;
  if (match.by == MatchedBy::Name) {
    plan_unmanaged(draft, match, change, comparison);
  } else {
    // A rename moves the record to its new key as well; what stays archived is not renamed.
    const bool renames = comparison.name_differs && match.desired->activity == Activity::Active;
    if (match.by == MatchedBy::OldRecord && !renames) {
      change.actions.push_back({ActionKind::Adopt, std::nullopt});
      change.reasons.push_back(Reason::KeyDiffers);
    }
    add_steps(draft, change, match, comparison);
  }
  finish_change(draft, std::move(change));
}

}  // namespace segctl::plan
