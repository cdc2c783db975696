#include "plan/planner.h"

#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

void plan_one(Draft& draft, const Match& match) {
  const Kind kind = match.desired->kind();
  if (match.record != nullptr && match.record->kind != kind) {
    Diagnostic problem;
    problem.rule = "kind-changed";
    problem.range = match.desired->place;
    problem.message = fmt::format("{} is a {} segment and can't become a {} segment",
                                  in_quotes(match.record->name.str()),
                                  kind_word(match.record->kind), kind_word(kind));
    problem.hint = "give the new segment a key and a name of its own";
    draft.problems.push_back(std::move(problem));
    return;
  }
  switch (kind) {
    case Kind::Filter:
      return plan_filter(draft, match);
    case Kind::File:
      return plan_file(draft, match);
    case Kind::Cohort:
      return plan_cohort(draft, match);
  }
}

/// A `key:` whose segment is neither in this plan nor in the state has no ID to write in.
void check_references(Draft& draft) {
  std::set<Key> made;
  for (const DesiredSegment& desired : draft.world.input().desired) made.insert(desired.key);
  for (const DesiredSegment& desired : draft.world.input().desired) {
    const auto* filter = std::get_if<DesiredFilter>(&desired.spec);
    if (filter == nullptr) continue;
    for (const Reference& reference : references(filter->definition)) {
      if (reference.key.empty() || draft.ids.contains(reference.key)) continue;
      const bool will_be = made.contains(reference.key);
      if (will_be) continue;
      Diagnostic problem;
      problem.rule = "reference-out-of-scope";
      problem.range = desired.place;
      problem.message = fmt::format(
          "{} refers to the key {}, which is not applied yet and not among "
          "the given paths",
          in_quotes(desired.name.str()), in_quotes(reference.key.str()));
      problem.hint = "give its manifest's path as well, or plan the whole repo";
      draft.problems.push_back(std::move(problem));
    }
  }
}

/// Whether the manifest is of a cohort that nobody is in: it is made with its first member.
bool is_empty_cohort(const Draft& draft, const DesiredSegment& desired) {
  const auto contents = draft.world.input().cohorts.find(desired.key);
  return contents != draft.world.input().cohorts.end() && contents->second.members == 0;
}

/// A manifest whose segment is wanted archived, or whose cohort is empty, is not created, so nobody
/// can refer to it.
void check_uncreated(Draft& draft, const std::vector<Match>& matches) {
  std::set<Key> missing;
  for (const Match& match : matches) {
    const bool archived = match.desired->activity == Activity::Archived;
    const bool there = match.live != nullptr && !is_replaced(draft.world, match);
    const bool uncreated = archived || is_empty_cohort(draft, *match.desired);
    if (!there && uncreated) missing.insert(match.desired->key);
  }
  for (const Match& match : matches) {
    const auto* filter = std::get_if<DesiredFilter>(&match.desired->spec);
    if (filter == nullptr || match.desired->activity == Activity::Archived) continue;
    for (const Reference& reference : references(filter->definition)) {
      if (!missing.contains(reference.key)) continue;
      Diagnostic problem;
      problem.rule = "reference-to-archived";
      problem.range = match.desired->place;
      problem.message = fmt::format(
          "{} refers to the key {}, which is archived or an empty cohort, and not there",
          in_quotes(match.desired->name.str()), in_quotes(reference.key.str()));
      problem.hint = "make that segment active, give the cohort a member, or drop the reference";
      draft.problems.push_back(std::move(problem));
    }
  }
}

void count_segments(Draft& draft, const std::vector<Match>& matches) {
  const Input& input = draft.world.input();
  std::set<SegmentId> ours;
  for (const Match& match : matches) {
    if (match.live != nullptr) ours.insert(match.live->id);
  }
  draft.plan.counts.manifests = input.desired.size();
  draft.plan.counts.managed = input.recorded.size();
  draft.plan.counts.unmanaged = static_cast<std::size_t>(std::count_if(
      input.live.segments.begin(), input.live.segments.end(), [&](const LiveSegment& live) {
        return !ours.contains(live.id) && draft.world.record_of(live) == nullptr;
      }));
}

/// Counts the managed filter segments whose definition was not read.
void count_trusted(Draft& draft) {
  Trusted& trusted = draft.plan.trusted;
  for (const auto& [key, record] : draft.world.input().recorded) {
    const LiveSegment* live = draft.world.live_of(record);
    const bool unread = record.definition && live != nullptr && !live->definition;
    if (!unread) continue;
    const Timestamp seen = std::max(record.verified_at, record.applied_at);
    trusted.since = trusted.definitions == 0 ? seen : std::min(trusted.since, seen);
    ++trusted.definitions;
  }
}

}  // namespace

bool has_action(const Change& change, ActionKind kind) {
  return std::any_of(change.actions.begin(), change.actions.end(),
                     [kind](const Action& action) { return action.kind == kind; });
}

std::size_t active_now(const World& world) {
  const auto& live = world.input().live.segments;
  return static_cast<std::size_t>(std::count_if(
      live.begin(), live.end(),
      [&](const LiveSegment& segment) { return world.activity(segment) == Activity::Active; }));
}

Change start_change(const Draft& draft, const Match& match) {
  Change change;
  change.key = match.desired->key;
  if (match.by == MatchedBy::OldRecord && match.record->key != match.desired->key) {
    change.previous_key = match.record->key;
  }
  change.kind = match.desired->kind();
  change.name = match.desired->name;
  change.source = match.desired->place;
  change.after = Side{match.desired->name, match.desired->activity, {}, {}, {}, {}};
  if (match.live != nullptr) {
    change.id = match.live->id;
    change.before = Side{match.live->name, draft.world.activity(*match.live), {}, {}, {}, {}};
  }
  return change;
}

void warn_gone(Draft& draft, const Change& change, const RecordedSegment& record) {
  draft.plan.warnings.push_back(
      {"gone", change.key, change.source,
       fmt::format(
           "MoEngage took it at {} and doesn't know it now: somebody deleted it, or the name "
           "was refused without a word; where it never appears, give it another name",
           format_utc(record.applied_at))});
}

void finish_change(Draft& draft, Change change) {
  if (change.actions.empty() && !change.conflict) {
    ++draft.plan.counts.unchanged;
    return;
  }
  draft.plan.changes.push_back(std::move(change));
}

Result<Planned> make_plan(const Input& input) {
  if (input.scope == Scope::WholeRepo && input.desired.empty() && !input.recorded.empty()) {
    return fail(
        ErrorCode::Held,
        fmt::format("there is no manifest at all, but the state knows {}: that would archive "
                    "every one of them",
                    counted(input.recorded.size(), "segment")),
        "check the manifests directory; to give segments up one by one use `segctl state rm`");
  }
  Planned planned;
  planned.plan.scope = input.scope;
  const World world(input);
  const std::vector<Match> matches = match_all(world);
  const std::map<Key, SegmentId> ids = known_ids(world, matches);
  Draft draft{world, ids, planned.plan, planned.problems};
  check_references(draft);
  check_uncreated(draft, matches);
  for (const Match& match : matches) plan_one(draft, match);
  plan_retired(draft, matches);
  foresee_conflicts(draft, matches);
  order_changes(draft);
  tell_effects(draft);
  count_segments(draft, matches);
  count_trusted(draft);
  add_warnings(draft);
  add_holds(draft);
  return planned;
}

}  // namespace segctl::plan
