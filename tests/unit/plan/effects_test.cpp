#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

Definition in_cities(const std::vector<std::string>& cities) {
  Definition definition = in_city("?");
  Json& filter = definition.included.json()["filters"][0];
  filter["operator"] = "in";
  filter["value"] = cities;
  return definition;
}

/// Everyone but the members of that segment.
Definition without_members_of(const std::string& id) {
  Definition definition = in_city("Oslo");
  definition.excluded = members_of_id(id).included;
  return definition;
}

std::map<std::string, std::string> effects(const Plan& plan) {
  std::map<std::string, std::string> words;
  for (const Change& change : plan.changes)
    words[change.name.str()] = change.effect ? effect_word(*change.effect) : "none";
  return words;
}

std::vector<std::string> followers(const Plan& plan) {
  std::vector<std::string> found;
  for (const Warning& warning : plan.warnings) {
    if (warning.code == "audience-follows")
      found.push_back(warning.key.str() + ": " + warning.message);
  }
  return found;
}

using Effects = std::map<std::string, std::string>;

TEST_CASE("an update says what becomes of the audience") {
  const LiveSegment live = live_filter("1", "A", in_cities({"Oslo"}));
  const Plan plan = plan_of(
      input_of({filter("A", in_cities({"Oslo", "Bergen"}))}, {live}, {recorded("A", live)}));
  CHECK(effects(plan) == Effects{{"A", "only-widens"}});
}

TEST_CASE("a change that has no audience yet, or leaves it alone, says nothing of it") {
  const LiveSegment live = live_filter("1", "Old", in_city("Oslo"));
  const LiveSegment gone = live_filter("2", "Gone", in_city("Rome"));
  const Plan plan = plan_of(
      input_of({keyed("a", filter("New", in_city("Oslo"))), filter("Made", in_city("Bergen"))},
               {live, gone}, {recorded("a", live), recorded("Gone", gone)}));
  CHECK(effects(plan) == Effects{{"New", "none"}, {"Made", "none"}, {"Gone", "none"}});
}

TEST_CASE("an update of what was not read may do either") {
  LiveSegment live = live_filter("1", "A", in_city("Oslo"));
  const RecordedSegment record = recorded("A", live);
  live.definition.reset();
  const Plan plan = plan_of(input_of({filter("A", in_city("Bergen"))}, {live}, {record}));
  CHECK(effects(plan) == Effects{{"A", "may-do-either"}});
}

TEST_CASE("what an update refers to counts as it changes in the same plan") {
  const LiveSegment base = live_filter("1", "Base", in_cities({"Oslo"}));
  const LiveSegment user = live_filter("2", "User", without_members_of("1"));
  Definition wanted = without_members_of("1");
  wanted.included = in_cities({"Oslo", "Bergen"}).included;
  const std::vector<RecordedSegment> records{recorded("Base", base), recorded("User", user)};
  const Plan alone = plan_of(input_of({filter("Base", in_cities({"Oslo"})), filter("User", wanted)},
                                      {base, user}, records));
  const Plan both =
      plan_of(input_of({filter("Base", in_cities({"Oslo", "Rome"})), filter("User", wanted)},
                       {base, user}, records));
  CHECK(effects(alone) == Effects{{"User", "only-widens"}});
  CHECK(effects(both) == Effects{{"Base", "only-widens"}, {"User", "may-do-either"}});
}

TEST_CASE("a manifest that stays is warned of where what it refers to changes") {
  const LiveSegment base = live_filter("1", "Base", in_cities({"Oslo"}));
  const LiveSegment of_base = live_filter("2", "Of base", members_of_id("1"));
  const LiveSegment but_base = live_filter("3", "But base", without_members_of("1"));
  const LiveSegment of_of_base = live_filter("4", "Of of base", members_of_id("2"));
  const Plan plan = plan_of(input_of(
      {filter("Base", in_cities({"Oslo", "Rome"})), filter("Of base", members_of_key("Base")),
       filter("But base", without_members_of("1")),
       filter("Of of base", members_of_key("Of base"))},
      {base, of_base, but_base, of_of_base},
      {recorded("Base", base), recorded("Of base", of_base), recorded("But base", but_base),
       recorded("Of of base", of_of_base)}));
  CHECK(
      followers(plan) ==
      std::vector<std::string>{
          "Of base: stays as it is, but a segment that it refers to changes: its audience can only "
          "widen",
          "But base: stays as it is, but a segment that it refers to changes: its audience can "
          "only narrow",
          "Of of base: stays as it is, but a segment that it refers to changes: its audience can "
          "only widen"});
}

TEST_CASE("a segment that was not read may refer to one that changes") {
  const LiveSegment base = live_filter("1", "Base", in_cities({"Oslo"}));
  LiveSegment foreign = live_filter("9", "Foreign", in_city("Rome"));
  foreign.definition.reset();
  const LiveSegment user = live_filter("2", "User", members_of_id("9"));
  const std::vector<RecordedSegment> records{recorded("Base", base), recorded("User", user)};
  const Plan plan = plan_of(
      input_of({filter("Base", in_cities({"Oslo", "Rome"})), filter("User", members_of_id("9"))},
               {base, foreign, user}, records));
  CHECK(followers(plan).size() == 1);
  const Plan still =
      plan_of(input_of({filter("Base", in_cities({"Oslo"})), filter("User", members_of_id("9"))},
                       {base, foreign, user}, records));
  CHECK(followers(still).empty());
}

TEST_CASE("a segment that is only renamed or adopted tells where its audience follows another") {
  const LiveSegment base = live_filter("1", "Base", in_cities({"Oslo"}));
  const LiveSegment user = live_filter("2", "User", members_of_id("1"));
  const LiveSegment free = live_filter("3", "Free", without_members_of("1"));
  const Plan plan =
      plan_of(input_of({filter("Base", in_cities({"Oslo", "Rome"})),
                        keyed("user", filter("Users", members_of_key("Base"))),
                        filter("Free", without_members_of("1"))},
                       {base, user, free}, {recorded("Base", base), recorded("user", user)}));
  CHECK(effects(plan) ==
        Effects{{"Base", "only-widens"}, {"Users", "only-widens"}, {"Free", "only-narrows"}});
}

TEST_CASE("an archived segment that comes back with other filters drops nobody at most") {
  const auto back = [](const std::vector<std::string>& before,
                       const std::vector<std::string>& after) {
    LiveSegment live = live_filter("1", "A", in_cities(before));
    live.activity = Activity::Archived;
    return effects(
        plan_of(input_of({filter("A", in_cities(after))}, {live}, {recorded("A", live)})));
  };
  CHECK(back({"Oslo"}, {"Oslo", "Rome"}) == Effects{{"A", "only-widens"}});
  CHECK(back({"Oslo", "Rome"}, {"Oslo"}) == Effects{{"A", "may-do-either"}});
}

TEST_CASE("a filter of an unknown type may look at any segment that changes") {
  const LiveSegment other = live_filter("1", "Other", in_cities({"Oslo"}));
  Definition strange = in_cities({"Oslo"});
  strange.excluded =
      Json{{"filter_operator", "and"},
           {"filters", Json::array({{{"filter_type", "overlap"}, {"of", "Other"}}})}};
  const LiveSegment user = live_filter("2", "User", strange);
  Definition wanted = strange;
  wanted.included = in_cities({"Oslo", "Rome"}).included;
  const std::vector<RecordedSegment> records{recorded("Other", other), recorded("User", user)};
  const auto planned = [&](const std::vector<std::string>& cities) {
    return effects(plan_of(input_of({filter("Other", in_cities(cities)), filter("User", wanted)},
                                    {other, user}, records)));
  };
  CHECK(planned({"Oslo"}) == Effects{{"User", "only-widens"}});
  CHECK(planned({"Oslo", "Rome"}) == Effects{{"Other", "only-widens"}, {"User", "may-do-either"}});
}

TEST_CASE("nobody knows whom a replace of users takes away") {
  const LiveSegment live = live_file("1", "Readers");
  Input input = input_of({file("Readers")}, {live}, {recorded_file("Readers", live, "old", 2)});
  input.contents.emplace(Key("Readers"), FileContents{{mark("new"), 2}, {}});
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == std::vector<std::string>{"Readers: replace-users"});
  CHECK(effects(plan) == Effects{{"Readers", "may-do-either"}});
}

TEST_CASE("a renamed segment keeps its audience, and so do those that refer to it") {
  const LiveSegment base = live_filter("1", "Base", in_cities({"Oslo"}));
  const LiveSegment user = live_filter("2", "User", members_of_id("1"));
  const Plan plan = plan_of(input_of(
      {keyed("base", filter("Basis", in_cities({"Oslo"}))), filter("User", members_of_key("base"))},
      {base, user}, {recorded("base", base), recorded("User", user)}));
  CHECK(words_of(plan) == std::vector<std::string>{"Basis: rename"});
  CHECK(followers(plan).empty());
}

}  // namespace
}  // namespace segctl::plan::test
