#include "segment/difference.h"

#include "segment/json_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace segctl {
namespace {

Definition including(const std::string& filters, const std::string& word = "and") {
  return {Json::parse(R"({"filter_operator":")" + word + R"(","filters":[)" + filters + "]}"),
          nullptr};
}

/// The lines of the differences.
std::vector<std::string> summaries(const Definition& before, const Definition& after) {
  std::vector<std::string> lines;
  for (const Difference& difference : differences(before, after))
    lines.push_back(difference.summary);
  return lines;
}

/// The lines between definitions of these filters.
std::vector<std::string> lines(const std::string& before, const std::string& after) {
  return summaries(including(before), including(after));
}

using Lines = std::vector<std::string>;

std::string country(const std::string& rest) {
  return R"({"filter_type":"user_attributes","name":"country","data_type":"string",)" + rest + "}";
}

std::string orders(const std::string& rest) {
  return R"({"filter_type":"user_attributes","name":"orders","data_type":"double",)" + rest + "}";
}

std::string order_placed(const std::string& rest) {
  return R"({"filter_type":"actions","action_name":"Order Placed","executed":true,)" + rest + "}";
}

std::string segment(const std::string& id) {
  return R"({"filter_type":"custom_segments","id":")" + id + "\"}";
}

std::string nested(const std::string& word, const std::string& filters) {
  return R"({"filter_type":"nested_filters","filter_operator":")" + word + R"(","filters":[)" +
         filters + "]}";
}

const char* const kOnce = R"("execution":{"type":"atleast","count":1})";
const char* const kMonth =
    R"("primary_time_range":{"type":"inTheLast","value_type":"relative_past","value":30,"period_unit":"days"})";

std::string numbered_values(int first, int beyond) {
  Json values = Json::array();
  for (int i = first; i < beyond; ++i) values.push_back("user " + std::to_string(i));
  return R"("operator":"in","value":)" + values.dump();
}

std::string described(const std::string& filter) { return describe_filter(Json::parse(filter)); }

}  // namespace

TEST_CASE("definitions that mean the same have no differences") {
  CHECK(differences(including(country(R"("operator":"in","value":"NO")")),
                    including(country(R"("operator":"in","value":["NO"],"negate":false)")))
            .empty());
  CHECK(differences(Definition{}, Definition{nullptr, Json::object()}).empty());
}

TEST_CASE("a difference says where it is, what was there and what is there now") {
  const auto found = differences(including(country(R"("operator":"in","value":["NO","SE"])")),
                                 including(country(R"("operator":"in","value":["NO","SE","DK"])")));
  CHECK(found ==
        std::vector<Difference>{{DifferenceKind::Changed, "included_filters.filters[country].value",
                                 Json{"NO", "SE"}, Json{"DK", "NO", "SE"},
                                 "country in [NO, SE] → [DK, NO, SE]"}});
}

TEST_CASE("an added and a removed filter come with the whole filter") {
  const Json filter = {{"filter_type", "custom_segments"}, {"id", "7"}};
  const auto added =
      differences(including(segment("1")), including(segment("1") + "," + segment("7")));
  CHECK(added == std::vector<Difference>{{DifferenceKind::Added, "included_filters.filters[\"7\"]",
                                          nullptr, filter, "added: in segment \"7\""}});
  const auto removed =
      differences(including(segment("1") + "," + segment("7")), including(segment("1")));
  CHECK(removed ==
        std::vector<Difference>{{DifferenceKind::Removed, "included_filters.filters[\"7\"]", filter,
                                 nullptr, "removed: in segment \"7\""}});
}

TEST_CASE("filters are paired by what they filter on, not by their place") {
  CHECK(lines(country(R"("operator":"is","value":"NO")") + "," +
                  orders(R"("operator":"greaterThan","value":3)"),
              orders(R"("operator":"greaterThan","value":5)") + "," +
                  country(R"("operator":"is","value":"NO")")) == Lines{"orders > 3 → 5"});
}

TEST_CASE("of several filters on one attribute those most alike are paired") {
  const std::string low = orders(R"("operator":"greaterThan","value":3)");
  const std::string high = orders(R"("operator":"lessThan","value":9)");
  CHECK(lines(low + "," + high, orders(R"("operator":"lessThan","value":8)") + "," +
                                    orders(R"("operator":"greaterThan","value":4)")) ==
        Lines{"orders > 3 → 4", "orders < 9 → 8"});
  CHECK(lines(low, low + "," + high) == Lines{"added: orders < 9"});
}

TEST_CASE("a condition that changes in several ways is shown whole") {
  CHECK(lines(orders(R"("operator":"greaterThan","value":3)"),
              orders(R"("operator":"between","value":3,"value1":5)")) ==
        Lines{"orders > 3 → orders between 3 and 5"});
  CHECK(lines(country(R"("operator":"in","value":["NO"])"),
              country(R"("operator":"in","value":["NO"],"negate":true)")) ==
        Lines{"country in [NO] → country not in [NO]"});
  CHECK(lines(orders(R"("operator":"exists")"), orders(R"("operator":"greaterThan","value":3)")) ==
        Lines{"orders exists → orders > 3"});
}

TEST_CASE("an attribute that changes its type is said to") {
  CHECK(
      lines(
          R"({"filter_type":"user_attributes","name":"a","data_type":"string","operator":"exists"})",
          R"({"filter_type":"user_attributes","name":"a","data_type":"double","operator":"exists"})") ==
      Lines{"data_type of a: string → double"});
}

TEST_CASE("of long lists the values are named that came and left, of many the first") {
  CHECK(lines(country(numbered_values(0, 400)), country(numbered_values(3, 402))) ==
        Lines{"country in: +user 400 +user 401 −user 0 −user 1 −user 2 (399 values)"});
  CHECK(
      lines(country(numbered_values(0, 1000)), country(numbered_values(3, 1412))) ==
      Lines{"country in: +user 1000 +user 1001 +user 1002 +user 1003 and 408 more −user 0 −user 1 "
            "−user 2 (1,409 values)"});
  CHECK(
      lines(country(numbered_values(0, 100)), country(numbered_values(0, 2000))) ==
      Lines{
          "country in: +user 100 +user 1000 +user 1001 +user 1002 and 1,896 more (2,000 values)"});
  CHECK(
      lines(country(numbered_values(0, 20)),
            country(numbered_values(1, 21) + R"(,"negate":true)")) ==
      Lines{
          "country in [user 0, user 1, user 10, user 11, user 12, user 13, user 14, user 15, … 12 "
          "more] → country not in [user 1, user 10, user 11, user 12, user 13, user 14, user 15, "
          "user 16, … 12 more]: +user 20 −user 0 (20 values)"});
}

TEST_CASE("an action's count, window and attributes are compared each by itself") {
  const std::string before = order_placed(std::string(kOnce) + "," + kMonth);
  CHECK(lines(before,
              order_placed(std::string(R"("execution":{"type":"atleast","count":3},)") + kMonth)) ==
        Lines{R"(times of "Order Placed": at least 1 time → at least 3 times)"});
  CHECK(lines(before, order_placed(std::string(kOnce) +
                                   R"(,"primary_time_range":{"type":"inTheLast","days":7})")) ==
        Lines{R"(window of "Order Placed": 30 → 7 days)"});
  CHECK(
      lines(before,
            order_placed(
                std::string(kOnce) +
                R"(,"primary_time_range":{"type":"inTheLast","value":2,"period_unit":"weeks"})")) ==
      Lines{R"(window of "Order Placed": in the last 30 days → in the last 2 weeks)"});
  CHECK(lines(before,
              order_placed(std::string(kOnce) + "," + kMonth +
                           R"(,"attributes":{"filter_operator":"and","filters":[{"name":"price",
                                       "data_type":"double","operator":"greaterThan","value":5}]})")) ==
        Lines{R"(added to the attributes of "Order Placed": price > 5)"});
  CHECK(lines(before, R"({"filter_type":"actions","action_name":"Order Placed","executed":false,)" +
                          std::string(kMonth) + "}") ==
        Lines{R"(times of "Order Placed": at least 1 time → not at all)"});
}

TEST_CASE("an aggregation that comes or goes is told whole") {
  const std::string without = order_placed(kOnce);
  const std::string with =
      order_placed(std::string(kOnce) + R"(,"aggregation_attributes":{"attribute_name":"amount",
          "data_type":"double","aggregation_type":"sum","operator":"greaterThan","value":100})");
  CHECK(lines(without, with) ==
        Lines{R"(aggregation of "Order Placed": none → sum of amount > 100)"});
  CHECK(lines(with, without) ==
        Lines{R"(aggregation of "Order Placed": sum of amount > 100 → none)"});
}

TEST_CASE("an aggregation is compared member by member") {
  const auto with = [](const std::string& value, const std::string& rest) {
    return order_placed(std::string(kOnce) +
                        R"(,"aggregation_attributes":{"attribute_name":"price","data_type":"double",
                           "aggregation_type":"sum","operator":"greaterThan","value":)" +
                        value + rest + "}");
  };
  CHECK(lines(with("5", ""), with("6", R"(,"comparator":"change")")) ==
        Lines{R"(comparator of the aggregation of "Order Placed": none → change)",
              R"(value of the aggregation of "Order Placed": 5 → 6)"});
}

TEST_CASE("the path of a difference is made of the API's words") {
  const auto path = [](const std::string& before, const std::string& after) {
    return differences(including(before), including(after)).at(0).path;
  };
  const auto with_price = [](int price) {
    return order_placed(std::string(kOnce) +
                        R"(,"attributes":{"filter_operator":"and","filters":[{"name":"price",
                           "data_type":"double","operator":"greaterThan","value":)" +
                        std::to_string(price) + "}]}");
  };
  CHECK(path(with_price(5), with_price(6)) ==
        R"(included_filters.filters["Order Placed"].attributes.filters[price].value)");
  CHECK(path(segment("x") + "," + nested("or", segment("a") + "," + segment("b")),
             segment("x") + "," + nested("or", segment("a") + "," + segment("c"))) ==
        "included_filters.filters[nested_filters].filters[b]");
}

TEST_CASE("and instead of or is said as such") {
  const Definition both = including(segment("a") + "," + segment("b"));
  const Definition either = including(segment("a") + "," + segment("b"), "or");
  CHECK(differences(both, either) ==
        std::vector<Difference>{{DifferenceKind::Changed, "included_filters.filter_operator",
                                 Json("and"), Json("or"), "and → or"}});
}

TEST_CASE("the operator of a group of one filter is not worth a line") {
  CHECK(summaries(including(segment("a")), including(segment("a") + "," + segment("b"), "or")) ==
        Lines{"added: in segment b"});
}

TEST_CASE("a group that gets an alternative as a whole is still the same group") {
  const Definition both = including(segment("a") + "," + segment("b"));
  const Definition more =
      including(nested("and", segment("a") + "," + segment("b")) + "," + segment("c"), "or");
  CHECK(summaries(both, more) == Lines{"added with or: in segment c"});
  CHECK(summaries(more, both) == Lines{"removed with or: in segment c"});
}

TEST_CASE("a change in a nested group names the group") {
  const std::string x = segment("x") + ",";
  CHECK(
      lines(
          x + nested("or", segment("a") + "," + orders(R"("operator":"greaterThan","value":3)")),
          x + nested("or", segment("a") + "," + orders(R"("operator":"greaterThan","value":4)"))) ==
      Lines{"in (orders > 3 or in segment a): orders > 3 → 4"});
  CHECK(lines(x + nested("or", segment("a") + "," + segment("b")),
              x + nested("or", segment("a") + "," + segment("b") + "," + segment("c"))) ==
        Lines{"added to (in segment a or in segment b): in segment c"});
}

TEST_CASE("groups that share nothing are not paired") {
  const std::string x = segment("x") + ",";
  CHECK(lines(x + nested("or", segment("a") + "," + segment("b")),
              x + nested("or", segment("c") + "," + segment("d"))) ==
        Lines{"removed: (in segment a or in segment b)", "added: (in segment c or in segment d)"});
}

TEST_CASE("a difference in what is excluded says so") {
  const Json included =
      Json::parse(R"({"filter_operator":"and","filters":[)" + segment("a") + "]}");
  const auto excluding = [&](const std::string& filters) {
    return Definition{included, including(filters).included};
  };
  const Definition none{included, nullptr};
  CHECK(summaries(none, excluding(segment("b"))) ==
        Lines{"added to excluded_filters: in segment b"});
  CHECK(summaries(excluding(segment("b")), none) ==
        Lines{"removed from excluded_filters: in segment b"});
  CHECK(summaries(excluding(segment("b")), excluding(segment("b") + "," + segment("c"))) ==
        Lines{"added to excluded_filters: in segment c"});
  CHECK(summaries(excluding(orders(R"("operator":"greaterThan","value":3)")),
                  excluding(orders(R"("operator":"greaterThan","value":4)"))) ==
        Lines{"in excluded_filters: orders > 3 → 4"});
}

TEST_CASE("fields of an object are compared within it") {
  const auto address = [](const std::string& city) {
    return R"({"filter_type":"user_attributes","name":"address","data_type":"object",
        "filter_operator":"and","filters":[{"filter_type":"user_attributes","name":"city",
        "data_type":"string","operator":"is","value":")" +
           city + R"("}]})";
  };
  CHECK(lines(address("Oslo"), address("Bergen")) == Lines{"in address: city is Oslo → Bergen"});
}

TEST_CASE("what is unknown is compared member by member") {
  CHECK(lines(R"({"filter_type":"weather","name":"rain","mm":{"least":3}})",
              R"({"filter_type":"weather","name":"rain","mm":{"least":4},"new":null})") ==
        Lines{R"(mm of rain: {"least":3} → {"least":4})", "new of rain: none → null"});
  CHECK(lines(R"("text")", R"(7)") == Lines{R"(removed: "text")", "added: 7"});
}

TEST_CASE("of what is too long to be shown the part is shown that differs") {
  const std::string same(200, 'x');
  const auto is = [](const std::string& value) {
    return country(R"("operator":"is","value":")" + value + "\"");
  };
  const auto in = [](const std::string& value) {
    return country(R"("operator":"in","value":["NO",")" + value + "\"]");
  };
  const std::string ends = same.substr(0, 54) + "…" + same.substr(0, 25);
  CHECK(lines(is(same + "1"), is(same + "2")) == Lines{"country is " + ends + "1 → " + ends + "2"});
  CHECK(lines(in(same + "1"), in(same + "2")) ==
        Lines{"country in: +" + ends + "2 −" + ends + "1 (2 values)"});
  const std::string part = "xxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxx";
  const std::string rest = same.substr(0, 47) + "…";
  CHECK(lines(is(same + "1" + same), is(same + "2" + same)) ==
        Lines{"country is " + part + "1" + rest + " → " + part + "2" + rest});
  CHECK(lines(in(same + "1" + same), in(same + "2" + same)) ==
        Lines{"country in: +" + part + "2" + rest + " −" + part + "1" + rest + " (2 values)"});
}

TEST_CASE("filters whose names are too long to be shown are told apart") {
  const std::string same(100, 'x');
  const auto there = [&](const std::string& name) {
    return R"({"filter_type":"user_attributes","name":")" + same + name + same +
           R"(","data_type":"string","operator":"exists"})";
  };
  const std::string cut = same.substr(0, 54) + "…" + same.substr(0, 26) + " exists (";
  const auto apart = [&](const std::string& name) {
    return cut + "{\"case_sensitive…xxxxxxxxxxxxxxxx" + name + same.substr(0, 47) + "…)";
  };
  CHECK(lines(there("1"), there("2")) == Lines{"removed: " + apart("1"), "added: " + apart("2")});
}

TEST_CASE("names and values are data: what would act on a terminal is escaped") {
  const std::string evil =
      R"({"filter_type":"user_attributes","name":"a\u001b[2J","data_type":"string",
      "operator":"is","value":"b\u202e"})";
  CHECK(lines(segment("x"), segment("x") + "," + evil) == Lines{R"(added: "a\x1b[2J" is b\u202e)"});
}

TEST_CASE("a user attribute is described in words") {
  CHECK(described(country(R"("operator":"in","value":["NO","SE"])")) == "country in [NO, SE]");
  CHECK(described(country(R"("operator":"is","value":"","negate":true)")) ==
        R"(country is not "")");
  CHECK(described(country(R"("operator":"contains","value":" ","case_sensitive":true)")) ==
        R"(country contains " " (case-sensitive))");
  CHECK(described(country(R"("operator":"startWithInTheFollowing","value":"N")")) ==
        "country startWithInTheFollowing N");
  CHECK(described(country(R"("operator":"startsWithInTheFollowing","value":["N","S"])")) ==
        "country starts with any of [N, S]");
  CHECK(described(orders(R"("operator":"between","value":1,"value1":2.5)")) ==
        "orders between 1 and 2.5");
  CHECK(described(R"({"filter_type":"user_attributes","name":"seen","data_type":"datetime",
      "operator":"before","value":7,"value_type":"relative_past","extract_type":"default_option_date"})") ==
        "seen (default_option_date) before 7 (relative_past)");
  CHECK(described(R"({"filter_type":"user_attributes","name":"tags","data_type":"array_string",
      "operator":"in","value":["a, b","5","true"],"array_filter_type":"all_of"})") ==
        R"(tags in ["a, b", "5", "true"] (all_of))");
  CHECK(described(R"({"filter_type":"user_attributes","name":"home","data_type":"geopoint",
      "value":59.9,"value1":10.7,"radius":500,"negate":true})") ==
        "home not within 500 m of 59.9, 10.7");
}

TEST_CASE("an action is described with its count, conditions and window") {
  CHECK(
      described(order_placed(std::string(R"("execution":{"type":"atleast","count":3},)") + kMonth +
                             R"(,"attributes":{"filter_operator":"or","filters":[
                                   {"name":"price","data_type":"double","operator":"greaterThan","value":5},
                                   {"name":"brand","data_type":"string","operator":"is","value":"Y"}]})")) ==
      R"(did "Order Placed" at least 3 times where (price > 5 or brand is Y) in the last 30 days)");
  CHECK(described(R"({"filter_type":"actions","action_name":"Order Placed","executed":false,
      "execution":{"type":"exactly","count":0},"primary_time_range":{"type":"between",
      "value_type":"absolute","value":"2024-01-15T00:00:00.000Z","value1":"2024-02-15T23:59:59.999Z"}})") ==
        R"(did "Order Placed" not at all between 2024-01-15 and 2024-02-15)");
  CHECK(described(order_placed(R"("execution":{"type":"firstTime"},"primary_time_range":
      {"type":"before","value_type":"relative_past","days":3})")) ==
        R"(did "Order Placed" for the first time before 3 days ago)");
  CHECK(described(order_placed(std::string(kOnce) +
                               R"(,"aggregation_attributes":{"attribute_name":"price",
      "aggregation_type":"sum","operator":"greaterThan","value":5})")) ==
        R"(did "Order Placed" at least 1 time with sum of price > 5)");
}

TEST_CASE("affinities, segments, groups and what is unknown are described") {
  CHECK(
      described(R"({"filter_type":"psychographic_event","action_name":"View","operator_type":"top",
      "percent_of_users":10,"psychographic_attributes":{"filter_operator":"and","filters":[
      {"name":"brand","data_type":"string","operator":"is","value":"Y"}]}})") ==
      R"(did "View" with top 10 % where brand is Y)");
  CHECK(described(segment("abc")) == "in segment abc");
  CHECK(described(R"({"filter_type":"custom_segments","id":"abc","name":"VIP"})") ==
        "in segment VIP");
  CHECK(described(R"({"filter_type":"custom_segments","key":"vip","name":"VIP"})") ==
        "in segment vip");
  CHECK(described(R"({"filter_operator":"and","filters":[)" + segment("a") + "," +
                  nested("or", segment("b") + "," + segment("c")) + "]}") ==
        "in segment a and (in segment b or in segment c)");
  CHECK(described(R"({"filter_operator":"and","filters":[]})") == "no filters");
  CHECK(described(R"({"filter_type":"weather","mm":3})") == R"({"filter_type":"weather","mm":3})");
  CHECK(described("null") == "null");
}

TEST_CASE("a description ends where a reader stops reading") {
  std::string filters = segment("0");
  for (int i = 1; i < 100; ++i) filters += "," + segment(std::to_string(i));
  const std::string wide = described(R"({"filter_operator":"or","filters":[)" + filters + "]}");
  CHECK(wide.size() < 500);
  CHECK(wide.ends_with(" or … 78 more"));
  std::string deep = segment("a");
  for (int level = 0; level < 1000; ++level)
    deep = nested(level % 2 == 0 ? "or" : "and", segment("b") + "," + deep);
  CHECK(described(deep).size() < 500);
}

TEST_CASE("a change a thousand levels down is one short line") {
  std::string before = segment("a");
  std::string after = segment("z");
  for (int level = 0; level < 1000; ++level) {
    const std::string beside = segment(std::to_string(level)) + ",";
    before = nested(level % 2 == 0 ? "or" : "and", beside + before);
    after = nested(level % 2 == 0 ? "or" : "and", beside + after);
  }
  for (const std::string& line : lines(before, after)) CHECK(line.size() < 1000);
  CHECK(lines(before, after).size() == 2);
}

}  // namespace segctl
