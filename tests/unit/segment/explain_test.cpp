#include "segment/explain.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace segctl {
namespace {

/// The statements as lines, indented by two for each level.
void add_lines(const std::vector<Statement>& statements, std::size_t level,
               std::vector<std::string>& lines) {
  for (const Statement& statement : statements) {
    lines.push_back(std::string(level * 2, ' ') + statement.text);
    add_lines(statement.parts, level + 1, lines);
  }
}

using Lines = std::vector<std::string>;

Lines lines_of(const Definition& definition, const SegmentNames& names = {}) {
  Lines lines;
  add_lines(explain(definition, names), 0, lines);
  return lines;
}

Definition of_filters(std::string_view filters, std::string_view joined_by = "and") {
  return {Json{{"filter_operator", joined_by}, {"filters", Json::parse(filters)}}, nullptr};
}

/// What is said of one filter alone; its parts behind it.
std::string one(std::string_view filter) {
  const Lines lines = lines_of(of_filters("[" + std::string(filter) + "]"));
  std::string text;
  for (std::size_t i = 1; i < lines.size(); ++i) text += (i == 1 ? "" : "\n") + lines[i].substr(2);
  return text;
}

std::string attribute(const std::string& type, const std::string& rest) {
  return one(R"({"filter_type": "user_attributes", "name": "x", "data_type": ")" + type + "\", " +
             rest + "}");
}

std::string did(const std::string& rest) {
  return one(R"({"filter_type": "actions", "action_name": "Purchased", )" + rest + "}");
}

}  // namespace

TEST_CASE("a definition is a list of filters, and those that are left out") {
  Definition definition = of_filters(R"([
    {"filter_type": "user_attributes", "name": "country", "data_type": "string", "operator": "in",
     "value": ["NO", "SE"]},
    {"filter_type": "actions", "action_name": "Purchased", "executed": true,
     "execution": {"type": "atleast", "count": 3},
     "primary_time_range": {"type": "inTheLast", "value_type": "relative_past", "value": 30,
                            "period_unit": "days"},
     "attributes": {"filter_operator": "and", "filters": [
       {"name": "amount", "data_type": "double", "operator": "greaterThan", "value": 100}]}}])");
  definition.excluded =
      of_filters(R"([{"filter_type": "custom_segments", "key": "vip"}])").included;
  CHECK(lines_of(definition, {{{Key("vip"), SegmentId()}, SegmentName("VIP Scandinavia")}}) ==
        Lines{"Users",
              "  who have done \"Purchased\" at least 3 times in the last 30 days, where amount is "
              "greater than 100",
              "  and whose country is NO or SE", "leaving out those",
              "  who are in \"VIP Scandinavia\""});
}

TEST_CASE("groups in groups are an outline") {
  CHECK(lines_of(of_filters(R"([
    {"filter_type": "user_attributes", "name": "a", "data_type": "bool", "operator": "is", "value": true},
    {"filter_type": "nested_filters", "filter_operator": "and", "filters": [
      {"filter_type": "user_attributes", "name": "b", "data_type": "bool", "operator": "exists"},
      {"filter_type": "nested_filters", "filter_operator": "or", "filters": [
        {"filter_type": "user_attributes", "name": "c", "data_type": "bool", "operator": "exists"},
        {"filter_type": "user_attributes", "name": "d", "data_type": "bool", "operator": "exists",
         "negate": true}]}]}])",
                            "or")) ==
        Lines{"Users", "  whose a is true", "  or who match all of this:", "    whose b is there",
              "    and who match any of this:", "      whose c is there",
              "      or whose d is not there"});
}

TEST_CASE("every operator on texts is told") {
  CHECK(attribute("string", R"("operator": "in", "value": ["a"])") == "whose x is a");
  CHECK(attribute("string", R"("operator": "in", "value": ["a", "b", "c"], "negate": true)") ==
        "whose x is not a, b or c");
  CHECK(attribute("string", R"("operator": "is", "value": "")") == "whose x is empty");
  CHECK(attribute("string", R"("operator": "contains", "value": " ")") ==
        "whose x contains spaces");
  CHECK(attribute("string", R"("operator": "containsInTheFollowing", "value": ["a", "b"])") ==
        "whose x contains a or b");
  CHECK(attribute("string", R"("operator": "startWithInTheFollowing", "value": ["a"])") ==
        "whose x starts with a");
  CHECK(attribute("string", R"("operator": "endsWithInTheFollowing", "value": ["a"],
                               "negate": true, "case_sensitive": true)") ==
        "whose x does not end with a (upper and lower case as written)");
  CHECK(attribute("string", R"("operator": "exists", "negate": true)") == "whose x is not there");
  CHECK(attribute("string", R"("operator": "is", "is_dynamic_value": true,
                               "value": "{{MoeUserAttribute['city']}}")") ==
        "whose x is the user's own city");
}

TEST_CASE("a long list is cut and counted") {
  CHECK(attribute("double", R"("operator": "in", "value": [1,2,3,4,5,6,7,8,9,10])") ==
        "whose x is 1, 2, 3, 4, 5, 6, 7, 8 or one of 2 more");
}

TEST_CASE("numbers, truths, places and times are told") {
  CHECK(attribute("double", R"("operator": "between", "value": 2, "value1": 5)") ==
        "whose x is between 2 and 5");
  CHECK(attribute("bool", R"("operator": "is", "value": false)") == "whose x is false");
  CHECK(attribute("geopoint", R"("value": 59.9, "value1": 10.7, "radius": 500)") ==
        "whose x is within 500 metres of 59.9, 10.7");
  CHECK(attribute("datetime",
                  R"("operator": "inTheLast", "value_type": "relative_past", "value": 7)") ==
        "whose x is in the last 7 days");
  CHECK(attribute("datetime",
                  R"("operator": "before", "value_type": "relative_past", "value": 60)") ==
        "whose x is before 60 days ago");
  CHECK(attribute("datetime", R"("operator": "before", "value_type": "relative_past", "value": 2,
                                 "period_unit": "weeks")") == "whose x is before 2 weeks ago");
  CHECK(attribute("datetime",
                  R"("operator": "after", "value_type": "relative_future", "value": 1)") ==
        "whose x is after 1 day from now");
  CHECK(attribute("datetime", R"("operator": "between", "value_type": "absolute",
                                 "value": "2026-01-01T00:00:00.000Z",
                                 "value1": "2026-01-31T23:59:59.999Z")") ==
        "whose x is between 2026-01-01 and 2026-01-31");
  CHECK(attribute("datetime", R"("operator": "today")") == "whose x is today");
  CHECK(attribute("datetime",
                  R"("operator": "in", "extract_type": "month_of_the_year", "value": [1, 2])") ==
        "whose x, by its month, is 1 or 2");
}

TEST_CASE("arrays say which of their values are meant") {
  CHECK(attribute("array_string",
                  R"("operator": "in", "array_filter_type": "any_of", "value": ["a"])") ==
        "whose x, any of its values, is a");
  CHECK(attribute("array_double",
                  R"("operator": "greaterThan", "array_filter_type": "all_of", "value": 3)") ==
        "whose x, all_of its values (MoEngage doesn't document all of which), is greater than 3");
}

TEST_CASE("objects have their fields as conditions") {
  CHECK(attribute("object", R"("filter_operator": "or", "filters": [
          {"name": "make", "data_type": "string", "operator": "is", "value": "Saab"},
          {"name": "doors", "data_type": "double", "operator": "lessThan", "value": 5}])") ==
        "whose x is an object, where any of this is so:\n  make is Saab\n  doors is less than 5");
}

TEST_CASE("actions say how often, when, and with what") {
  CHECK(did(R"("executed": false, "execution": {"type": "exactly", "count": 0},
    "primary_time_range": {"type": "inTheLast", "value": 7, "period_unit": "days"})") ==
        "who have not done \"Purchased\" in the last 7 days");
  CHECK(did(R"("executed": true, "execution": {"type": "firstTime"},
    "primary_time_range": {"type": "after", "value_type": "absolute", "value": "2026-01-01T00:00:00.000Z"})") ==
        "who have done \"Purchased\" for the first time after 2026-01-01");
  CHECK(
      did(R"("executed": true, "execution": {"type": "atmost", "count": 1},
    "project_name": "Shop", "aggregation_attributes": {"attribute_name": "amount",
      "data_type": "double", "aggregation_type": "sum", "operator": "greaterThan", "value": 500})") ==
      "who have done \"Purchased\" at most 1 time in the project Shop, where the sum of amount is "
      "greater than 500");
}

TEST_CASE("affinities are told") {
  CHECK(
      one(R"({"filter_type": "psychographic_event", "action_name": "Viewed",
    "operator_type": "minimum", "percent_of_times": 60,
    "psychographic_attributes": {"filter_operator": "and", "filters": [
      {"name": "category", "data_type": "string", "operator": "in", "value": ["shoes"]}]},
    "primary_time_range": {"type": "inTheLast", "days": 60}})") ==
      "who have done \"Viewed\" at least 60 % of the times in the last 60 days, where category is "
      "shoes");
  CHECK(one(R"({"filter_type": "psychographic_event", "action_name": "Viewed",
    "operator_type": "top", "percent_of_users": 10})") ==
        "who have done \"Viewed\" so often that they are among the top 10 % of users");
}

TEST_CASE("references are named as well as they can be") {
  CHECK(one(R"({"filter_type": "custom_segments", "id": "65f1", "name": "VIP"})") ==
        "who are in the segment with the ID 65f1, called \"VIP\" here");
  CHECK(one(R"({"filter_type": "custom_segments", "id": "65f1"})") ==
        "who are in the segment with the ID 65f1");
  CHECK(one(R"({"filter_type": "custom_segments", "key": "vip"})") == "who are in \"vip\"");
  CHECK(one(R"({"filter_type": "custom_segments", "id": "moe_all_users"})") ==
        "who are anyone at all");
}

TEST_CASE("what segctl doesn't know is said to be unknown and shown") {
  CHECK(one(R"({"filter_type": "moon_phase", "phase": 2})") ==
        "with a filter of the type moon_phase, which segctl doesn't know: "
        "{\"filter_type\":\"moon_phase\",\"phase\":2}");
  CHECK(attribute("colour", R"("operator": "resembles", "value": "red", "shade": 3)") ==
        "whose x resembles red (an operator that segctl doesn't know) (of the type colour, which "
        "segctl doesn't know) [and this, which segctl doesn't know: shade: 3]");
  CHECK(lines_of({Json{{"filter_operator", "and"}, {"filters", Json::array()}}, nullptr}) ==
        Lines{"Users of a group without filters: nobody says who that is"});
}

TEST_CASE("names that would command a terminal are made printable") {
  CHECK(one("{\"filter_type\": \"custom_segments\", \"id\": \"a\\u001b[31m\"}").find('\x1b') ==
        std::string::npos);
}

TEST_CASE("files and cohorts say where their members come from, and no member") {
  DesiredSegment segment;
  DesiredFile file;
  file.attribute_name = "ID";
  file.expiry_days = 90;
  file.source.file_url = "https://files.shop.example/r.csv?sig=SECRET";
  file.source.file_as_written = "../data/r.csv";
  file.changes.push_back(
      {MemberOperation::Remove, {"https://files.shop.example/c.csv", {}, {}, {}}});
  segment.spec = file;
  Lines lines;
  add_lines(explain(segment, {}), 0, lines);
  CHECK(lines == Lines{"Users whose ID, a text, is in the file https://files.shop.example/r.csv "
                       "(here: ../data/r.csv)",
                       "then, each once and in this order:",
                       "  removing those in https://files.shop.example/c.csv",
                       "MoEngage archives it 90 days after it was made"});
  DesiredCohort cohort;
  cohort.cohort_id = "gold-tier";
  cohort.partner = "acme";
  cohort.members = {"secret-uid-1", "secret-uid-2"};
  segment.spec = cohort;
  lines.clear();
  add_lines(explain(segment, {}), 0, lines);
  CHECK(lines == Lines{"Users whose uid is one of 2 uids given in the manifest",
                       "sent as the cohort gold-tier of the partner acme"});
}

}  // namespace segctl
