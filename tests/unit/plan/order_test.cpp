#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

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

}  // namespace
}  // namespace segctl::plan::test
