#include "plan/planner.h"

#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a manifest without a live segment is created") {
  const Plan plan = plan_of(input_of({filter("A", in_city("Oslo"))}, {}));
  CHECK(words_of(plan) == Words{"A: create"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::NotThere});
  CHECK_FALSE(plan.changes[0].before.has_value());
}

TEST_CASE("a segment that should be archived and is not there is not created") {
  const Plan plan = plan_of(input_of({archived(filter("A", in_city("Oslo")))}, {}));
  CHECK(words_of(plan) == Words{});
  CHECK(plan.counts.not_created == 1);
}

TEST_CASE("the same meaning is no change") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({filter("A", in_city("Oslo"))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{});
  CHECK(plan.counts.unchanged == 1);
}

TEST_CASE("another definition is an update that says what differs") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({filter("A", in_city("Bergen"))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"A: update"});
  CHECK(plan.changes[0].id == SegmentId("1"));
  CHECK(plan.changes[0].diff.size() == 1);
}

TEST_CASE("an archived segment is unarchived before its definition is updated") {
  LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  live.activity = Activity::Archived;
  const Plan plan =
      plan_of(input_of({filter("A", in_city("Bergen"))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"A: unarchive update"});
}

TEST_CASE("a segment that is to be archived is archived, and its definition left alone") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({archived(filter("A", in_city("Bergen")))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"A: archive"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "archived-not-updated");
}

TEST_CASE("another name under the same key is a rename") {
  const LiveSegment live = live_filter("1", "Old", in_city("Oslo"));
  const Plan plan = plan_of(
      input_of({keyed("k", filter("New", in_city("Oslo")))}, {live}, {recorded("k", live)}));
  CHECK(words_of(plan) == Words{"New: rename"});
  CHECK(plan.changes[0].id == SegmentId("1"));
}

TEST_CASE("without a key the same definition under a name that left the repo is a rename") {
  const LiveSegment live = live_filter("1", "Old", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({filter("New", in_city("Oslo"))}, {live}, {recorded("Old", live)}));
  CHECK(words_of(plan) == Words{"New: rename"});
  CHECK(plan.changes[0].previous_key == Key("Old"));
}

TEST_CASE("what is managed and has no manifest any more is archived") {
  const LiveSegment gone = live_filter("1", "Gone", in_city("Oslo"));
  const LiveSegment kept = live_filter("2", "Kept", in_city("Bergen"));
  const Plan plan = plan_of(input_of({filter("Kept", in_city("Bergen"))}, {gone, kept},
                                     {recorded("Gone", gone), recorded("Kept", kept)}));
  CHECK(words_of(plan) == Words{"Gone: archive"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::NoManifest});
}

TEST_CASE("with paths nothing that is declared elsewhere or nowhere is archived") {
  const LiveSegment gone = live_filter("1", "Gone", in_city("Oslo"));
  Input input = input_of({filter("New", in_city("Bergen"))}, {gone}, {recorded("Gone", gone)});
  input.scope = Scope::Paths;
  CHECK(words_of(plan_of(input)) == Words{"New: create"});
}

TEST_CASE("no manifest at all is refused where the state knows segments") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const auto planned = make_plan(input_of({}, {live}, {recorded("A", live)}));
  REQUIRE_FALSE(planned.has_value());
  CHECK(planned.error().code == ErrorCode::Held);
  CHECK(planned.error().message ==
        "there is no manifest at all, but the state knows 1 segment: that would archive every one "
        "of them");
}

TEST_CASE("an unmanaged segment of the same name and meaning is adopted, state only") {
  const Plan plan =
      plan_of(input_of({filter("A", in_city("Oslo"))}, {live_filter("1", "A", in_city("Oslo"))}));
  CHECK(words_of(plan) == Words{"A: adopt"});
}

TEST_CASE("an unmanaged segment of the same name and another meaning is a conflict with its ID") {
  const Input input =
      input_of({filter("A", in_city("Oslo"))}, {live_filter("1", "A", in_city("Bergen"))});
  CHECK(words_of(plan_of(input)) == Words{"A: conflict name 1"});
}

TEST_CASE("adopting takes over what has another meaning and updates it") {
  Input input =
      input_of({filter("A", in_city("Oslo"))}, {live_filter("1", "A", in_city("Bergen"))});
  SUBCASE("by key") { input.adopt.insert(Key("A")); }
  SUBCASE("all") { input.adopt_all = true; }
  SUBCASE("because names own") { input.ownership = Ownership::Name; }
  CHECK(words_of(plan_of(input)) == Words{"A: adopt update"});
}

TEST_CASE("a key that is given to a managed manifest is adopted as the record's new key") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({keyed("k", filter("A", in_city("Oslo")))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"A: adopt"});
  CHECK(plan.changes[0].previous_key == Key("A"));
  CHECK(plan.changes[0].reasons == std::vector{Reason::KeyDiffers});
}

TEST_CASE("a reference by key is the same as one by the ID that it stands for") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({filter("A", members_of_key("B")), filter("B", in_city("Oslo"))}, {a, b},
                       {recorded("A", a), recorded("B", b)}));
  CHECK(words_of(plan) == Words{});
}

TEST_CASE("what its manifest protects is held back from being archived until its key is named") {
  const LiveSegment a = live_filter("1", "A b", in_city("Oslo"));
  DesiredSegment desired = archived(filter("A b", in_city("Oslo")));
  desired.is_protected = true;
  Input input = input_of({desired}, {a}, {recorded("A b", a)});
  const Hold held{"protected", {Key("A b")}, 1, 0, 1, "--allow-protected 'A b'"};
  SUBCASE("without a flag") {
    CHECK(words_of(plan_of(input)) == Words{"A b: archive"});
    CHECK(plan_of(input).holds == std::vector{held});
  }
  SUBCASE("a number of archives is no leave") {
    input.safety.allowed_archives = 100;
    CHECK(plan_of(input).holds == std::vector{held});
  }
  SUBCASE("nor is another one's name") {
    input.safety.allowed_protected = {Key("A")};
    CHECK(plan_of(input).holds == std::vector{held});
  }
  SUBCASE("its own name is, and the other limits stay") {
    input.safety.allowed_protected = {Key("A b")};
    CHECK(plan_of(input).holds.empty());
    input.safety.max_archive_count = 0;
    REQUIRE(plan_of(input).holds.size() == 1);
    CHECK(plan_of(input).holds[0].limit == "max_archive_count");
  }
}

TEST_CASE("what its last manifest protected stays protected when the manifest is gone") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  const LiveSegment b = live_filter("2", "B", in_city("Bergen"));
  RecordedSegment record = recorded("A", a);
  record.is_protected = true;
  Input input = input_of({filter("B", in_city("Bergen"))}, {a, b}, {record, recorded("B", b)});
  CHECK(words_of(plan_of(input)) == Words{"A: archive"});
  CHECK(plan_of(input).holds ==
        std::vector{Hold{"protected", {Key("A")}, 1, 0, 1, "--allow-protected A"}});
  SUBCASE("a manifest that stands has the last word") {
    input = input_of({archived(filter("A", in_city("Oslo")))}, {a}, {record});
    CHECK(plan_of(input).holds.empty());
  }
}

TEST_CASE("a segment that was deleted outside is created again") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  Input input = input_of({filter("A", in_city("Oslo"))}, {}, {recorded("A", a)});
  input.live.absent = {SegmentId("1")};
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"A: create"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::DeletedOutside});
}

TEST_CASE(
    "what is gone though it was made may have been refused for its name, and a warning says so") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  RecordedSegment record = recorded("A", a);
  record.applied_at = kNow - std::chrono::hours(1);
  Input input = input_of({filter("A", in_city("Oslo"))}, {}, {record});
  input.live.absent = {SegmentId("1")};
  const Plan plan = plan_of(input);
  REQUIRE(plan.warnings.size() == 1);
  CHECK(
      plan.warnings[0] ==
      Warning{"gone", Key("A"), Range{"segments/all.yaml", {1, 1}, {1, 1}},
              "MoEngage took it at 2026-03-01T11:00:00Z and doesn't know it now: somebody deleted "
              "it, or the name was refused without a word; where it never appears, give it another "
              "name"});
}

TEST_CASE(
    "what was deleted outside is not made again under a name that another segment has by now") {
  const LiveSegment gone = live_filter("1", "A", in_city("Oslo"));
  Input input = input_of({filter("A", in_city("Oslo"))}, {live_filter("2", "A", in_city("Bergen"))},
                         {recorded("A", gone)});
  input.live.absent = {SegmentId("1")};
  CHECK(words_of(plan_of(input)) == Words{"A: conflict name 2"});
  input.adopt_all = true;
  CHECK(words_of(plan_of(input)) == Words{"A: adopt update"});
}

TEST_CASE("a record goes to the manifest that has its segment's name, not to another as well") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({filter("B", in_city("Oslo")), keyed("k", filter("A", in_city("Bergen")))},
                       {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"A: adopt update", "B: create"});
  CHECK(plan.changes[1].needs == std::vector{Key("k")});
}

TEST_CASE("what stays archived is not renamed, but its record goes to the new key") {
  LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  live.activity = Activity::Archived;
  const Plan plan =
      plan_of(input_of({archived(filter("B", in_city("Oslo")))}, {live}, {recorded("A", live)}));
  CHECK(words_of(plan) == Words{"B: adopt"});
  CHECK(plan.changes[0].previous_key == Key("A"));
}

TEST_CASE("a record of what is gone from MoEngage and from the repo is forgotten") {
  const LiveSegment gone = live_filter("1", "Gone", in_city("Oslo"));
  Input input = input_of({filter("A", in_city("Bergen"))}, {}, {recorded("Gone", gone)});
  input.live.absent = {SegmentId("1")};
  CHECK(words_of(plan_of(input)) == Words{"Gone: forget", "A: create"});
}

TEST_CASE("unmanaged segments are counted and left alone") {
  const Plan plan = plan_of(input_of({}, {live_filter("1", "Theirs", in_city("Oslo"))}));
  CHECK(words_of(plan) == Words{});
  CHECK(plan.counts.unmanaged == 1);
}

TEST_CASE("too many archives are held back, with the flag that names the number") {
  std::vector<LiveSegment> live;
  std::vector<RecordedSegment> records;
  std::vector<DesiredSegment> desired;
  for (int i = 0; i < 10; ++i) {
    const std::string name = "S" + std::to_string(i);
    live.push_back(live_filter(std::to_string(i), name, in_city(name)));
    records.push_back(recorded(name, live.back()));
    if (i < 6) desired.push_back(filter(name, in_city(name)));
  }
  Input input = input_of(desired, live, records);
  SUBCASE("four of ten are over 30 %") {
    const Plan plan = plan_of(input);
    REQUIRE(plan.holds.size() == 1);
    CHECK(plan.holds[0].limit == "max_archive_percent");
    CHECK(plan.holds[0].number == 4);
    CHECK(plan.holds[0].allowed == 3);
    CHECK(plan.holds[0].flag == "--allow-archives 4");
  }
  SUBCASE("the flag lifts it") {
    input.safety.allowed_archives = 4;
    CHECK(plan_of(input).holds.empty());
  }
  SUBCASE("a smaller number does not") {
    input.safety.allowed_archives = 3;
    CHECK(plan_of(input).holds.size() == 1);
  }
  SUBCASE("below the floor the share means nothing") {
    input.safety.min_managed = 11;
    CHECK(plan_of(input).holds.empty());
  }
}

TEST_CASE("archives that a safety limit keeps back make no room for creates") {
  const LiveSegment gone = live_filter("1", "Gone", in_city("Oslo"));
  Input input = input_of({filter("New", in_city("Bergen"))}, {gone}, {recorded("Gone", gone)});
  input.safety.max_active_segments = 1;
  input.safety.max_archive_count = 0;
  std::vector<std::string> limits;
  for (const Hold& hold : plan_of(input).holds) limits.push_back(hold.limit);
  CHECK(limits == std::vector<std::string>{"max_archive_count", "active_segments"});
}

TEST_CASE("a definition that was not read is trusted as the record has it") {
  LiveSegment read = live_filter("1", "Read", in_city("Oslo"));
  LiveSegment same = live_filter("2", "Same", in_city("Bergen"));
  LiveSegment other = live_filter("3", "Other", in_city("Hamar"));
  std::vector<RecordedSegment> records{recorded("Read", read), recorded("Same", same),
                                       recorded("Other", other)};
  records[1].applied_at = records[1].verified_at = *parse_utc("2026-02-01T00:00:00");
  records[2].applied_at = *parse_utc("2026-01-01T00:00:00");
  records[2].verified_at = *parse_utc("2026-02-03T00:00:00");
  same.definition.reset();
  other.definition.reset();
  const Plan plan =
      plan_of(input_of({filter("Read", in_city("Oslo")), filter("Same", in_city("Bergen")),
                        filter("Other", in_city("Narvik"))},
                       {read, same, other}, records));
  CHECK(words_of(plan) == Words{"Other: update"});
  CHECK(plan.changes[0].before->definition == std::nullopt);
  CHECK(plan.trusted == Trusted{2, *parse_utc("2026-02-01T00:00:00")});
}

TEST_CASE("a plan that would pass the active-segment limit is held back") {
  Input input = input_of({filter("A", in_city("Oslo")), filter("B", in_city("Bergen"))}, {});
  input.safety.max_active_segments = 1;
  const Plan plan = plan_of(input);
  REQUIRE(plan.holds.size() == 1);
  CHECK(plan.holds[0].limit == "active_segments");
}

TEST_CASE(
    "a segment whose record takes another key with a rename is renamed before it is referred to") {
  const LiveSegment old = live_filter("1", "Old", in_city("Oslo"));
  const LiveSegment referring = live_filter("2", "R", in_city("Bergen"));
  const Plan plan =
      plan_of(input_of({filter("R", members_of_key("New")), filter("New", in_city("Oslo"))},
                       {old, referring}, {recorded("Old", old), recorded("R", referring)}));
  CHECK(words_of(plan) == std::vector<std::string>{"New: rename", "R: update"});
  CHECK(plan.changes[1].needs == std::vector<Key>{Key("New")});
}

TEST_CASE("a reference out of the scope that is not applied yet is a problem with its place") {
  Input input = input_of({filter("A", members_of_key("elsewhere"))}, {});
  input.scope = Scope::Paths;
  const auto planned = make_plan(input);
  REQUIRE(planned.has_value());
  REQUIRE(planned->problems.size() == 1);
  CHECK(planned->problems[0].rule == "reference-out-of-scope");
  CHECK(planned->problems[0].range.file == "segments/all.yaml");
}

TEST_CASE("a reviewer reads keys where a reference is to a segment of ours") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  const LiveSegment c = live_filter("3", "C", in_city("Voss"));
  const Input input =
      input_of({keyed("a", filter("A", members_of_key("c"))),
                keyed("b", filter("B", in_city("Oslo"))), keyed("c", filter("C", in_city("Voss")))},
               {a, b, c}, {recorded("a", a), recorded("b", b), recorded("c", c)});
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"A: update"});
  std::string all;
  for (const Difference& difference : plan.changes[0].diff) all += difference.summary + "\n";
  CHECK(all == "removed: in segment b\nadded: in segment c\n");
}

TEST_CASE("what was archived long ago does not make the share of archives look small") {
  std::vector<LiveSegment> live;
  std::vector<RecordedSegment> records;
  std::vector<DesiredSegment> desired;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "S" + std::to_string(i);
    live.push_back(live_filter(std::to_string(i + 1), name, in_city(name)));
    live.back().activity = i < 20 ? Activity::Archived : Activity::Active;
    records.push_back(recorded(name, live.back()));
    records.back().activity = *live.back().activity;
    if (i < 26) {
      desired.push_back(filter(name, in_city(name)));
      if (i < 20) desired.back() = archived(desired.back());
    }
  }
  const Plan plan = plan_of(input_of(desired, live, records));
  REQUIRE(plan.holds.size() == 1);
  CHECK(plan.holds[0].limit == "max_archive_percent");
  CHECK(std::vector<std::uint64_t>{plan.holds[0].number, plan.holds[0].allowed,
                                   plan.holds[0].total} == std::vector<std::uint64_t>{4, 3, 10});
}

}  // namespace
}  // namespace segctl::plan::test
