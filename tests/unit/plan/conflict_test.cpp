#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a definition that another live segment has is a conflict with its ID and name") {
  const Plan plan = plan_of(
      input_of({filter("A", in_city("Oslo"))}, {live_filter("1", "Theirs", in_city("Oslo"))}));
  CHECK(words_of(plan) == Words{"A: conflict definition 1"});
  CHECK(plan.changes[0].conflict->existing_name == SegmentName("Theirs"));
}

TEST_CASE("a definition that an archived segment has is tried, with a warning") {
  LiveSegment theirs = live_filter("1", "Theirs", in_city("Oslo"));
  theirs.activity = Activity::Archived;
  const Plan plan = plan_of(input_of({filter("A", in_city("Oslo"))}, {theirs}));
  CHECK(words_of(plan) == Words{"A: create"});
  CHECK(plan.warnings[0].code == "definition-held-by-archived");
}

TEST_CASE("a definition that another segment of the repo gives up is taken after that") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  const Plan plan = plan_of(input_of({filter("B", in_city("Oslo")), filter("A", in_city("Bergen"))},
                                     {a}, {recorded("A", a)}));
  CHECK(words_of(plan) == Words{"A: update", "B: create"});
  CHECK(plan.changes[1].needs == std::vector{Key("A")});
}

TEST_CASE("two definitions that are to be swapped can't be, and say so") {
  const LiveSegment a = live_filter("1", "A", in_city("Oslo"));
  const LiveSegment b = live_filter("2", "B", in_city("Bergen"));
  const Plan plan = plan_of(input_of({filter("A", in_city("Bergen")), filter("B", in_city("Oslo"))},
                                     {a, b}, {recorded("A", a), recorded("B", b)}));
  REQUIRE(plan.has_conflicts());
  CHECK(plan.changes.back().conflict->holder == Holder::Waiting);
}

TEST_CASE("two names that are to be swapped wait for each other, and the conflict says so") {
  const LiveSegment one = live_filter("1", "One", in_city("Oslo"));
  const LiveSegment two = live_filter("2", "Two", in_city("Bergen"));
  const Plan plan = plan_of(input_of(
      {keyed("a", filter("Two", in_city("Oslo"))), keyed("b", filter("One", in_city("Bergen")))},
      {one, two}, {recorded("a", one), recorded("b", two)}));
  CHECK(words_of(plan) == Words{"Two: rename", "One: conflict name 1"});
  CHECK(plan.changes[1].conflict ==
        Conflict{ConflictKind::Name, SegmentId("1"), SegmentName("One"), Holder::Waiting});
}

TEST_CASE("a name is waited for where its holder is renamed, and a conflict where it stays") {
  const LiveSegment old = live_filter("1", "A", in_city("Oslo"));
  const DesiredSegment taker = keyed("new", filter("A", in_city("Bergen")));
  const auto planned = [&](DesiredSegment holder) {
    return words_of(plan_of(input_of({taker, std::move(holder)}, {old}, {recorded("k", old)})));
  };
  CHECK(planned(keyed("k", filter("B", in_city("Oslo")))) == Words{"B: rename", "A: create"});
  CHECK(planned(archived(keyed("k", filter("B", in_city("Oslo"))))) ==
        Words{"B: archive", "A: conflict name 1"});
}

TEST_CASE("two that swap names are in conflict over the names, whatever else changes") {
  const LiveSegment one = live_filter("1", "One", in_city("Oslo"));
  const LiveSegment two = live_filter("2", "Two", in_city("Bergen"));
  std::vector<DesiredSegment> desired{keyed("a", filter("Two", in_city("Rome"))),
                                      keyed("b", filter("One", in_city("Paris")))};
  const std::vector<RecordedSegment> records{recorded("a", one), recorded("b", two)};
  const Words expected{"Two: update rename", "One: conflict name 1"};
  CHECK(words_of(plan_of(input_of(desired, {one, two}, records))) == expected);
  std::reverse(desired.begin(), desired.end());
  CHECK(words_of(plan_of(input_of(desired, {one, two}, records))) == expected);
}

TEST_CASE("a rename, which sends the definition, waits for nobody else to have it") {
  LiveSegment mine = live_filter("1", "A", in_city("Oslo"));
  mine.activity = Activity::Archived;
  const LiveSegment leaving = live_filter("2", "B", in_city("Oslo"));
  const Input input = input_of({keyed("A", filter("C", in_city("Oslo")))}, {mine, leaving},
                               {recorded("A", mine), recorded("B", leaving)});
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"B: archive", "C: conflict definition 2"});
}

TEST_CASE("of several that have a definition the same one is named, whatever List's order") {
  const LiveSegment one = live_filter("1", "B", in_city("Oslo"));
  const LiveSegment two = live_filter("2", "C", in_city("Oslo"));
  for (const auto& live : {std::vector{one, two}, std::vector{two, one}}) {
    CHECK(words_of(plan_of(input_of({filter("A", in_city("Oslo"))}, live))) ==
          Words{"A: conflict definition 1"});
  }
}

}  // namespace
}  // namespace segctl::plan::test
