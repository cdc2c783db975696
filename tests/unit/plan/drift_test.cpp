#include "plan/drift.h"

#include "segment/canonical.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace segctl::plan::test {
namespace {

using namespace std::chrono_literals;

const Definition kInOslo = in_city("Oslo");
const Definition kInBergen = in_city("Bergen");

/// A record of what segctl left an hour ago, the definition in full.
RecordedSegment left(const std::string& key, const LiveSegment& live, const Definition& wrote) {
  RecordedSegment record = recorded(key, live);
  record_definition(record, canonical(wrote));
  record.applied_at = record.verified_at = kNow - 1h;
  return record;
}

RecordedSegment left_file(const std::string& key, const LiveSegment& live) {
  RecordedSegment record = recorded_file(key, live, "a", 100);
  record.applied_at = kNow - 1h;
  return record;
}

/// List marks archived segments: one that carries no mark is active.
LiveSegment marked(LiveSegment live, Activity activity = Activity::Archived) {
  live.activity = activity;
  return live;
}

LiveSegment made(LiveSegment live, std::chrono::days ago) {
  live.created = kNow - ago;
  return live;
}

LiveSegment hidden(LiveSegment live) {
  live.listed = LiveSegment::Listed::No;
  return live;
}

RecordedSegment as_archived(RecordedSegment record) {
  record.activity = Activity::Archived;
  return record;
}

DriftInput input(std::vector<DesiredSegment> desired, std::vector<LiveSegment> live,
                 std::vector<RecordedSegment> records) {
  DriftInput result;
  result.world = input_of(std::move(desired), std::move(live), std::move(records));
  return result;
}

/// "key: class standing, class (guess) standing" of each finding, in order.
std::vector<std::string> signs_of(const Drift& drift) {
  std::vector<std::string> all;
  for (const Finding& finding : drift.findings) {
    std::string words = finding.key.str() + ":";
    for (const Sign& sign : finding.signs) {
      words += words.ends_with(':') ? " " : ", ";
      words += drift_word(sign.kind);
      if (sign.certainty == Certainty::Guess) words += " (guess)";
      words += std::string(" ") + standing_word(sign.standing);
    }
    all.push_back(words);
  }
  return all;
}

std::vector<std::string> drift_of(const DriftInput& input) { return signs_of(find_drift(input)); }

using Words = std::vector<std::string>;

/// One segment "A" of Oslo, as segctl left it.
struct One {
  LiveSegment live = live_filter("1", "A", kInOslo);
  RecordedSegment record = left("A", live, kInOslo);
  DesiredSegment desired = filter("A", kInOslo);

  [[nodiscard]] DriftInput input() const { return test::input({desired}, {live}, {record}); }
};

}  // namespace

TEST_CASE("what is as segctl left it is no drift, whatever way MoEngage spells it") {
  One one;
  const Drift drift = find_drift(one.input());
  CHECK(signs_of(drift) == Words{});
  CHECK_FALSE(drift.found());
  CHECK(drift.coverage.managed == 1);
  CHECK(drift.coverage.definitions == 1);
  CHECK(drift.coverage.unread.empty());
}

TEST_CASE("a definition that somebody changed is drift, with what differs from what was written") {
  One one;
  one.live.definition = kInBergen;
  one.live.updated_by = "ada@shop.example";
  one.live.source = "API";
  const Drift drift = find_drift(one.input());
  CHECK(signs_of(drift) == Words{"A: changed-outside drift"});
  CHECK(drift.found());
  const Finding& finding = drift.findings[0];
  CHECK(finding.basis == Basis::Applied);
  CHECK(finding.diff == differences(canonical(kInOslo), canonical(kInBergen)));
  CHECK(finding.applied->definition == canonical(kInOslo));
  CHECK(finding.live->definition == canonical(kInBergen));
  CHECK(finding.manifest->definition == canonical(kInOslo));
  CHECK(finding.seen_right == kNow - 1h);
  CHECK(finding.updated_by == "ada@shop.example");
  CHECK(finding.made_by == "API");
  CHECK(finding.source == one.desired.place);
}

TEST_CASE("where only a digest is recorded, the manifest is what live is compared with") {
  One one;
  one.live.definition = kInBergen;
  one.record.definition_text.clear();
  const Finding finding = find_drift(one.input()).findings.at(0);
  CHECK(finding.basis == Basis::Manifest);
  CHECK_FALSE(finding.applied->definition.has_value());
  CHECK(finding.diff == differences(canonical(kInOslo), canonical(kInBergen)));
  CHECK(finding.signs[0].certainty == Certainty::Seen);
}

TEST_CASE("where nothing of the definition is recorded, who changed it is a guess") {
  One one;
  one.live.definition = kInBergen;
  one.record.definition.reset();
  one.record.definition_text.clear();
  CHECK(drift_of(one.input()) == Words{"A: changed-outside (guess) drift"});
  one.live.definition = kInOslo;
  CHECK(drift_of(one.input()) == Words{});
}

TEST_CASE("what the manifest says by now is no drift, but is told") {
  One one;
  one.live.definition = kInBergen;
  one.live.name = SegmentName("B");
  one.desired = keyed("A", filter("B", kInBergen));
  const Drift drift = find_drift(one.input());
  CHECK(signs_of(drift) == Words{});
  CHECK(drift.coverage.agreed == std::vector<Key>{Key("A")});
}

TEST_CASE("a change outside and another one in the manifest are told together") {
  One one;
  one.live.definition = kInBergen;
  one.desired = filter("A", in_city("Trondheim"));
  CHECK(drift_of(one.input()) == Words{"A: changed-outside drift, pending note"});
}

TEST_CASE("a rename outside is drift; with a change and an archive all three are told") {
  One one;
  one.live.name = SegmentName("Z");
  CHECK(drift_of(one.input()) == Words{"A: renamed-outside drift"});
  one.live.definition = kInBergen;
  one.live = marked(one.live);
  CHECK(drift_of(one.input()) ==
        Words{"A: changed-outside drift, archived-outside drift, renamed-outside drift"});
}

TEST_CASE("a segment that somebody archived is told under every reading of List") {
  One one;
  one.record.applied_at = kNow - 1h;
  SUBCASE("List marks it") { one.live = marked(one.live); }
  SUBCASE("List hides it, and Get finds it") { one.live = hidden(one.live); }
  CHECK(drift_of(one.input()) == Words{"A: archived-outside drift"});
}

TEST_CASE("where List carries no mark at all, the report says that it can't tell") {
  One one;
  const Drift drift = find_drift(one.input());
  CHECK(drift.coverage.activity_untold == 1);
  One marks;
  DriftInput told = marks.input();
  told.world.live.segments.push_back(marked(live_filter("9", "Other", kInBergen)));
  CHECK(find_drift(told).coverage.activity_untold == 0);
}

TEST_CASE("a segment that List may not show yet is not taken for an archived one") {
  One one;
  one.live = hidden(one.live);
  one.record.applied_at = kNow - 1min;
  CHECK(drift_of(one.input()) == Words{});
}

TEST_CASE("what may have idled for 60 days was archived by MoEngage or by hand: a guess") {
  One one;
  one.live = made(marked(one.live), std::chrono::days(59));
  CHECK(drift_of(one.input()) == Words{"A: archived-outside drift"});
  one.live = made(one.live, std::chrono::days(60));
  CHECK(drift_of(one.input()) == Words{"A: idle-archived (guess) drift"});
}

TEST_CASE("a segment that segctl archived and somebody brought back is drift where List tells") {
  One one;
  one.record = as_archived(one.record);
  one.desired = archived(one.desired);
  CHECK(drift_of(one.input()) == Words{});  // no marks: it may well be archived
  one.live = marked(one.live, Activity::Active);
  CHECK(drift_of(one.input()) == Words{"A: unarchived-outside drift"});
}

TEST_CASE("a segment without a manifest that somebody brought back is drift") {
  One one;
  DriftInput in = input({}, {marked(one.live, Activity::Active)}, {as_archived(one.record)});
  CHECK(drift_of(in) == Words{"A: unarchived-outside drift"});
}

TEST_CASE("archived or active as the manifest wants it by now is no drift") {
  One one;
  one.live = marked(one.live);
  one.desired = archived(one.desired);
  CHECK(drift_of(one.input()) == Words{});
  One other;
  other.record = as_archived(other.record);
  other.live = marked(other.live, Activity::Active);
  CHECK(drift_of(other.input()) == Words{});
}

TEST_CASE("an ID that MoEngage doesn't know any more is drift") {
  One one;
  DriftInput in = input({one.desired}, {}, {one.record});
  in.world.live.absent = {SegmentId("1")};
  const Drift drift = find_drift(in);
  CHECK(signs_of(drift) == Words{"A: deleted-outside drift"});
  CHECK_FALSE(drift.findings[0].live.has_value());
}

TEST_CASE("an ID that nobody asked for is never said to be gone, nor to be there") {
  One one;
  DriftInput in = input({one.desired}, {}, {one.record});
  CHECK(drift_of(in) == Words{});
  CHECK(find_drift(in).coverage.not_looked_up == 1);
  in.world.live.segments = {hidden(marked(one.live, Activity::Active))};
  in.looked_up = false;
  CHECK(drift_of(in) == Words{});
  CHECK(find_drift(in).coverage.not_looked_up == 1);
}

TEST_CASE("what segctl archived long ago may go from view, and that is no drift") {
  One one;
  one.record = as_archived(one.record);
  one.desired = archived(one.desired);
  one.record.applied_at = kNow - std::chrono::days(180);
  DriftInput in = input({one.desired}, {}, {one.record});
  in.world.live.absent = {SegmentId("1")};
  CHECK(drift_of(in) == Words{});
  CHECK(find_drift(in).coverage.faded == std::vector<Key>{Key("A")});
  in.world.recorded.at(Key("A")).applied_at += std::chrono::days(1);
  CHECK(drift_of(in) == Words{"A: deleted-outside drift"});
}

TEST_CASE("a create that was accepted without an ID and never appeared is told, first as pending") {
  RecordedSegment record = left_file("F", live_file("", "F"));
  DriftInput in = input({file("F")}, {}, {record});
  CHECK(drift_of(in) == Words{"F: deleted-outside (guess) drift"});
  in.world.recorded.at(Key("F")).applied_at = kNow - 1min;
  CHECK(drift_of(in) == Words{"F: pending note"});
}

TEST_CASE("a file segment expires by the clock, and is told some std::chrono::days before") {
  const auto look = [](std::chrono::days age, LiveSegment live) {
    live = made(live, age);
    RecordedSegment record = left_file("F", live);
    record.applied_at = *live.created;
    return drift_of(input({file("F")}, {live}, {record}));
  };
  const LiveSegment live = live_file("1", "F");
  CHECK(look(std::chrono::days(22), live) == Words{});
  CHECK(look(std::chrono::days(23), live) == Words{"F: expiring-soon note"});
  CHECK(look(std::chrono::days(30), live) == Words{"F: expired (guess) drift"});
  CHECK(look(std::chrono::days(30), marked(live)) == Words{"F: expired drift"});
  CHECK(look(std::chrono::days(29), marked(live)) == Words{"F: archived-outside drift"});
  CHECK(look(std::chrono::days(30), marked(live, Activity::Active)) ==
        Words{"F: expired (guess) drift"});
}

TEST_CASE("a file segment that we changed after its end has no known end any more") {
  LiveSegment live = made(live_file("1", "F"), std::chrono::days(31));
  CHECK(drift_of(input({file("F")}, {live}, {left_file("F", live)})) == Words{});
}

TEST_CASE("the members of file and cohort segments are said to be unverifiable") {
  const LiveSegment live = live_file("1", "F");
  const Drift drift = find_drift(input({file("F")}, {live}, {left_file("F", live)}));
  CHECK(signs_of(drift) == Words{});
  CHECK(drift.coverage.unverifiable == std::vector<Key>{Key("F")});
  CHECK(drift.unverifiable_standing == Standing::Note);
}

TEST_CASE("manifests that are not applied are pending, and that is no drift") {
  One one;
  one.desired = archived(keyed("A", filter("B", kInBergen)));
  const Drift drift = find_drift(one.input());
  CHECK(signs_of(drift) == Words{"A: pending note"});
  CHECK(drift.findings[0].signs[0].words ==
        "the manifest was changed and is not applied yet: its definition, its name, it is to be "
        "archived");
  CHECK_FALSE(drift.found());
  CHECK(drift_of(input({filter("N", kInOslo)}, {}, {})) == Words{"N: pending note"});
  CHECK(drift_of(input({archived(filter("N", kInOslo))}, {}, {})) == Words{});
}

TEST_CASE("a CSV that is another by now, and entries of changes, are pending") {
  const LiveSegment live = live_file("1", "F");
  DriftInput in = input({file("F")}, {live}, {left_file("F", live)});
  in.world.contents[Key("F")].base.mark = mark("a");
  CHECK(drift_of(in) == Words{});
  in.world.contents[Key("F")].base.mark = mark("b");
  CHECK(drift_of(in) == Words{"F: pending note"});
  in = input({file_with_changes("F", {MemberOperation::Add})}, {live}, {left_file("F", live)});
  CHECK(drift_of(in) == Words{"F: pending note"});
}

TEST_CASE("a managed segment without a manifest is pending while it is active") {
  One one;
  CHECK(drift_of(input({}, {one.live}, {one.record})) == Words{"A: pending note"});
  CHECK(drift_of(input({}, {marked(one.live)}, {one.record})) == Words{});
}

TEST_CASE("a manifest that changed its name and with it its key is known by its definition") {
  One one;
  DesiredSegment renamed = filter("B", kInOslo);
  CHECK(drift_of(input({renamed}, {one.live}, {one.record})) == Words{"A: pending note"});
}

TEST_CASE("what a run of segctl may have done before it was cut off is not somebody else's") {
  One one;
  one.live = marked(one.live);
  DriftInput in = one.input();
  in.cut_off[Key("A")] = CutOff::Archive;
  CHECK(drift_of(in) == Words{"A: pending (guess) note"});
  in.cut_off[Key("A")] = CutOff::Unarchive;
  CHECK(drift_of(in) == Words{"A: archived-outside drift"});
}

TEST_CASE("definitions that were not read are trusted, the longest unseen first") {
  One one;
  LiveSegment other = live_filter("2", "B", kInBergen);
  RecordedSegment record = left("B", other, kInBergen);
  record.applied_at = record.verified_at = kNow - 2h;
  one.live.definition.reset();
  other.definition.reset();
  DriftInput in =
      input({one.desired, filter("B", kInBergen)}, {one.live, other}, {one.record, record});
  in.short_of_quota = true;
  const Drift drift = find_drift(in);
  CHECK(signs_of(drift) == Words{});
  CHECK(drift.coverage.unread == std::vector<Unread>{{Key("B"), kNow - 2h}, {Key("A"), kNow - 1h}});
  CHECK(drift.incomplete());
}

TEST_CASE("a digest of another form of the same definition is no drift where the text is there") {
  One one;
  one.record.definition_text =
      R"({"excluded_filters":null,"included_filters":)" + std::string("{}") + "}";
  // Not its own digest: what was written is not known, and the digest decides.
  CHECK(drift_of(one.input()) == Words{});
}

TEST_CASE("unmanaged segments are listed for the whole repo, and fail nothing") {
  One one;
  DriftInput in = one.input();
  in.world.live.segments.push_back(live_filter("9", "Y", kInBergen));
  in.world.live.segments.push_back(live_file("8", "X"));
  Drift drift = find_drift(in);
  CHECK(drift.unmanaged ==
        std::vector<Stranger>{{SegmentId("8"), SegmentName("X"), "FILE_V2", "", {}},
                              {SegmentId("9"), SegmentName("Y"), "ELASTIC_SEARCH", "", {}}});
  CHECK_FALSE(drift.found());
  in.fail_on = {DriftClass::Unmanaged};
  CHECK(find_drift(in).found());
  in.world.scope = Scope::Paths;
  CHECK_FALSE(find_drift(in).found());
}

TEST_CASE("a scope of paths leaves out what is declared elsewhere, or nowhere") {
  One one;
  one.live.definition = kInBergen;
  LiveSegment other = live_filter("2", "B", kInOslo);
  DriftInput in =
      input({one.desired}, {one.live, other}, {one.record, left("B", other, kInBergen)});
  in.world.declared.insert(Key("B"));
  in.world.scope = Scope::Paths;
  const Drift drift = find_drift(in);
  CHECK(signs_of(drift) == Words{"A: changed-outside drift"});
  CHECK(drift.coverage.managed == 1);
}

TEST_CASE("--fail-on and --ignore say what fails") {
  One one;
  one.live.definition = kInBergen;
  one.live.name = SegmentName("Z");
  DriftInput in = one.input();
  in.fail_on = {DriftClass::RenamedOutside};
  CHECK(drift_of(in) == Words{"A: changed-outside note, renamed-outside drift"});
  in.fail_on.clear();
  in.ignored = {DriftClass::RenamedOutside};
  CHECK(drift_of(in) == Words{"A: changed-outside drift, renamed-outside ignored"});
  in.ignored.insert(DriftClass::ChangedOutside);
  CHECK_FALSE(find_drift(in).found());
}

TEST_CASE("accepted drift fails nothing until its day is over, and then says so") {
  One one;
  one.live.definition = kInBergen;
  DriftInput in = one.input();
  Acceptance entry{Key("A"), DriftClass::ChangedOutside, "a test", kNow + 1h, {}};
  in.accepted = {entry};
  Drift drift = find_drift(in);
  CHECK(signs_of(drift) == Words{"A: changed-outside accepted"});
  CHECK_FALSE(drift.found());
  CHECK(drift.findings[0].signs[0].accepted == entry);
  in.accepted[0].until = kNow;
  drift = find_drift(in);
  CHECK(signs_of(drift) == Words{"A: changed-outside drift"});
  CHECK(drift.ran_out == in.accepted);
}

TEST_CASE("an entry accepts its own key and class alone, and is needless where nothing is there") {
  One one;
  one.live.definition = kInBergen;
  DriftInput in = one.input();
  in.accepted = {{Key("A"), DriftClass::RenamedOutside, "a test", kNow + 1h, {}},
                 {Key("B"), DriftClass::ChangedOutside, "a test", kNow + 1h, {}}};
  const Drift drift = find_drift(in);
  CHECK(signs_of(drift) == Words{"A: changed-outside drift"});
  CHECK(drift.needless == in.accepted);
}

TEST_CASE("what fails comes first, then what weighs most, then the key") {
  std::vector<DesiredSegment> desired;
  std::vector<LiveSegment> live;
  std::vector<RecordedSegment> records;
  for (const char* name : {"A", "B", "C", "D"}) {
    const LiveSegment segment = live_filter(name, name, kInOslo);
    records.push_back(left(name, segment, kInOslo));
    desired.push_back(filter(name, kInOslo));
    live.push_back(segment);
  }
  live[0].definition = kInBergen;
  live[1].name = SegmentName("Z");
  live[2].definition = kInBergen;
  live.pop_back();
  DriftInput in = input(desired, live, records);
  in.world.live.absent = {SegmentId("D")};
  in.accepted = {{Key("A"), DriftClass::ChangedOutside, "a test", kNow + 1h, {}}};
  CHECK(drift_of(in) == Words{"D: deleted-outside drift", "C: changed-outside drift",
                              "B: renamed-outside drift", "A: changed-outside accepted"});
}

TEST_CASE("every class has a word of its own") {
  for (const DriftClass kind : kDriftClasses) CHECK(drift_class(drift_word(kind)) == kind);
  CHECK_FALSE(drift_class("changed").has_value());
  std::size_t drift = 0;
  for (const DriftClass kind : kDriftClasses) drift += is_drift(kind) ? 1 : 0;
  CHECK(drift == 7);
}

}  // namespace segctl::plan::test
