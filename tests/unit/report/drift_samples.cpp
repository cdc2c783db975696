#include "unit/report/drift_samples.h"

#include "segment/canonical.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace segctl::test {
namespace {

using namespace std::chrono_literals;
using plan::Certainty;
using plan::Finding;
using plan::Sign;
using plan::Standing;

Timestamp day(unsigned number) {
  return Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / std::chrono::day(number))) +
         12h;
}

Definition nordic_filters(const std::vector<std::string>& values) {
  return canonical({Json{{"filter_operator", "and"},
                         {"filters", Json::array({{{"filter_type", "user_attributes"},
                                                   {"name", "country"},
                                                   {"data_type", "string"},
                                                   {"operator", "in"},
                                                   {"value", values}}})}},
                    nullptr});
}

plan::Side side(const std::string& name, Activity activity = Activity::Active) {
  return {SegmentName(name), activity, {}, {}, {}, {}};
}

Sign sign(DriftClass kind, Standing standing, std::string words,
          Certainty certainty = Certainty::Seen) {
  return {kind, certainty, standing, std::move(words), {}};
}

plan::Acceptance entry(const std::string& key, DriftClass kind, unsigned until, int line) {
  return {Key(key), kind, "the campaign team tests it", day(until) + 12h,
          Range{"segctl.yaml", {line, 7}, {line, 7}}};
}

Finding finding(const std::string& key, const std::string& name, Kind kind, int number) {
  Finding one;
  one.key = Key(key);
  one.name = SegmentName(name);
  one.kind = kind;
  one.id = SegmentId("65f1c0ffee0000000000d0" + std::to_string(number));
  one.source = Range{"segments/all.yaml", {number, 1}, {number, 1}};
  one.applied = side(name);
  one.live = side(name);
  one.manifest = side(name);
  one.applied_at = day(1);
  one.seen_right = day(2);
  one.made_by = "API";
  return one;
}

Finding deleted() {
  Finding one = finding("gone", "Gone customers", Kind::Filter, 10);
  one.signs = {sign(DriftClass::DeletedOutside, Standing::Drift,
                    "MoEngage does not know its ID 65f1c0ffee0000000000d010 any more: deleted, or "
                    "archived over 180 days ago and gone from view")};
  one.live.reset();
  one.made_by.clear();
  return one;
}

Finding changed_and_renamed() {
  Finding one = finding("nordic", "Nordic shoppers", Kind::Filter, 11);
  one.signs = {sign(DriftClass::ChangedOutside, Standing::Drift,
                    "its definition is not the one that segctl wrote"),
               sign(DriftClass::RenamedOutside, Standing::Drift,
                    "\"Nordic shoppers\" is called \"Nordics (test)\" now"),
               sign(DriftClass::Pending, Standing::Note,
                    "the manifest was changed and is not applied yet: its definition")};
  one.applied->definition = nordic_filters({"NO", "SE"});
  one.live = side("Nordics (test)");
  one.live->definition = nordic_filters({"NO", "SE", "DK"});
  one.manifest->definition = nordic_filters({"NO", "SE", "FI"});
  one.diff = differences(*one.applied->definition, *one.live->definition);
  one.updated_by = "ada@shop.example";
  one.yaml =
      "kind: filter\nkey: nordic\nname: Nordics (test)\nincluded_filters:\n"
      "  filter_operator: and\n";
  return one;
}

Finding changed_with_digest_alone() {
  Finding one = finding("old-state", "Old state", Kind::Filter, 12);
  one.signs = {sign(DriftClass::ChangedOutside, Standing::Drift,
                    "its definition is not the one that segctl wrote")};
  one.basis = plan::Basis::Manifest;
  one.manifest->definition = nordic_filters({"NO"});
  one.live->definition = nordic_filters({"NO", "IS"});
  one.diff = differences(*one.manifest->definition, *one.live->definition);
  one.seen_right = {};
  one.applied_at = {};
  one.made_by.clear();
  return one;
}

Finding of_archived(const std::string& key, DriftClass kind, Standing standing, std::string words,
                    Certainty certainty, int number) {
  Finding one = finding(key, key, Kind::File, number);
  one.signs = {sign(kind, standing, std::move(words), certainty)};
  one.live->activity = Activity::Archived;
  one.applied->rows = 1204;
  return one;
}

Finding unarchived() {
  Finding one = finding("back again", "back again", Kind::Filter, 15);
  one.signs = {
      sign(DriftClass::UnarchivedOutside, Standing::Drift, "in use again: segctl had archived it")};
  one.applied->activity = one.manifest->activity = Activity::Archived;
  one.source = {};
  one.manifest.reset();
  return one;
}

Finding accepted() {
  Finding one = of_archived("lived with", DriftClass::ArchivedOutside, Standing::Accepted,
                            "archived, and not by segctl", Certainty::Seen, 16);
  one.signs[0].accepted = entry("lived with", DriftClass::ArchivedOutside, 20, 12);
  return one;
}

Finding no_longer_accepted() {
  Finding one = of_archived("lived with too long", DriftClass::Expired, Standing::Drift,
                            "its expiry_time ended at 2026-02-01T12:00:00Z, and it is archived",
                            Certainty::Seen, 17);
  one.signs[0].accepted = entry("lived with too long", DriftClass::Expired, 4, 13);
  return one;
}

Finding never_applied() {
  Finding one = finding("new", "new", Kind::Filter, 19);
  one.signs = {sign(DriftClass::Pending, Standing::Note, "the manifest was never applied")};
  one.id = SegmentId();
  one.applied.reset();
  one.live.reset();
  one.applied_at = one.seen_right = {};
  one.made_by.clear();
  return one;
}

plan::Coverage sample_coverage() {
  plan::Coverage coverage;
  coverage.managed = 20;
  coverage.definitions = 9;
  coverage.unread = {{Key("quiet"), {}}, {Key("calm"), day(1)}};
  coverage.short_of_quota = true;
  coverage.not_looked_up = 1;
  coverage.activity_untold = 3;
  coverage.unverifiable = {Key("idle"), Key("lived with")};
  coverage.agreed = {Key("agreed")};
  coverage.faded = {Key("faded")};
  return coverage;
}

}  // namespace

plan::Drift sample_drift() {
  plan::Drift drift;
  drift.findings = {
      deleted(),
      changed_and_renamed(),
      changed_with_digest_alone(),
      unarchived(),
      no_longer_accepted(),
      of_archived("idle", DriftClass::IdleArchived, Standing::Drift,
                  "archived, and not by segctl: by MoEngage after 60 days without a run, or by "
                  "hand; which can't be told",
                  Certainty::Guess, 14),
      accepted(),
      of_archived("ignored", DriftClass::ArchivedOutside, Standing::Ignored,
                  "archived, and not by segctl", Certainty::Seen, 18),
      of_archived("ending", DriftClass::ExpiringSoon, Standing::Note,
                  "its expiry_time ends at 2026-03-07T12:00:00Z: MoEngage archives it then",
                  Certainty::Seen, 20),
      never_applied()};
  drift.findings[8].live->activity = Activity::Active;
  drift.unmanaged = {{SegmentId("65f1c0ffee0000000000e001"), SegmentName("By hand"),
                      "ELASTIC_SEARCH", "DASHBOARD", day(1)},
                     {SegmentId("65f1c0ffee0000000000e002"), SegmentName("Unknown"), "", "", {}}};
  drift.ran_out = {*drift.findings[4].signs[0].accepted};
  drift.needless = {entry("calm seas", DriftClass::ChangedOutside, 30, 14)};
  drift.coverage = sample_coverage();
  return drift;
}

plan::Drift hostile_drift(const std::string& text) {
  plan::Drift drift = sample_drift();
  for (Finding& one : drift.findings) {
    one.key = Key(text);
    one.name = SegmentName(text);
    if (!one.id.empty()) one.id = SegmentId(text);
    one.made_by = one.updated_by = one.yaml = text;
    if (!one.source.file.empty()) one.source.file = text;
    for (auto* some : {&one.applied, &one.live, &one.manifest}) {
      if (*some) (*some)->name = SegmentName(text);
    }
    for (Sign& some : one.signs) {
      some.words = text;
      if (some.accepted) some.accepted->reason = text;
    }
    for (Difference& difference : one.diff) difference.path = difference.summary = text;
  }
  for (plan::Stranger& one : drift.unmanaged) {
    one.id = SegmentId(text);
    one.name = SegmentName(text);
    one.type = one.source = text;
  }
  for (auto* entries : {&drift.ran_out, &drift.needless}) {
    for (plan::Acceptance& one : *entries) {
      one.key = Key(text);
      one.reason = one.source.file = text;
    }
  }
  drift.coverage.unverifiable = drift.coverage.agreed = drift.coverage.faded = {Key(text)};
  drift.coverage.unread = {{Key(text), {}}};
  return drift;
}

}  // namespace segctl::test
