#include "simulator/filter_check.h"

#include "rig.h"

namespace segctl::simulator {
namespace {

using Found = std::vector<std::string>;

Found problems_of(const Json& filter, Switches::Unknown unknown = Switches::Unknown::Accept) {
  FilterProblems problems(unknown);
  check_definition({{"included_filters", group({filter})}}, problems);
  Found found;
  const std::string prefix = "included_filters.filters[0]";
  for (const std::string& problem : problems.found()) {
    found.push_back(problem.starts_with(prefix) ? problem.substr(prefix.size()) : problem);
  }
  return found;
}

/// A user attribute with `changes` (a merge patch) applied to it.
Json attribute(const std::string& data_type, const Json& changes) {
  Json filter{{"filter_type", "user_attributes"}, {"name", "A"}, {"data_type", data_type}};
  filter.merge_patch(changes);
  return filter;
}

Json action(const Json& changes) {
  Json filter = purchase();
  filter.merge_patch(changes);
  return filter;
}

Json range(const Json& changes) { return action({{"primary_time_range", changes}}); }

Json aggregation() {
  return Json{{"attribute_name", "Amount"}, {"data_type", "double"}, {"aggregation_type", "sum"},
              {"operator", "greaterThan"},  {"negate", false},       {"value", 100}};
}

Json affinity(const Json& changes) {
  Json filter{{"filter_type", "psychographic_event"},
              {"action_name", "View"},
              {"operator_type", "predominant"},
              {"psychographic_attributes",
               group({attribute("string", {{"operator", "in"}, {"value", {"x"}}})})}};
  filter.merge_patch(changes);
  return filter;
}

}  // namespace

TEST_CASE("what API.md documents is accepted") {
  for (const Json& filter : {
           city("Berlin"),
           attribute("string", {{"operator", "is"}, {"value", ""}}),
           attribute("string", {{"operator", "exists"}, {"negate", true}}),
           attribute("string", {{"operator", "startWithInTheFollowing"}, {"value", {"a", "b"}}}),
           attribute("double", {{"operator", "between"}, {"value", 1}, {"value1", 2.5}}),
           attribute("double", {{"operator", "in"}, {"value", 7}}),
           attribute("bool", {{"operator", "is"}, {"value", true}}),
           attribute("datetime", {{"operator", "today"}}),
           attribute("datetime", {{"operator", "inTheLast"},
                                  {"value", 3},
                                  {"value_type", "relative_past"},
                                  {"extract_type", "day_of_the_week"}}),
           attribute("geopoint", {{"value", 52.5}, {"value1", 13.4}, {"radius", 500}}),
           attribute("array_string",
                     {{"operator", "contains"}, {"value", {"a"}}, {"array_filter_type", "all_of"}}),
           attribute("array_double", {{"operator", "lessThan"}, {"value", 4}}),
           attribute("object", group({attribute("double", {{"operator", "exists"}})})),
           attribute("string", {{"operator", "is"},
                                {"value", "{{MoeUserAttribute['Home city']}}"},
                                {"is_dynamic_value", true},
                                {"dynamic_attribute_type", "string"}}),
           attribute("object",
                     {{"is_dynamic_value", false},
                      {"filter_operator", "or"},
                      {"filters", Json::array({attribute("bool", {{"operator", "exists"}})})}}),
           purchase(),
           action({{"execution", {{"count", 1.0}}}}),
           action({{"execution", {{"type", "firstTime"}, {"count", nullptr}}}}),
           action({{"executed", false}, {"execution", {{"type", "exactly"}, {"count", 0}}}}),
           action({{"attributes", group({})}}),
           range({{"type", "between"}, {"value", 3}, {"value1", "7"}}),
           range(
               {{"type", "on"}, {"value_type", "absolute"}, {"value", "2023-02-15T00:00:00.000Z"}}),
           range({{"value", nullptr}, {"period_unit", nullptr}, {"days", 30}}),
           action({{"aggregation_attributes", Json::array({aggregation()})}}),
           affinity(Json::object()),
           affinity({{"operator_type", "top"}, {"percent_of_users", 100}}),
           reference("moe_all_users"),
           reference("638a051185b6b50a018cacc1"),
           Json{{"filter_type", "nested_filters"},
                {"filter_operator", "or"},
                {"filters", Json::array({city("Paris"), city("Rome")})}},
       }) {
    CAPTURE(dump(filter));
    CHECK(problems_of(filter, Switches::Unknown::Refuse) == Found{});
  }
}

TEST_CASE("wrong attribute filters are refused with their reason") {
  const std::vector<std::pair<Json, Found>> cases{
      {attribute("string", {{"name", nullptr}, {"operator", "exists"}}),
       {".name: is missing or empty"}},
      {attribute("string", Json::object()), {".operator: is missing"}},
      {attribute("string", {{"operator", "between"}, {"value", "a"}}),
       {".operator: between is not for the data type string"}},
      {attribute("string", {{"operator", "in"}}), {".value: is missing"}},
      {attribute("string", {{"operator", "in"}, {"value", Json::array()}}),
       {".value: is an empty list"}},
      {attribute("string", {{"operator", "in"}, {"value", {"a", 1}}}),
       {".value: does not fit the data type string"}},
      {attribute("string", {{"operator", "is"}, {"value", {"a"}}}),
       {".value: does not fit the data type string"}},
      {attribute("string", {{"operator", "exists"}, {"value", "a"}}),
       {".value: is not allowed here"}},
      {attribute("string", {{"operator", "exists"}, {"negate", "yes"}}),
       {".negate: is no boolean"}},
      {attribute("double", {{"operator", "between"}, {"value", 1}}), {".value1: is missing"}},
      {attribute("double", {{"operator", "lessThan"}, {"value", 1}, {"value1", 2}}),
       {".value1: is not allowed here"}},
      {attribute("double", {{"operator", "lessThan"}, {"value", "much"}}),
       {".value: does not fit the data type double"}},
      {attribute("bool", {{"operator", "is"}, {"value", "true"}}),
       {".value: does not fit the data type bool"}},
      {attribute("datetime",
                 {{"operator", "on"}, {"value", "2024-01-01"}, {"value_type", "relative"}}),
       {".value_type: is none of absolute, relative_past, relative_future"}},
      {attribute("geopoint", {{"value", 1}, {"value1", 2}, {"radius", 0}}),
       {".radius: is not above 0"}},
      {attribute("array_double",
                 {{"operator", "exists"}, {"negate", true}, {"array_filter_type", "any_of"}}),
       {".array_filter_type: is not allowed here"}},
      {attribute("object", {{"operator", "is"}}),
       {".operator: is not allowed here", ".filter_operator: is none of and, or",
        ".filters: is no list"}},
      {attribute("object",
                 {{"negate", false},
                  {"is_dynamic_value", true},
                  {"filter_operator", "or"},
                  {"filters", Json::array({attribute("bool", {{"operator", "exists"}})})}}),
       {".negate: is not allowed here", ".is_dynamic_value: is not allowed here"}},
      {attribute("string", {{"operator", "is"}, {"value", "x"}, {"is_dynamic_value", true}}),
       {".value: names no attribute to compare with",
        ".dynamic_attribute_type: is missing or empty"}},
  };
  for (const auto& [filter, wanted] : cases) {
    const std::string shown = dump(filter);
    CAPTURE(shown);
    CHECK(problems_of(filter) == wanted);
  }
}

TEST_CASE("wrong event filters are refused with their reason") {
  const std::vector<std::pair<Json, Found>> cases{
      {action({{"action_name", ""}}), {".action_name: is missing or empty"}},
      {action({{"executed", nullptr}, {"execution", {{"type", "exactly"}, {"count", 0}}}}),
       {".executed: is missing or no boolean"}},
      {action({{"execution", nullptr}}), {".execution: is missing"}},
      {action({{"execution", {{"count", 0}}}}), {".execution.count: is not above 0"}},
      {action({{"execution", {{"count", 1.5}}}}), {".execution.count: is no integer"}},
      {action({{"execution", {{"type", "lastTime"}}}}), {".execution.count: is not allowed here"}},
      {action({{"executed", false}}),
       {".execution: is not exactly 0 where the event was not executed"}},
      {action({{"primary_time_range", nullptr}}), {".primary_time_range: is missing"}},
      {range({{"value_type", "absolute"}}),
       {".primary_time_range.value_type: is not relative_past with inTheLast",
        ".primary_time_range.value: is missing or does not fit absolute"}},
      {range({{"period_unit", nullptr}}),
       {".primary_time_range.period_unit: is none of hours, days, weeks, months"}},
      {range({{"type", "between"}, {"value", 7}, {"value1", 7}}),
       {".primary_time_range.value1: is not above value"}},
      {range({{"type", "after"}}), {".primary_time_range.value_type: is not absolute with after"}},
      {action({{"aggregation_attributes", Json::array({aggregation(), aggregation()})}}),
       {".aggregation_attributes: does not hold exactly one aggregation"}},
      {action({{"aggregation_attributes", Json::array({aggregation()})},
               {"execution", {{"type", "firstTime"}, {"count", nullptr}}}}),
       {".aggregation_attributes: is not allowed with this execution"}},
      {affinity({{"operator_type", "minimum"}, {"percent_of_times", 101}}),
       {".percent_of_times: is not from 1 to 100"}},
      {affinity({{"psychographic_attributes", nullptr}}),
       {".psychographic_attributes: is missing"}},
      {affinity(
           {{"psychographic_attributes", group({attribute("bool", {{"operator", "exists"}})})}}),
       {".psychographic_attributes: holds another data type than string and double"}},
      {Json{{"filter_type", "custom_segments"}, {"id", "gold"}}, {".id: is no ID of a segment"}},
      {Json{{"name", "x"}}, {".filter_type: is missing"}},
      {Json{{"filter_type", "nested_filters"},
            {"filter_operator", "xor"},
            {"filters", Json::array()}},
       {".filter_operator: is none of and, or", ".filters: is empty"}},
  };
  for (const auto& [filter, wanted] : cases) {
    const std::string shown = dump(filter);
    CAPTURE(shown);
    CHECK(problems_of(filter) == wanted);
  }
}

TEST_CASE("what is unknown is accepted or refused, as the switch says") {
  const std::vector<std::pair<Json, Found>> cases{
      {Json{{"filter_type", "weather"}}, {".filter_type: is unknown: weather"}},
      {attribute("date", {{"operator", "on"}, {"value", "x"}}), {".data_type: is unknown: date"}},
      {attribute("string", {{"operator", "equals"}, {"value", "x"}}),
       {".operator: is unknown: equals"}},
  };
  for (const auto& [filter, wanted] : cases) {
    const std::string shown = dump(filter);
    CAPTURE(shown);
    CHECK(problems_of(filter, Switches::Unknown::Accept) == Found{});
    CHECK(problems_of(filter, Switches::Unknown::Refuse) == wanted);
  }
}

TEST_CASE("a definition needs included filters, and may have an empty exclusion") {
  FilterProblems none(Switches::Unknown::Accept);
  check_definition(Json::object(), none);
  CHECK(none.found() == Found{"included_filters: is missing"});
  FilterProblems empty(Switches::Unknown::Accept);
  check_definition({{"included_filters", group({})}, {"excluded_filters", group({})}}, empty);
  CHECK(empty.found() == Found{"included_filters.filters: is empty"});
}

}  // namespace segctl::simulator
