#include "unit/report/samples.h"

#include <nlohmann/json.hpp>

namespace segctl::test {
namespace {

using namespace std::string_literals;
using plan::Action;
using plan::ActionKind;
using plan::Change;
using plan::ChangeOutcome;
using plan::Fate;
using plan::Reason;
using plan::Side;

Range at(const std::string& file, int line, int column = 1) {
  return {file, {line, column}, {line, column}};
}

Action act(ActionKind kind) { return {kind, std::nullopt}; }

Json countries(const std::vector<std::string>& values) {
  return {{"filter_type", "user_attributes"},
          {"name", "country"},
          {"data_type", "string"},
          {"operator", "in"},
          {"case_sensitive", false},
          {"negate", false},
          {"value", values}};
}

Definition in_countries(const std::vector<std::string>& values) {
  return {Json{{"filter_operator", "and"}, {"filters", Json::array({countries(values)})}}, nullptr};
}

Side filter_side(const std::string& name, const Definition& definition) {
  Side side;
  side.name = SegmentName(name);
  side.definition = definition;
  return side;
}

Side file_side(const std::string& name, std::uint64_t rows) {
  Side side;
  side.name = SegmentName(name);
  side.content = ContentMark{sha256("bytes of " + std::to_string(rows)),
                             sha256("values of " + std::to_string(rows)), "\"etag-1\""};
  side.rows = rows;
  side.file_url = "https://files.example.com/exports/readers.csv";
  return side;
}

Change change_of(const std::string& key, const std::string& name, Kind kind, const std::string& id,
                 std::vector<Action> actions, Reason reason) {
  Change change;
  change.key = Key(key);
  change.name = SegmentName(name);
  change.kind = kind;
  change.id = SegmentId(id);
  change.actions = std::move(actions);
  change.reasons = {reason};
  return change;
}

Change created() {
  Change change = change_of("nordic-shoppers", "Nordic shoppers", Kind::Filter, "",
                            {act(ActionKind::Create)}, Reason::NotThere);
  Definition definition = in_countries({"DK", "FI", "IS", "NO", "SE"});
  definition.excluded =
      Json{{"filter_operator", "or"}, {"filters", Json::array({countries({"AX", "FO", "GL"})})}};
  change.source = at("segments/nordic.yaml", 3);
  change.after = filter_side("Nordic shoppers", definition);
  return change;
}

Change updated() {
  Change change =
      change_of("lapsed", "Lapsed customers", Kind::Filter, "65f1c0ffee0000000000a001",
                {act(ActionKind::Unarchive), act(ActionKind::Update), act(ActionKind::Rename)},
                Reason::WantedActive);
  change.previous_key = Key("Lapsed");
  change.reasons = {Reason::WantedActive, Reason::DefinitionDiffers, Reason::NameDiffers};
  change.source = at("segments/retention/lapsed.yaml", 12);
  change.before = filter_side("Lapsed", in_countries({"NO", "SE"}));
  change.before->activity = Activity::Archived;
  change.after = filter_side("Lapsed customers", in_countries({"DK", "NO", "SE"}));
  change.diff = {
      {DifferenceKind::Changed, "included_filters.filters[country].value", Json{"NO", "SE"},
       Json{"DK", "NO", "SE"}, "country in [NO, SE] → [DK, NO, SE]"},
      {DifferenceKind::Added, "included_filters.filters[orders]", nullptr, Json{{"name", "orders"}},
       "added: orders exists"},
      {DifferenceKind::Removed, "included_filters.filters[Purchase]",
       Json{{"action_name", "Purchase"}}, nullptr,
       "removed: did Purchase at least 3 times in the last 30 days where category is Shoes and "
       "price is more than 100"}};
  change.effect = Effect::MayDoEither;
  change.origin = plan::Origin{true, {}, "Ada", "8c5f2f0e3d0f4f1a9b572f6f4f0c1d2e8c5f2f0e"};
  change.needs = {Key("nordic-shoppers")};
  return change;
}

Change replaced_users() {
  Change change =
      change_of("Newsletter readers", "Newsletter readers", Kind::File, "65f1c0ffee0000000000a002",
                {act(ActionKind::ReplaceUsers)}, Reason::ContentDiffers);
  change.source = at("segments/readers.yaml", 2);
  change.before = file_side("Newsletter readers", 12000);
  change.after = file_side("Newsletter readers", 9000);
  change.members = plan::MemberDelta{1500, 4500, 7500};
  change.routes = {{{ActionKind::ReplaceUsers}, 1500},
                   {{ActionKind::AddUsers, ActionKind::RemoveUsers}, 1500}};
  change.effect = Effect::MayDoEither;
  return change;
}

Change added_users() {
  Change change =
      change_of("beta", "Beta testers", Kind::File, "65f1c0ffee0000000000a003",
                {{ActionKind::AddUsers, 2}, {ActionKind::RemoveUsers, 3}}, Reason::ChangesPending);
  change.source = at("segments/beta.yaml", 2);
  change.before = file_side("Beta testers", 40);
  change.after = file_side("Beta testers", 40);
  change.after->rows.reset();
  change.effect = Effect::MayDoEither;
  return change;
}

Change archived(const std::string& key, Kind kind) {
  Change change = change_of(key, key, kind, "65f1c0ffee0000000000a004", {act(ActionKind::Archive)},
                            Reason::NoManifest);
  change.before = kind == Kind::File ? file_side(key, 500) : filter_side(key, in_countries({"DE"}));
  change.after = change.before;
  change.after->activity = Activity::Archived;
  change.origin = plan::Origin{true, at("segments/old.yaml", 7), "Grace",
                               "0d1e2f3a4b5c6d7e8f900d1e2f3a4b5c6d7e8f90"};
  return change;
}

Change adopted() {
  Change change =
      change_of("Everyone in Oslo", "Everyone in Oslo", Kind::Filter, "65f1c0ffee0000000000a005",
                {act(ActionKind::Adopt)}, Reason::SameAsManifest);
  change.source = at("segments/oslo.yaml", 1);
  change.before = filter_side("Everyone in Oslo", in_countries({"NO"}));
  change.after = change.before;
  change.origin = plan::Origin{false, {}, "Linus", ""};
  return change;
}

Change forgotten() {
  Change change = change_of("gone", "Gone", Kind::Filter, "65f1c0ffee0000000000a006",
                            {act(ActionKind::Forget)}, Reason::NoManifest);
  change.before = filter_side("Gone", in_countries({"FR"}));
  return change;
}

Change conflicting(plan::ConflictKind kind) {
  const bool name = kind == plan::ConflictKind::Name;
  const std::string key = name ? "VIP customers" : "big-spenders";
  Change change = change_of(key, name ? "VIP customers" : "Big spenders", Kind::Filter, "", {},
                            name ? Reason::NameConflict : Reason::DefinitionConflict);
  change.source = at("segments/vip.yaml", name ? 3 : 21);
  change.after = filter_side(change.name.str(), in_countries({"NO"}));
  change.conflict = plan::Conflict{kind, SegmentId("65f1c0ffee0000000000b001"),
                                   SegmentName(name ? "VIP customers" : "High rollers")};
  return change;
}

ChangeOutcome fate_of(const std::string& name, const std::string& id, ActionKind action,
                      Fate fate) {
  ChangeOutcome change;
  change.key = Key(name);
  change.name = SegmentName(name);
  change.id = SegmentId(id);
  change.planned = {act(action)};
  change.fate = fate;
  if (fate == Fate::Done || fate == Fate::Accepted) change.done = change.planned;
  change.source = at("segments/" + name + ".yaml", 2);
  return change;
}

ChangeOutcome failed() {
  ChangeOutcome change =
      fate_of("lapsed", "65f1c0ffee0000000000a001", ActionKind::Unarchive, Fate::Failed);
  change.planned = {act(ActionKind::Unarchive), act(ActionKind::Update)};
  change.done = {act(ActionKind::Unarchive)};
  change.message = "MoEngage refused the update: 400, included_filters.filters.0.value is required";
  change.hint = "correct the filter in the manifest";
  return change;
}

ChangeOutcome in_conflict() {
  ChangeOutcome change = fate_of("vip", "", ActionKind::Create, Fate::Conflict);
  change.conflict = plan::Conflict{plan::ConflictKind::Name, SegmentId("65f1c0ffee0000000000b001"),
                                   SegmentName("vip")};
  return change;
}

ChangeOutcome blocked() {
  ChangeOutcome change = fate_of("vip-in-oslo", "", ActionKind::Create, Fate::Blocked);
  change.blocked_by = {Key("vip")};
  return change;
}

plan::Hold archives_hold(const std::string& key) {
  return {"max_archive_percent", {Key(key), Key("old-readers")}, 12, 9, 30, "--allow-archives 12"};
}

plan::Price sample_price() {
  using namespace std::chrono_literals;
  const Timestamp now = *parse_utc("2026-03-01T12:00:00");
  const Timestamp later = now + 1h + 2s;
  plan::Price price;
  price.at = now;
  price.meters = {{quota::Meter::List, 0, {}, {{"list_hour", 1h, 200, 1}}, 199, std::nullopt},
                  {quota::Meter::FileOperation,
                   3,
                   {{now, 1}, {later, 2}},
                   {{"file_hour", 1h, 10, 9}, {"file_day", 24h, 100, 9}},
                   1,
                   std::nullopt},
                  {quota::Meter::Archival, 2, {{now + 30s, 2}}, {}, std::nullopt, now + 30s}};
  price.last = plan::LastStep{Key("newsletter"), SegmentName("Newsletter readers"), "replace-users",
                              quota::Meter::FileOperation, later};
  return price;
}

}  // namespace

report::PlanHeader sample_header() {
  report::PlanHeader header;
  header.tool_version = "1.2.3";
  header.created = *parse_utc("2026-03-01T12:00:00Z");
  header.environment = "prod";
  header.workspace = "dc 01, ABC123";
  header.state_lineage = "4b6f1f1e-0000-4000-8000-000000000001";
  header.state_serial = 42;
  header.paths = {"segments/retention"};
  header.adopt = {"Everyone in Oslo"};
  header.allowed_archives = 12;
  header.base = report::PlanBase{"origin/main", "3f2a9c1e3f2a9c1e3f2a9c1e3f2a9c1e3f2a9c1e"};
  return header;
}

plan::Plan sample_plan() {
  plan::Plan plan;
  plan.changes = {created(),
                  updated(),
                  replaced_users(),
                  added_users(),
                  archived("old-promo", Kind::Filter),
                  archived("old-readers", Kind::File),
                  adopted(),
                  forgotten(),
                  conflicting(plan::ConflictKind::Name),
                  conflicting(plan::ConflictKind::Definition)};
  plan.warnings = {
      {"absolute-date", Key("nordic-shoppers"), at("segments/nordic.yaml", 3),
       "a time range with fixed dates: its audience goes stale; relative_past moves "
       "along"},
      {"near-segment-limit", Key(), Range{}, "950 of at most 1,000 segments are active"}};
  plan.holds = {archives_hold("old-promo"),
                {"active_segments", {Key("nordic-shoppers")}, 1004, 1000, 1000, ""}};
  plan.counts = {20, 14, 312, 11, 1};
  plan.trusted = {3, *parse_utc("2026-02-27T09:00:00")};
  plan.price = sample_price();
  return plan;
}

plan::Outcome sample_outcome() {
  plan::Outcome outcome;
  outcome.changes = {
      fate_of("nordic", "65f1c0ffee0000000000a00a", ActionKind::Create, Fate::Done),
      fate_of("readers", "65f1c0ffee0000000000a002", ActionKind::ReplaceUsers, Fate::Accepted),
      fate_of("oslo", "65f1c0ffee0000000000a005", ActionKind::Adopt, Fate::Unchanged),
      failed(),
      in_conflict(),
      fate_of("gold", "", ActionKind::Create, Fate::Unknown),
      blocked(),
      fate_of("beta", "65f1c0ffee0000000000a003", ActionKind::ReplaceUsers, Fate::Deferred)};
  outcome.changes[1].kind = Kind::File;
  outcome.changes[5].message = "the connection was lost before MoEngage answered";
  outcome.changes[5].hint = "run segctl apply again: it looks first";
  outcome.changes[7].kind = Kind::File;
  outcome.changes[7].message = "10 file operations were used in the last hour";
  outcome.holds = {archives_hold("old-promo")};
  outcome.calls = 7;
  return outcome;
}

Diagnostics sample_diagnostics() {
  Diagnostic error{"unknown-field",
                   Severity::Error,
                   {"segments/a.yaml", {12, 5}, {12, 13}},
                   "unknown field \"operater\"",
                   "did you mean \"operator\"?",
                   "    operater: in",
                   {{{"segments/b.yaml", {3, 7}, {3, 7}}, "first declared here"}}};
  Diagnostic warning{"unknown-filter-type",
                     Severity::Warning,
                     {"segments/a.yaml", {104, 18}, {104, 29}},
                     "filter type \"star_sign\" is not known to segctl; it is passed on",
                     "",
                     "    filter_type: \"star_sign\"",
                     {}};
  Diagnostic nowhere;
  nowhere.rule = "no-manifests";
  nowhere.message = "there is no manifest below segments/";
  nowhere.hint = "segctl import writes one for each live segment";
  return {error, warning, nowhere};
}

std::vector<std::string> hostile_names() {
  std::string emoji;
  for (int i = 0; i < 200; ++i) emoji += "🎉";
  return {"\x1b[2J\x1b]0;owned\x07 red",
          "::error::gotcha",
          "x\n::error file=a::gotcha\r\n::add-mask::a",
          "##[error]gotcha ##vso[task.setvariable variable=a]b",
          "a ::stop-commands::x b ::error::y " + std::string(60, 'z') + " ::error::z",
          "safe\u202Eexe.lmay",
          "bad \xff\xfe bytes \xc3",
          "` ``` | <img src=x onerror=alert(1)> @everyone [a](http://x) #1 <!-- -->",
          "\"quoted\" \\ $(reboot) 'single' %0A",
          emoji,
          "nul \0 byte"s,
          ""};
}

plan::Plan hostile_plan(const std::string& text) {
  plan::Plan plan;
  plan.scope = plan::Scope::Paths;
  for (const plan::ConflictKind kind : {plan::ConflictKind::Name, plan::ConflictKind::Definition}) {
    Change change = updated();
    change.key = Key(text);
    change.previous_key = Key(text);
    change.id = SegmentId(text);
    change.name = SegmentName(text);
    change.source.file = text;
    change.kind = kind == plan::ConflictKind::Name ? Kind::Filter : Kind::File;
    change.before->name = SegmentName(text + "x");
    change.after = filter_side(text, in_countries({text}));
    change.after->file_url = text;
    change.diff = {{DifferenceKind::Changed, text, Json(text), Json(text), text}};
    change.needs = {Key(text), Key(text)};
    change.origin = plan::Origin{false, at(text, 1), text, text};
    plan.changes.push_back(change);
    change.before.reset();
    plan.changes.push_back(change);
    change.conflict = plan::Conflict{kind, SegmentId(text), SegmentName(text)};
    change.actions.clear();
    plan.changes.push_back(change);
  }
  plan.warnings = {{text, Key(text), at(text, 1), text}};
  plan.holds = {{text, {Key(text)}, 1, 2, 3, text}};
  return plan;
}

plan::Outcome hostile_outcome(const std::string& text) {
  plan::Outcome outcome = sample_outcome();
  for (ChangeOutcome& change : outcome.changes) {
    change.key = Key(text);
    change.id = SegmentId(text);
    change.name = SegmentName(text);
    change.message = text;
    change.hint = text;
    change.blocked_by = {Key(text)};
    change.source.file = text;
    change.conflict = plan::Conflict{plan::ConflictKind::Name, SegmentId(text), SegmentName(text)};
  }
  outcome.holds = {{text, {Key(text)}, 1, 2, 3, text}};
  return outcome;
}

Diagnostics hostile_diagnostics(const std::string& text) {
  Diagnostic diagnostic{text, Severity::Error, {text, {1, 4}, {1, 8}}, text, text, text, {}};
  diagnostic.related = {{{text, {1, 1}, {1, 1}}, text}};
  Diagnostic placeless = diagnostic;
  placeless.range = {};
  placeless.severity = Severity::Warning;
  return {diagnostic, placeless};
}

}  // namespace segctl::test
