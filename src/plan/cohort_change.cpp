#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::plan {
namespace {

/// How long a cohort that MoEngage accepted may be missing from List: cohort sync works behind the
/// scenes, and API.md gives it no time.
constexpr std::chrono::hours kProcessing{1};

const CohortContents& contents_of(const Draft& draft, const Key& key) {
  static const CohortContents kNothing;
  const auto found = draft.world.input().cohorts.find(key);
  return found == draft.world.input().cohorts.end() ? kNothing : found->second;
}

const DesiredCohort& cohort_of(const Match& match) {
  return std::get<DesiredCohort>(match.desired->spec);
}

bool same_cohort(const RecordedCohort& record, const DesiredCohort& cohort) {
  return record.partner == cohort.partner && record.cohort_id == cohort.cohort_id;
}

void add_problem(Draft& draft, const Match& match, const char* rule, const char* field,
                 std::string message, std::string hint) {
  const auto found = match.desired->fields.find(field);
  Diagnostic problem;
  problem.rule = rule;
  problem.range = found == match.desired->fields.end() ? match.desired->place : found->second;
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  draft.problems.push_back(std::move(problem));
}

/// Another managed cohort that MoEngage knows by the same partner and cohort_id.
const RecordedSegment* twin_of(const Draft& draft, const Match& match) {
  for (const auto& [key, record] : draft.world.input().recorded) {
    const bool is_own = match.record != nullptr && match.record->key == key;
    if (!is_own && record.cohort && same_cohort(*record.cohort, cohort_of(match))) return &record;
  }
  return nullptr;
}

/// Says what would really happen to a cohort whose name or cohort_id differs alone. True: it can't
/// be planned.
bool is_confused(Draft& draft, const Match& match) {
  const bool recorded = match.record != nullptr && match.record->cohort;
  if (const RecordedSegment* twin = twin_of(draft, match)) {
    add_problem(draft, match, "cohort-id-used", "cohort_id",
                fmt::format("the cohort_id {} of this partner is the one of {}: MoEngage would "
                            "change that cohort, and make no other",
                            in_quotes(cohort_of(match).cohort_id), in_quotes(twin->name.str())),
                "a cohort's name can't change: keep its name and key, or give the new one a "
                "cohort_id of its own, then the old one is archived and a new one made");
    return true;
  }
  if (!recorded) return false;
  const bool same_id = same_cohort(*match.record->cohort, cohort_of(match));
  const SegmentName& name = match.live != nullptr ? match.live->name : match.record->name;
  const bool same_name = name == match.desired->name;
  if (same_id && !same_name) {
    add_problem(draft, match, "cohort-renamed", "name",
                fmt::format("a cohort's name can't change: by its cohort_id MoEngage would go on "
                            "with {}, whatever the manifest calls it",
                            in_quotes(name.str())),
                "take the old name back; or give it a new cohort_id as well, then the old cohort "
                "is archived and a new one made with all members");
  } else if (!same_id && same_name) {
    add_problem(draft, match, "cohort-id-changed", "cohort_id",
                "another partner or cohort_id is another cohort to MoEngage, and the name of the "
                "one that is there can't be used again",
                "take the old partner and cohort_id back; or give it a new name as well, then the "
                "old cohort is archived and a new one made with all members");
  }
  return same_id != same_name;
}

void add_create(Change& change, const CohortContents& contents, Reason reason) {
  change.actions.push_back({ActionKind::Create, std::nullopt});
  change.reasons.push_back(reason);
  change.members = MemberDelta{contents.members, 0, 0};
  change.payloads = Payloads{contents.all_calls, 0, 0};
}

/// Cohort sync needs a member to make a cohort of.
bool is_empty(Draft& draft, const Match& match, const CohortContents& contents) {
  if (contents.members > 0) return false;
  draft.plan.warnings.push_back({"no-members", match.desired->key, match.desired->place,
                                 "it has no members yet: it is made with the first one"});
  return true;
}

/// The old cohort would stay in use with everybody in it, while the manifest says otherwise.
void refuse_empty_replacement(Draft& draft, const Match& match) {
  add_problem(draft, match, "cohort-renamed-empty", "name",
              fmt::format("a cohort without members can't take the place of {}: MoEngage makes one "
                          "with its first member",
                          in_quotes(match.live->name.str())),
              "give it a member; or keep name and cohort_id and take the members away first; or "
              "archive it with `archived: true`");
}

void add_member_steps(Draft& draft, Change& change, const Match& match,
                      const CohortContents& contents) {
  const MemberDelta& members = contents.change;
  const bool removes_first = cohort_of(match).order == MemberOrder::RemoveFirst;
  if (members.added > 0) change.actions.push_back({ActionKind::AddMembers, std::nullopt});
  if (members.removed > 0) {
    const auto place =
        removes_first && members.added > 0 ? change.actions.end() - 1 : change.actions.end();
    change.actions.insert(place, {ActionKind::RemoveMembers, std::nullopt});
  }
  if (members.added + members.removed == 0) return;
  change.reasons.push_back(Reason::MembersDiffer);
  change.members = members;
  change.payloads = contents.payloads;
  if (contents.payloads.repeated == 0) return;
  draft.plan.warnings.push_back(
      {"members-repeated", change.key, change.source,
       fmt::format("whether an earlier run's payload with {} was accepted is not known: they are "
                   "sent again, which does no harm",
                   counted(contents.payloads.repeated, "member"))});
}

void add_steps(Draft& draft, Change& change, const Match& match, const CohortContents& contents) {
  const Activity now = draft.world.activity(*match.live);
  if (match.desired->activity == Activity::Archived) {
    if (now == Activity::Archived) return;
    change.actions.push_back({ActionKind::Archive, std::nullopt});
    change.reasons.push_back(Reason::WantedArchived);
    return;
  }
  if (match.live->name != match.desired->name) {
    if (contents.members == 0) return refuse_empty_replacement(draft, match);
    if (now == Activity::Active) change.actions.push_back({ActionKind::Archive, std::nullopt});
    return add_create(change, contents, Reason::Replaced);
  }
  if (now == Activity::Archived) {
    change.actions.push_back({ActionKind::Unarchive, std::nullopt});
    change.reasons.push_back(Reason::WantedActive);
  }
  add_member_steps(draft, change, match, contents);
}

/// Cohort sync changes only what it made: a segment of that name is taken over where the user says
/// so and nothing shows that it is of another kind.
void plan_unmanaged(Draft& draft, const Match& match, Change& change,
                    const CohortContents& contents) {
  const bool may_take = kind_of(*match.live) != Kind::Filter &&
                        draft.world.record_of(*match.live) == nullptr &&
                        draft.world.may_adopt(change.key);
  if (!may_take) {
    change.reasons = {Reason::NameConflict};
    change.conflict = Conflict{ConflictKind::Name, match.live->id, match.live->name,
                               holder_by_name(draft.world, *match.live, Kind::Cohort)};
    return;
  }
  change.actions.push_back({ActionKind::Adopt, std::nullopt});
  change.reasons.push_back(Reason::TakenOver);
  add_steps(draft, change, match, contents);
  draft.plan.warnings.push_back(
      {"members-unseen", change.key, change.source,
       "who is in it now can't be read: those that the manifest doesn't name stay in it"});
}

/// Nothing tells which cohorts MoEngage knows by their cohort_id.
void warn_of_namesake(Draft& draft, const Change& change, const Match& match) {
  draft.plan.warnings.push_back(
      {"cohort-id-unseen", change.key, change.source,
       fmt::format("should MoEngage have a cohort {} of {} already, under whatever name, that one "
                   "gets the members: it can't be asked",
                   in_quotes(cohort_of(match).cohort_id), in_quotes(cohort_of(match).partner))});
}

/// Accepted, and not in List (yet): by its cohort_id it can be changed all the same.
bool is_still_to_appear(const Draft& draft, const Match& match) {
  return match.record != nullptr && match.record->id.empty() &&
         draft.world.input().now - match.record->applied_at < kProcessing;
}

void plan_unlisted(Draft& draft, const Match& match, Change change,
                   const CohortContents& contents) {
  const bool recent = is_still_to_appear(draft, match);
  const bool archived = match.desired->activity == Activity::Archived;
  if (archived && !recent) {
    ++draft.plan.counts.not_created;
    return;
  }
  if (recent && (archived || match.record->name != match.desired->name)) {
    draft.plan.warnings.push_back(
        {"not-listed-yet", change.key, change.source,
         "MoEngage accepted it and doesn't list it yet: it is archived once it is there"});
  } else if (recent) {
    change.before = Side{match.record->name, match.record->activity, {}, {}, contents.recorded, {}};
    add_member_steps(draft, change, match, contents);
  } else if (!is_empty(draft, match, contents)) {
    add_create(change, contents,
               match.record != nullptr ? Reason::DeletedOutside : Reason::NotThere);
    if (match.record == nullptr) warn_of_namesake(draft, change, match);
    if (match.record != nullptr) warn_gone(draft, change, *match.record);
  }
  finish_change(draft, std::move(change));
}

}  // namespace

void plan_cohort(Draft& draft, const Match& match) {
  if (is_confused(draft, match)) return;
  const CohortContents& contents = contents_of(draft, match.desired->key);
  Change change = start_change(draft, match);
  change.after->rows = contents.members;
  change.after->content = contents.mark;
  if (match.live == nullptr) return plan_unlisted(draft, match, std::move(change), contents);
  if (match.record != nullptr && match.record->cohort) {
    const bool same = same_cohort(*match.record->cohort, cohort_of(match));
    change.before->rows = same ? contents.recorded : match.record->cohort->members;
  }
  if (match.by == MatchedBy::Name) {
    plan_unmanaged(draft, match, change, contents);
  } else {
    if (match.by == MatchedBy::OldRecord) {
      change.actions.push_back({ActionKind::Adopt, std::nullopt});
      change.reasons.push_back(Reason::KeyDiffers);
    }
    add_steps(draft, change, match, contents);
  }
  finish_change(draft, std::move(change));
}

}  // namespace segctl::plan
