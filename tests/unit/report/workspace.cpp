#include "unit/report/workspace.h"

#include "unit/report/samples.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace segctl::test {
namespace {

using plan::Action;
using plan::ActionKind;
using plan::Change;
using plan::Fate;
using plan::Reason;

/// The changes of sample_plan() by what they are.
enum class Like : std::size_t {
  Created,
  Updated,
  Replaced,
  Added,
  ArchivedFilter,
  ArchivedFile,
  Adopted,
  Forgotten,
  NameConflict,
  DefinitionConflict,
};

/// The sample's change for another segment.
Change change_like(Like like, const std::string& key, const std::string& name,
                   const std::string& file, int line) {
  static const plan::Plan sample = sample_plan();
  Change change = sample.changes[static_cast<std::size_t>(like)];
  change.key = Key(key);
  change.previous_key = Key();
  change.name = SegmentName(name);
  change.needs.clear();
  if (change.before) change.before->name = change.name;
  if (change.after) change.after->name = change.name;
  if (!change.id.empty()) change.id = SegmentId(sha256(key).hex().substr(0, 24));
  change.source = file.empty() ? Range{} : Range{file, {line, 1}, {line, 1}};
  return change;
}

Change with_rows(Change change, std::optional<std::uint64_t> before, std::uint64_t after) {
  if (change.before) change.before->rows = before;
  if (change.after) change.after->rows = after;
  change.members.reset();
  change.routes.clear();
  if (before && change.kind == Kind::File && *before != after) {
    const std::uint64_t kept = std::min(*before, after);
    change.members = plan::MemberDelta{after - kept, *before - kept, kept};
  }
  return change;
}

Change with_actions(Change change, Kind kind, std::vector<ActionKind> actions,
                    std::vector<Reason> reasons) {
  change.kind = kind;
  change.actions.clear();
  for (const ActionKind action : actions) change.actions.push_back({action, std::nullopt});
  change.reasons = std::move(reasons);
  const bool changes_audience =
      std::any_of(change.actions.begin(), change.actions.end(), [](const Action& action) {
        return action.kind == ActionKind::Update || action.kind == ActionKind::ReplaceUsers;
      });
  if (!changes_audience) change.effect.reset();
  return change;
}

Json filters_of(const std::string& attribute, const std::vector<std::string>& values) {
  const Json filter = {{"filter_type", "user_attributes"},
                       {"name", attribute},
                       {"data_type", "string"},
                       {"operator", "in"},
                       {"value", values}};
  return {{"filter_operator", "and"}, {"filters", Json::array({filter})}};
}

Change updated_values(const std::string& key, const std::string& name, int line,
                      const std::vector<std::string>& before,
                      const std::vector<std::string>& after) {
  Change change = change_like(Like::Updated, key, name, "segments/interests.yaml", line);
  change = with_actions(std::move(change), Kind::Filter, {ActionKind::Update},
                        {Reason::DefinitionDiffers});
  change.before->activity = Activity::Active;
  change.before->definition = Definition{filters_of("interest", before), nullptr};
  change.after->definition = Definition{filters_of("interest", after), nullptr};
  change.diff = differences(*change.before->definition, *change.after->definition);
  change.effect = effect_of(*change.before->definition, *change.after->definition);
  return change;
}

void add_archives(plan::Plan& plan) {
  plan.changes.push_back(change_like(Like::ArchivedFilter, "summer-sale", "Summer sale", "", 0));
  plan.changes.push_back(
      change_like(Like::ArchivedFilter, "Black Friday 2024", "Black Friday 2024", "", 0));
  plan.changes.push_back(with_rows(
      change_like(Like::ArchivedFile, "trade-fair", "Trade fair visitors", "", 0), 1840, 1840));
  plan.changes.push_back(with_actions(change_like(Like::ArchivedFilter, "pilot-users",
                                                  "Pilot users", "segments/cohorts/pilot.yaml", 2),
                                      Kind::Cohort, {ActionKind::Archive},
                                      {Reason::WantedArchived}));
}

void add_creates(plan::Plan& plan) {
  const char* file = "segments/nordic.yaml";
  plan.changes.push_back(change_like(Like::Created, "nordic", "Nordic shoppers", file, 3));
  plan.changes.push_back(change_like(Like::Created, "baltic", "Baltic shoppers", file, 21));
  plan.changes.push_back(change_like(Like::Created, "dach", "DACH shoppers", file, 39));
  Change upload = change_like(Like::Replaced, "webinar", "Webinar sign-ups",
                              "segments/uploads/webinar.yaml", 2);
  upload = with_actions(std::move(upload), Kind::File, {ActionKind::Create}, {Reason::NotThere});
  upload.before.reset();
  upload.id = SegmentId();
  plan.changes.push_back(with_rows(std::move(upload), std::nullopt, 5230));
  Change cohort =
      change_like(Like::Created, "gold-tier", "Gold tier", "segments/cohorts/gold.yaml", 2);
  cohort = with_actions(std::move(cohort), Kind::Cohort, {ActionKind::Create}, {Reason::NotThere});
  cohort.after->definition.reset();
  cohort.needs = {Key("nordic")};
  plan.changes.push_back(std::move(cohort));
}

void add_updates(plan::Plan& plan) {
  plan.changes.push_back(change_like(Like::Updated, "lapsed", "Lapsed customers",
                                     "segments/retention/lapsed.yaml", 12));
  plan.changes.back().before->name = SegmentName("Lapsed");
  plan.changes.push_back(
      updated_values("runners", "Runners", 3, {"running"}, {"running", "trail"}));
  plan.changes.push_back(
      updated_values("skiers", "Skiers", 15, {"alpine", "nordic", "touring"}, {"alpine"}));
  plan.changes.push_back(updated_values("cooks", "Home cooks", 27, {"baking"}, {"cooking"}));
  plan.changes.push_back(
      updated_values("readers", "Book readers", 39, {"crime"}, {"crime", "poetry"}));
  Change renamed =
      change_like(Like::Adopted, "city-break", "City breaks", "segments/travel.yaml", 4);
  renamed.before->name = SegmentName("Weekend trips");
  plan.changes.push_back(
      with_actions(std::move(renamed), Kind::Filter, {ActionKind::Rename}, {Reason::NameDiffers}));
  Change unarchived =
      change_like(Like::Adopted, "ski-week", "Ski week", "segments/travel.yaml", 18);
  unarchived.before->activity = Activity::Archived;
  plan.changes.push_back(with_actions(std::move(unarchived), Kind::Filter, {ActionKind::Unarchive},
                                      {Reason::WantedActive}));
}

void add_uploads(plan::Plan& plan) {
  const char* file = "segments/uploads/lists.yaml";
  plan.changes.push_back(with_rows(
      change_like(Like::Replaced, "newsletter", "Newsletter readers", file, 2), 12000, 9000));
  plan.changes.push_back(with_rows(
      change_like(Like::Replaced, "loyalty", "Loyalty card holders", file, 12), 48210, 51377));
  plan.changes.push_back(with_rows(
      change_like(Like::Replaced, "app-users", "App users without push", file, 22), 20400, 33100));
  plan.changes.push_back(
      with_rows(change_like(Like::Replaced, "staff", "Staff and testers", file, 32), 312, 305));
  plan.changes.push_back(change_like(Like::Added, "beta", "Beta testers", file, 42));
  Change added = change_like(Like::Added, "panel", "Research panel", file, 58);
  added.actions = {{ActionKind::AddUsers, 1}};
  added.effect = Effect::OnlyWidens;
  plan.changes.push_back(std::move(added));
  Change again = change_like(Like::Replaced, "partners", "Partner leads", file, 70);
  plan.changes.push_back(
      with_rows(with_actions(std::move(again), Kind::File,
                             {ActionKind::Archive, ActionKind::Create}, {Reason::Replaced}),
                900, 1200));
}

/// A cohort whose members come and go.
Change synced_cohort() {
  Change change = with_actions(
      change_like(Like::Added, "vip-club", "VIP club", "segments/cohorts/vip.yaml", 2),
      Kind::Cohort, {ActionKind::AddMembers, ActionKind::RemoveMembers}, {Reason::MembersDiffer});
  change = with_rows(std::move(change), 988, 997);
  change.members = plan::MemberDelta{12, 3, 985};
  change.payloads = plan::Payloads{1, 1, 0};
  change.effect = Effect::MayDoEither;
  return change;
}

void add_the_rest(plan::Plan& plan) {
  plan.changes.push_back(synced_cohort());
  plan.changes.push_back(
      change_like(Like::Adopted, "oslo", "Everyone in Oslo", "segments/oslo.yaml", 1));
  plan.changes.push_back(
      change_like(Like::Adopted, "bergen", "Everyone in Bergen", "segments/oslo.yaml", 14));
  plan.changes.push_back(change_like(Like::Forgotten, "gone", "Gone", "", 0));
  plan.changes.push_back(
      change_like(Like::NameConflict, "VIP customers", "VIP customers", "segments/vip.yaml", 3));
  plan.changes.push_back(change_like(Like::DefinitionConflict, "big-spenders", "Big spenders",
                                     "segments/vip.yaml", 21));
  plan.changes.push_back(change_like(Like::NameConflict, "café <b>&amp;</b> | `x` @all",
                                     "Café <script>alert(1)</script> | `x` @all #1",
                                     "segments/odd names/kafé.yaml", 7));
  plan.changes.back().conflict->existing_id = SegmentId();
  Change adopted =
      change_like(Like::Updated, "Ünïcode", "Ünïcode – 東京 🎉", "segments/odd names/kafé.yaml", 30);
  adopted = with_actions(std::move(adopted), Kind::Filter, {ActionKind::Adopt, ActionKind::Update},
                         {Reason::TakenOver, Reason::DefinitionDiffers});
  plan.changes.push_back(std::move(adopted));
  std::rotate(plan.changes.end() - 4, plan.changes.end() - 1, plan.changes.end());
}

Fate fate_of(std::size_t number, const Change& change) {
  if (change.conflict) return Fate::Conflict;
  if (change.actions.front().kind == ActionKind::Adopt) return Fate::Unchanged;
  if (number == 6) return Fate::Failed;
  if (number == 8) return Fate::Blocked;
  if (number == 12) return Fate::Unknown;
  if (number > 18) return Fate::Deferred;
  return change.kind == Kind::File ? Fate::Accepted : Fate::Done;
}

void say_what_happened(plan::ChangeOutcome& outcome) {
  if (outcome.fate == Fate::Failed) {
    outcome.message =
        "MoEngage refused the create: 400, included_filters.filters.0.value is required";
    outcome.hint = "correct the filter in the manifest";
  }
  if (outcome.fate == Fate::Unknown) {
    outcome.message = "the connection was lost before MoEngage answered";
    outcome.hint = "run segctl apply again: it looks first";
  }
  if (outcome.fate == Fate::Blocked) outcome.blocked_by = {Key("baltic")};
  if (outcome.fate == Fate::Deferred) {
    outcome.message = "10 file operations were used in the last hour";
  }
}

}  // namespace

plan::Plan workspace_plan() {
  plan::Plan plan;
  add_archives(plan);
  add_creates(plan);
  add_updates(plan);
  add_uploads(plan);
  add_the_rest(plan);
  const plan::Plan sample = sample_plan();
  plan.warnings = sample.warnings;
  plan.warnings.front().key = Key("nordic");
  plan.holds = {{"max_archive_percent",
                 {Key("summer-sale"), Key("Black Friday 2024"), Key("trade-fair"),
                  Key("pilot-users"), Key("partners")},
                 5,
                 4,
                 14,
                 "--allow-archives 5"}};
  plan.counts = {56, 48, 312, 29, 1};
  plan.trusted = sample.trusted;
  plan.price = sample.price;
  return plan;
}

plan::Outcome workspace_outcome() {
  plan::Outcome outcome;
  const plan::Plan plan = workspace_plan();
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    plan::ChangeOutcome one;
    one.key = change.key;
    one.kind = change.kind;
    one.name = change.name;
    one.id = change.id;
    one.planned = change.actions;
    one.source = change.source;
    one.conflict = change.conflict;
    one.fate = fate_of(i, change);
    if (one.fate == Fate::Done || one.fate == Fate::Accepted) one.done = one.planned;
    say_what_happened(one);
    outcome.changes.push_back(std::move(one));
  }
  outcome.holds = {};
  outcome.calls = 15;
  outcome.resume_at = *parse_utc("2026-03-01T13:00:02Z");
  return outcome;
}

Diagnostics workspace_diagnostics() {
  Diagnostics diagnostics;
  const Diagnostics sample = sample_diagnostics();
  for (int i = 0; i < 14; ++i) {
    Diagnostic one = sample[static_cast<std::size_t>(i % 2)];
    one.range.file = fmt::format("segments/team-{}.yaml", i / 3);
    one.range.begin.line += i;
    one.range.end.line += i;
    diagnostics.push_back(std::move(one));
  }
  diagnostics.push_back(sample.back());
  return diagnostics;
}

}  // namespace segctl::test
