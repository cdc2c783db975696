#include "plan/planner.h"
#include "segment/canonical.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

const Change* change_of(const Plan& plan, const std::string& key) {
  for (const Change& change : plan.changes) {
    if (change.key == Key(key)) return &change;
  }
  return nullptr;
}

std::ptrdiff_t place_of(const Plan& plan, const std::string& key) {
  return change_of(plan, key) - plan.changes.data();
}

TEST_CASE("what others refer to is created first, and its ID is written in") {
  const Plan plan =
      plan_of(input_of({filter("A", members_of_key("B")), filter("B", in_city("Oslo"))}, {}));
  CHECK(words_of(plan) == Words{"B: create", "A: create"});
  CHECK(plan.changes[1].needs == std::vector{Key("B")});
}

TEST_CASE("what an active manifest refers to is not archived") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  const Plan plan = plan_of(
      input_of({filter("A", members_of_id("2"))}, {a, b}, {recorded("A", a), recorded("B", b)}));
  CHECK(words_of(plan) == Words{});
  CHECK(plan.warnings[0].code == "kept-referenced");
}

TEST_CASE("what is adopted comes before what refers to it by key") {
  Input input = input_of({filter("A", members_of_key("B")), filter("B", in_city("Oslo"))},
                         {live_filter("1", "B", in_city("Bergen"))});
  input.adopt_all = true;
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"B: adopt update", "A: create"});
  CHECK(plan.changes[1].needs == std::vector{Key("B")});
}

TEST_CASE("what is adopted and referred to is not archived on the way") {
  Input input = input_of({filter("A", members_of_key("B")), archived(filter("B", in_city("Oslo")))},
                         {live_filter("1", "B", in_city("Oslo"))});
  input.adopt_all = true;
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"B: adopt", "A: create"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "kept-referenced");
}

TEST_CASE("near the active-segment limit archives go first") {
  const LiveSegment gone = live_filter("1", "Gone", in_city("Oslo"));
  Input input = input_of({filter("New", in_city("Bergen"))}, {gone}, {recorded("Gone", gone)});
  CHECK(words_of(plan_of(input)) == Words{"New: create", "Gone: archive"});
  input.safety.max_active_segments = 1;
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"Gone: archive", "New: create"});
  CHECK(plan.holds.empty());
}

TEST_CASE("an archive that adopts first goes first as well, wherever its manifest stands") {
  const LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  for (const bool first : {true, false}) {
    const DesiredSegment goes = archived(filter("A", in_city("Oslo")));
    const DesiredSegment comes = filter("B", in_city("Bergen"));
    Input input = input_of(first ? std::vector{goes, comes} : std::vector{comes, goes}, {live});
    input.adopt_all = true;
    input.safety.max_active_segments = 1;
    const Plan plan = plan_of(input);
    CHECK(words_of(plan) == Words{"A: adopt archive", "B: create"});
    CHECK(plan.holds.empty());
  }
}

TEST_CASE("an archive waits for the update that lets go of it") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  for (const std::size_t limit : {1000U, 2U}) {
    Input input = input_of({filter("A", in_city("Bergen")), filter("C", in_city("Voss"))}, {a, b},
                           {recorded("A", a), recorded("B", b)});
    input.safety.max_active_segments = limit;
    const Plan plan = plan_of(input);
    const Change* archive = change_of(plan, "B");
    REQUIRE(archive != nullptr);
    CHECK(archive->needs == std::vector{Key("A")});
    CHECK(place_of(plan, "A") < place_of(plan, "B"));
  }
}

TEST_CASE("an archive waits for the one that refers to it and is archived too") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  const Plan plan =
      plan_of(input_of({archived(filter("A", members_of_id("2"))), filter("C", in_city("Voss"))},
                       {b, a}, {recorded("A", a), recorded("B", b)}));
  CHECK(words_of(plan) == Words{"C: create", "A: archive", "B: archive"});
  CHECK(change_of(plan, "B")->needs == std::vector{Key("A")});
}

TEST_CASE("what a segment of ours refers to is kept, though its manifest is out of scope") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  Input input = input_of({archived(filter("B", in_city("Oslo")))}, {a, b},
                         {recorded("A", a), recorded("B", b)});
  input.scope = Scope::Paths;
  input.declared.insert(Key("A"));
  SUBCASE("as it is live") {}
  SUBCASE("as it was recorded, where it was not read") {
    record_definition(input.recorded.at(Key("A")), canonical(*a.definition));
    input.live.segments[0].definition.reset();
    input.live.segments[0].type = "ELASTIC_SEARCH";
  }
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "kept-referenced");
}

TEST_CASE("what is kept keeps what it refers to itself, whichever is looked at first") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", members_of_id("3"));
  const LiveSegment c = live_filter("3", "C", in_city("Oslo"));
  const DesiredSegment no_b = archived(filter("B", members_of_id("3")));
  const DesiredSegment no_c = archived(filter("C", in_city("Oslo")));
  for (const bool c_first : {true, false}) {
    Input input = input_of(c_first ? std::vector{no_c, no_b} : std::vector{no_b, no_c}, {a, b, c},
                           {recorded("A", a), recorded("B", b), recorded("C", c)});
    input.scope = Scope::Paths;
    input.declared.insert(Key("A"));
    CHECK(words_of(plan_of(input)) == Words{});
  }
}

TEST_CASE("what a manifest out of scope is to refer to is kept") {
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  Input input = input_of({archived(filter("B", in_city("Oslo")))}, {b}, {recorded("B", b)});
  input.scope = Scope::Paths;
  input.elsewhere = {{Key("A"), {{Key("B"), SegmentId()}}}};
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{});
  CHECK(plan.warnings[0].code == "kept-referenced");
}

TEST_CASE("what is not in use any more keeps nothing") {
  LiveSegment a = live_filter("1", "A", members_of_id("2"));
  a.activity = Activity::Archived;
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  const Plan plan = plan_of(
      input_of({archived(filter("A", members_of_id("2"))), archived(filter("B", in_city("Oslo")))},
               {a, b}, {recorded("A", a), recorded("B", b)}));
  CHECK(words_of(plan) == Words{"B: archive"});
  CHECK(plan.changes[0].needs == std::vector<Key>{});
}

TEST_CASE("where there is no room a create waits for the archive that makes some") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  const LiveSegment b = live_filter("2", "B", in_city("Bergen"));
  Input input = input_of(
      {filter("C", in_city("Voss")), filter("D", in_city("Hamar")), filter("E", in_city("Alta"))},
      {a, b}, {recorded("A", a), recorded("B", b)});
  input.safety.max_active_segments = 3;
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"A: archive", "B: archive", "C: create", "D: create", "E: create"});
  CHECK(change_of(plan, "C")->needs == std::vector<Key>{});
  CHECK(change_of(plan, "D")->needs == std::vector{Key("A")});
  CHECK(change_of(plan, "E")->needs == std::vector{Key("B")});
}

TEST_CASE("an archive that waits for a create can't make room for it") {
  const LiveSegment a = live_filter("1", "A", members_of_id("2"));
  const LiveSegment b = live_filter("2", "B", in_city("Oslo"));
  Input input = input_of({filter("A", members_of_key("C")), filter("C", in_city("Voss"))}, {a, b},
                         {recorded("A", a), recorded("B", b)});
  input.safety.max_active_segments = 2;
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"C: create", "A: update", "B: archive"});
  CHECK(change_of(plan, "C")->needs == std::vector<Key>{});
  REQUIRE(plan.holds.size() == 1);
  CHECK(plan.holds[0].limit == "active_segments");
}

TEST_CASE("what stands in the way of another is not archived before that is settled") {
  const LiveSegment old = live_filter("1", "Old", in_city("Oslo"));
  const Plan plan = plan_of(
      input_of({keyed("fresh", filter("Fresh", in_city("Oslo")))}, {old}, {recorded("old", old)}));
  CHECK(words_of(plan) == Words{"Old: archive", "Fresh: conflict definition 1"});
  CHECK(change_of(plan, "old")->needs == std::vector{Key("fresh")});
  CHECK(plan.warnings.back().code == "archive-waits");
  CHECK(plan.warnings.back().message ==
        "not archived while it stands in the way of the key \"fresh\"; if that is to be the same "
        "segment, `state mv old fresh` gives it the key");
}

}  // namespace
}  // namespace segctl::plan::test
