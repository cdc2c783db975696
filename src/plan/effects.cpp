#include "base/text.h"
#include "plan/changes.h"
#include "segment/canonical.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// What a plan does to the audience of each segment that something refers to.
class Audiences {
 public:
  explicit Audiences(const Draft& draft) : draft_(draft) {
    for (const Change& change : draft.plan.changes) {
      if (!change.id.empty()) by_id_.emplace(change.id, &change);
      if (!keeps_everyone(change)) ++moving_;
    }
    for (const DesiredSegment& desired : draft.world.input().desired) {
      const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
      const auto id = draft.ids.find(desired.key);
      if (filter != nullptr && id != draft.ids.end()) desired_.emplace(id->second, filter);
    }
  }

  /// Of a definition that stays, and refers to what changes.
  Effect of_form(const Definition& form) { return of(form, form); }

  /// Of a change on its own segment; nothing where it is none of an audience that is there now.
  std::optional<Effect> of(const Change& change) {
    if (change.conflict || !change.before || has_action(change, ActionKind::Create)) return {};
    if (has_action(change, ActionKind::Update)) return of_update(change);
    if (change.kind == Kind::Filter) return of_following(change);
    return of_members(change);
  }

 private:
  /// Whether the change leaves the segment as it is, but for its name and our record of it.
  static bool keeps_everyone(const Change& change) {
    return std::all_of(change.actions.begin(), change.actions.end(), [](const Action& action) {
      return action.kind == ActionKind::Adopt || action.kind == ActionKind::Forget ||
             action.kind == ActionKind::Rename;
    });
  }

  Effect of(const Definition& before, const Definition& after) {
    ReferenceEffects effects;
    for (const Definition* side : {&before, &after}) {
      for (const Reference& reference : references(*side)) {
        if (!effects.contains(reference)) effects.emplace(reference, of_reference(reference));
      }
    }
    return effect_of(before, after, effects, moving_ > 0 ? Others::MayChange : Others::Stay);
  }

  Effect of_update(const Change& change) {
    if (!change.before->definition || !change.after || !change.after->definition)
      return Effect::MayDoEither;
    const Definition& before = *change.before->definition;
    const Definition& after = *change.after->definition;
    // Nothing that it refers to can refer to it: where nothing else changes, all of that stays.
    const Effect effect = moving_ == 1 ? effect_of(before, after) : of(before, after);
    if (!has_action(change, ActionKind::Unarchive)) return effect;
    // Nobody knows whether it has users now; none of them drops out by coming back.
    const bool keeps = effect == Effect::Same || effect == Effect::OnlyWidens;
    return keeps ? Effect::OnlyWidens : Effect::MayDoEither;
  }

  /// Of a filter segment whose definition stays: told where its audience follows another one.
  std::optional<Effect> of_following(const Change& change) {
    if (moves_activity(change) || has_action(change, ActionKind::Forget)) return {};
    const Effect effect = of_unchanged(change.id);
    return effect == Effect::Same ? std::nullopt : std::optional(effect);
  }

  /// Whom a replace takes away is not known: nobody can read who is in it now.
  static std::optional<Effect> of_members(const Change& change) {
    if (moves_activity(change)) return {};
    const bool replaces = has_action(change, ActionKind::ReplaceUsers);
    const bool adds = replaces || has_action(change, ActionKind::AddUsers) ||
                      has_action(change, ActionKind::AddMembers);
    const bool removes = replaces || has_action(change, ActionKind::RemoveUsers) ||
                         has_action(change, ActionKind::RemoveMembers);
    if (adds && removes) return Effect::MayDoEither;
    if (!adds && !removes) return {};
    return adds ? Effect::OnlyWidens : Effect::OnlyNarrows;
  }

  /// Whether an archived segment has users for those that refer to it is not documented.
  static bool moves_activity(const Change& change) {
    return has_action(change, ActionKind::Archive) || has_action(change, ActionKind::Unarchive);
  }

  Effect of_reference(const Reference& reference) {
    if (reference.id.empty()) return Effect::MayDoEither;
    const auto [place, fresh] = known_.emplace(reference.id, Effect::MayDoEither);  // in a circle
    if (!fresh) return place->second;
    const Effect effect = of_segment(reference.id);
    known_[reference.id] = effect;
    return effect;
  }

  Effect of_segment(const SegmentId& id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return of_unchanged(id);
    const Change& change = *found->second;
    if (moves_activity(change) || has_action(change, ActionKind::Create))
      return Effect::MayDoEither;
    if (const auto effect = of(change)) return *effect;
    return change.kind == Kind::Filter ? of_unchanged(id) : Effect::Same;
  }

  /// A segment that the plan leaves alone changes with those that it refers to.
  Effect of_unchanged(const SegmentId& id) {
    const LiveSegment* live = draft_.world.by_id(id);
    if (live != nullptr && live->definition) return of_form(canonical(*live->definition));
    // Not read now, but trusted: it is what the manifest says.
    const auto found = desired_.find(id);
    if (found != desired_.end() && !by_id_.contains(id))
      return of_form(with_ids(found->second->definition, draft_.ids));
    const auto kind = live == nullptr ? std::nullopt : kind_of(*live);
    const bool may_refer = kind != Kind::File && kind != Kind::Cohort;
    return may_refer && moving_ > 0 ? Effect::MayDoEither : Effect::Same;
  }

  const Draft& draft_;
  std::map<SegmentId, const Change*> by_id_;
  std::map<SegmentId, const DesiredFilter*> desired_;
  std::map<SegmentId, Effect> known_;
  std::size_t moving_ = 0;  ///< changes that an audience may follow
};

/// Warns of manifests that the plan has nothing to do for, and whose audience changes all the same.
void warn_of_followers(Draft& draft, Audiences& audiences) {
  std::set<Key> changed;
  for (const Change& change : draft.plan.changes) changed.insert(change.key);
  for (const DesiredSegment& desired : draft.world.input().desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    if (filter == nullptr || desired.activity != Activity::Active || changed.contains(desired.key))
      continue;
    const Definition form = with_ids(filter->definition, draft.ids);
    if (references(form).empty()) continue;
    const Effect effect = audiences.of_form(form);
    if (effect == Effect::Same) continue;
    draft.plan.warnings.push_back(
        {"audience-follows", desired.key, desired.place,
         fmt::format("stays as it is, but a segment that it refers to changes: its audience {}",
                     effect_text(effect))});
  }
}

}  // namespace

void tell_effects(Draft& draft) {
  if (draft.plan.changes.empty()) return;
  Audiences audiences(draft);
  for (Change& change : draft.plan.changes) change.effect = audiences.of(change);
  warn_of_followers(draft, audiences);
}

}  // namespace segctl::plan
