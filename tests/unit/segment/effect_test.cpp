#include "segment/effect.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace segctl {
namespace {

Json filter(std::string_view json) { return Json::parse(json); }

Json all(std::initializer_list<Json> filters) {
  return {{"filter_operator", "and"}, {"filters", Json::array_t(filters)}};
}

Json any(std::initializer_list<Json> filters) {
  return {{"filter_operator", "or"}, {"filters", Json::array_t(filters)}};
}

Json nested(Json group) {
  group["filter_type"] = "nested_filters";
  return group;
}

/// A filter on an attribute; `rest` is the inside of its JSON object.
Json on(const std::string& name, const std::string& type, const std::string& rest) {
  return filter(R"({"filter_type": "user_attributes", "name": ")" + name + R"(", "data_type": ")" +
                type + "\", " + rest + "}");
}

Json country(const std::string& values) {
  return on("country", "string", R"("operator": "in", "value": )" + values);
}

Json not_country(const std::string& values) {
  return on("country", "string", R"("operator": "in", "negate": true, "value": )" + values);
}

Json orders(const std::string& rest) { return on("orders", "double", rest); }

Json did(const std::string& execution, int days, const Json& attributes = nullptr) {
  Json action = filter(R"({"filter_type": "actions", "action_name": "Purchased",
    "primary_time_range": {"type": "inTheLast", "period_unit": "days"}})");
  action["executed"] = execution != R"({"type": "exactly", "count": 0})";
  action["execution"] = Json::parse(execution);
  action["primary_time_range"]["value"] = days;
  if (!attributes.is_null()) action["attributes"] = attributes;
  return action;
}

constexpr const char* kOnce = R"({"type": "atleast", "count": 1})";
constexpr const char* kNever = R"({"type": "exactly", "count": 0})";

Json in_segment(const std::string& id) { return {{"filter_type", "custom_segments"}, {"id", id}}; }

Effect change(const Json& before, const Json& after) {
  return effect_of({all({before}), nullptr}, {all({after}), nullptr});
}

/// Checks one change and its way back.
void check_widens(const Json& narrow, const Json& wide) {
  CAPTURE(narrow.dump());
  CAPTURE(wide.dump());
  CHECK(change(narrow, wide) == Effect::OnlyWidens);
  CHECK(change(wide, narrow) == Effect::OnlyNarrows);
}

void check_unknown(const Json& before, const Json& after) {
  CAPTURE(before.dump());
  CAPTURE(after.dump());
  CHECK(change(before, after) == Effect::MayDoEither);
  CHECK(change(after, before) == Effect::MayDoEither);
}

}  // namespace

TEST_CASE("definitions that mean the same have the same audience") {
  const Json filters = all({country(R"(["NO"])"), did(kOnce, 30)});
  CHECK(effect_of({filters, nullptr}, {filters, nullptr}) == Effect::Same);
  const Json spelled = all({did(kOnce, 30), country(R"("NO")")});
  CHECK(effect_of({filters, nullptr}, {spelled, Json::object()}) == Effect::Same);
}

TEST_CASE("what only logic shows to be the same is said to be the same") {
  const Json absorbed =
      all({country(R"(["NO"])"), nested(any({country(R"(["NO"])"), did(kOnce, 30)}))});
  CHECK(effect_of({absorbed, nullptr}, {all({country(R"(["NO"])")}), nullptr}) == Effect::Same);
}

TEST_CASE("a value more in a list widens, and narrows where the list is negated") {
  check_widens(country(R"(["NO"])"), country(R"(["NO", "SE"])"));
  check_widens(not_country(R"(["NO", "SE"])"), not_country(R"(["NO"])"));
  check_unknown(country(R"(["NO", "SE"])"), country(R"(["NO", "DK"])"));
  check_unknown(country(R"(["NO"])"), not_country(R"(["NO"])"));
  check_unknown(country(R"([])"), country(R"(["NO"])"));
}

TEST_CASE("a filter more narrows an and, and widens an or") {
  const Json a = country(R"(["NO"])");
  const Json b = orders(R"("operator": "exists")");
  CHECK(effect_of({all({a}), nullptr}, {all({a, b}), nullptr}) == Effect::OnlyNarrows);
  CHECK(effect_of({any({a}), nullptr}, {any({a, b}), nullptr}) == Effect::OnlyWidens);
  CHECK(effect_of({all({a, b}), nullptr}, {any({a, b}), nullptr}) == Effect::OnlyWidens);
  CHECK(effect_of({any({a, b}), nullptr}, {all({a, b}), nullptr}) == Effect::OnlyNarrows);
  CHECK(effect_of({all({a}), nullptr}, {all({b}), nullptr}) == Effect::MayDoEither);
}

TEST_CASE("what is excluded counts the other way round") {
  const Json included = all({country(R"(["NO"])")});
  const Json few = all({orders(R"("operator": "greaterThan", "value": 10)")});
  const Json many = all({orders(R"("operator": "greaterThan", "value": 3)")});
  CHECK(effect_of({included, few}, {included, many}) == Effect::OnlyNarrows);
  CHECK(effect_of({included, many}, {included, few}) == Effect::OnlyWidens);
  CHECK(effect_of({included, nullptr}, {included, few}) == Effect::OnlyNarrows);
  CHECK(effect_of({included, few}, {included, nullptr}) == Effect::OnlyWidens);
}

TEST_CASE("a wider include beside a wider exclude may do either") {
  const Json small = all({country(R"(["NO"])")});
  const Json large = all({country(R"(["NO", "SE"])")});
  const Json one = all({did(kOnce, 7)});
  const Json more = all({did(kOnce, 30)});
  CHECK(effect_of({small, one}, {large, more}) == Effect::MayDoEither);
  CHECK(effect_of({small, more}, {large, one}) == Effect::OnlyWidens);
}

TEST_CASE("a longer window widens what was done, and narrows what was not") {
  check_widens(did(kOnce, 7), did(kOnce, 30));
  check_widens(did(kNever, 30), did(kNever, 7));
}

TEST_CASE("a longer window may do either with at most and exactly") {
  for (const char* execution :
       {R"({"type": "atmost", "count": 3})", R"({"type": "exactly", "count": 3})",
        R"({"type": "firstTime"})", R"({"type": "lastTime"})"}) {
    check_unknown(did(execution, 7), did(execution, 30));
  }
}

TEST_CASE("counts are put in order") {
  check_widens(did(R"({"type": "atleast", "count": 3})", 7), did(kOnce, 7));
  check_widens(did(R"({"type": "atleast", "count": 3})", 7), did(kOnce, 30));
  check_widens(did(R"({"type": "atmost", "count": 3})", 7),
               did(R"({"type": "atmost", "count": 5})", 7));
  check_widens(did(R"({"type": "exactly", "count": 3})", 7),
               did(R"({"type": "atleast", "count": 2})", 30));
  check_widens(did(R"({"type": "exactly", "count": 3})", 7),
               did(R"({"type": "atmost", "count": 3})", 7));
  check_unknown(did(R"({"type": "atleast", "count": 3})", 30), did(kOnce, 7));
  check_unknown(did(kNever, 30), did(kOnce, 30));
}

TEST_CASE("a condition on an event narrows what was done, and widens what was not") {
  const Json large = filter(R"({"name": "amount", "data_type": "double",
                                "operator": "greaterThan", "value": 100})");
  const Json larger = filter(R"({"name": "amount", "data_type": "double",
                                 "operator": "greaterThan", "value": 200})");
  check_widens(did(kOnce, 7, all({large})), did(kOnce, 7));
  check_widens(did(kOnce, 7, all({larger})), did(kOnce, 30, all({large})));
  check_widens(did(kNever, 7), did(kNever, 7, all({large})));
  check_unknown(did(kOnce, 7), did(kOnce, 30, all({large})));
}

TEST_CASE("aggregations are compared over the same events alone") {
  const auto spent = [](int days, const std::string& condition) {
    Json action = did(kOnce, days);
    action["aggregation_attributes"] = filter(
        R"({"attribute_name": "amount", "data_type": "double", "aggregation_type": "sum", )" +
        condition + "}");
    return action;
  };
  check_widens(spent(7, R"("operator": "greaterThan", "value": 100)"),
               spent(7, R"("operator": "greaterThan", "value": 50)"));
  check_widens(spent(7, R"("operator": "greaterThan", "negate": true, "value": 50)"),
               spent(7, R"("operator": "greaterThan", "negate": true, "value": 100)"));
  check_unknown(spent(7, R"("operator": "greaterThan", "value": 100)"),
                spent(30, R"("operator": "greaterThan", "value": 100)"));
  check_unknown(spent(7, R"("operator": "greaterThan", "value": 100)"), did(kOnce, 7));
}

TEST_CASE("bounds of numbers are put in order") {
  const auto less = [](const std::string& n) {
    return orders(R"("operator": "lessThan", "value": )" + n);
  };
  const auto more = [](const std::string& n) {
    return orders(R"("operator": "greaterThan", "value": )" + n);
  };
  const auto between = [](const std::string& a, const std::string& b) {
    return orders(R"("operator": "between", "value": )" + a + R"(, "value1": )" + b);
  };
  check_widens(less("3"), less("5"));
  check_widens(more("5"), more("3.5"));
  check_widens(between("2", "5"), between("1", "5"));
  check_widens(between("2", "5"), more("1"));
  check_widens(between("2", "5"), less("6"));
  check_widens(orders(R"("operator": "in", "value": [4, 5])"), more("3"));
  check_unknown(between("2", "5"), more("2"));
  check_unknown(between("2", "5"), between("3", "6"));
  check_unknown(between("5", "2"), between("5", "1"));
  check_unknown(less("3"), more("5"));
}

TEST_CASE("a negated bound is not compared with another operator") {
  check_widens(orders(R"("operator": "greaterThan", "negate": true, "value": 3)"),
               orders(R"("operator": "greaterThan", "negate": true, "value": 5)"));
  check_unknown(orders(R"("operator": "in", "negate": true, "value": [4, 5])"),
                orders(R"("operator": "greaterThan", "negate": true, "value": 3)"));
}

TEST_CASE("texts are put in order by what contains what") {
  const auto contains = [](const std::string& rest) {
    return on("city", "string", R"("operator": "contains", )" + rest);
  };
  const auto starts = [](const std::string& values) {
    return on("city", "string", R"("operator": "startsWithInTheFollowing", "value": )" + values);
  };
  check_widens(contains(R"("value": "oslo")"), contains(R"("value": "osl")"));
  check_widens(contains(R"("value": "a", "case_sensitive": true)"), contains(R"("value": "a")"));
  check_widens(starts(R"(["oslo"])"), starts(R"(["os", "ber"])"));
  check_widens(on("city", "string", R"("operator": "is", "value": "oslo")"),
               on("city", "string", R"("operator": "in", "value": ["oslo", "bergen"])"));
  check_widens(on("city", "string", R"("operator": "is", "value": "oslo")"),
               on("city", "string", R"("operator": "exists")"));
  check_unknown(on("city", "string", R"("operator": "is", "value": "")"),
                on("city", "string", R"("operator": "exists")"));
  check_unknown(starts(R"(["oslo"])"), starts(R"(["slo"])"));
}

TEST_CASE("an array is compared where it is said that any of its values may match") {
  const auto tags = [](const std::string& rest) {
    return on("tags", "array_string", R"("operator": "in", )" + rest);
  };
  check_widens(tags(R"("array_filter_type": "any_of", "value": ["a"])"),
               tags(R"("array_filter_type": "any_of", "value": ["a", "b"])"));
  check_unknown(tags(R"("array_filter_type": "all_of", "value": ["a"])"),
                tags(R"("array_filter_type": "all_of", "value": ["a", "b"])"));
  check_unknown(tags(R"("value": ["a"])"), tags(R"("value": ["a", "b"])"));
  check_unknown(tags(R"("negate": true, "value": ["a"])"),
                tags(R"("negate": true, "value": ["a", "b"])"));
}

TEST_CASE("times are put in order, but not those that come round again") {
  const auto joined = [](const std::string& rest) { return on("joined", "datetime", rest); };
  check_widens(joined(R"("operator": "inTheLast", "value_type": "relative_past", "value": 7)"),
               joined(R"("operator": "inTheLast", "value_type": "relative_past", "value": 30)"));
  check_widens(joined(R"("operator": "before", "value_type": "relative_past", "value": 30)"),
               joined(R"("operator": "before", "value_type": "relative_past", "value": 7)"));
  check_widens(joined(R"("operator": "before", "value_type": "absolute", "value": "2026-01-01")"),
               joined(R"("operator": "before", "value_type": "absolute", "value": "2026-02-01")"));
  check_unknown(joined(R"("operator": "before", "value_type": "absolute", "value": "2026-02-30")"),
                joined(R"("operator": "before", "value_type": "absolute", "value": "2026-03-01")"));
  check_unknown(
      joined(
          R"("operator": "between", "extract_type": "time_of_the_day", "value": 9, "value1": 17)"),
      joined(
          R"("operator": "between", "extract_type": "time_of_the_day", "value": 8, "value1": 18)"));
}

TEST_CASE("a wider circle widens") {
  const auto near = [](int radius) {
    return on("place", "geopoint",
              R"("value": 59.9, "value1": 10.7, "radius": )" + std::to_string(radius));
  };
  check_widens(near(500), near(1000));
}

TEST_CASE("fields of an object that match more widen") {
  const auto car = [](const std::string& makes) {
    Json filter = on("car", "object", R"("filter_operator": "and")");
    filter["filters"] =
        Json::array({on("make", "string", R"("operator": "in", "value": )" + makes)});
    return filter;
  };
  check_widens(car(R"(["Volvo"])"), car(R"(["Volvo", "Saab"])"));
}

TEST_CASE("an affinity is compared by its percentage alone") {
  const auto reads = [](const std::string& rest) {
    return filter(R"({"filter_type": "psychographic_event", "action_name": "Read", )" + rest + "}");
  };
  check_widens(reads(R"("operator_type": "minimum", "percent_of_times": 60)"),
               reads(R"("operator_type": "minimum", "percent_of_times": 50)"));
  check_widens(reads(R"("operator_type": "top", "percent_of_users": 10)"),
               reads(R"("operator_type": "top", "percent_of_users": 20)"));
  check_unknown(reads(R"("operator_type": "top", "percent_of_users": 10)"),
                reads(R"("operator_type": "bottom", "percent_of_users": 10)"));
}

TEST_CASE("a condition that is not written as it should be may do either") {
  const auto city = [](const std::string& rest) { return on("city", "string", rest); };
  check_unknown(city(R"("operator": "unlike", "value": ["a"], "case_sensitive": true)"),
                city(R"("operator": "unlike", "value": ["a"])"));
  check_unknown(city(R"("operator": "is", "value": "a", "case_sensitive": true)"),
                city(R"("operator": "is", "value": "a", "case_sensitive": "no")"));
  check_unknown(city(R"("operator": "contains", "value": ["a"])"),
                city(R"("operator": "contains", "value": ["a", "b"])"));
  check_unknown(city(R"("operator": "contains", "value": " a")"),
                city(R"("operator": "contains", "value": " ")"));
  check_unknown(
      on("joined", "datetime", R"("operator": "inTheLast", "value_type": "absolute", "value": 7)"),
      on("joined", "datetime",
         R"("operator": "inTheLast", "value_type": "absolute", "value": 30)"));
  check_unknown(on("place", "geopoint", R"("value": 59.9, "value1": 10.7, "radius": -5)"),
                on("place", "geopoint", R"("value": 59.9, "value1": 10.7, "radius": 5)"));
  Json week = did(kOnce, 7);
  Json month = did(kOnce, 30);
  week["primary_time_range"]["days"] = 3;
  month["primary_time_range"]["days"] = 3;
  check_unknown(week, month);
}

TEST_CASE("a key that segctl does not know, and that stays, may turn everything round") {
  check_unknown(on("x", "string", R"("operator": "in", "value": ["a"], "odd": 1)"),
                on("x", "string", R"("operator": "in", "value": ["a", "b"], "odd": 1)"));
  Json week = did(kOnce, 7);
  Json month = did(kOnce, 30);
  week["besides"] = month["besides"] = "NO";
  check_unknown(week, month);
  const Json small = filter(R"({"name": "amount", "data_type": "double",
                                "operator": "greaterThan", "value": 100, "odd": 1})");
  const Json large = filter(R"({"name": "amount", "data_type": "double",
                                "operator": "greaterThan", "value": 200, "odd": 1})");
  check_unknown(did(kOnce, 7, all({small})), did(kOnce, 7, all({large})));
  // Without a filter_type, a filter of a segment is one of an unknown type.
  check_unknown(filter(R"({"name": "x", "data_type": "string", "operator": "in", "negate": false,
                           "value": ["a"]})"),
                filter(R"({"name": "x", "data_type": "string", "operator": "in", "negate": false,
                           "value": ["a", "b"]})"));
}

TEST_CASE("what segctl does not know may do either") {
  check_unknown(filter(R"({"filter_type": "moon_phase", "value": 1})"),
                filter(R"({"filter_type": "moon_phase", "value": 2})"));
  check_unknown(on("x", "string", R"("operator": "in", "value": ["a"], "odd": 1)"),
                on("x", "string", R"("operator": "in", "value": ["a", "b"], "odd": 2)"));
  check_unknown(on("x", "colour", R"("operator": "in", "value": ["a"])"),
                on("x", "colour", R"("operator": "in", "value": ["a", "b"])"));
  const Json odd = filter(R"({"filter_operator": "xor", "filters": []})");
  CHECK(effect_of({odd, nullptr}, {all({country(R"(["NO"])")}), nullptr}) == Effect::MayDoEither);
}

TEST_CASE("what a definition refers to counts as it changes") {
  const Definition of_vip{all({in_segment("vip")}), nullptr};
  const Definition without_vip{all({country(R"(["NO"])")}), all({in_segment("vip")})};
  const Reference vip{Key(), SegmentId("vip")};
  CHECK(effect_of(of_vip, of_vip, {{vip, Effect::OnlyWidens}}) == Effect::OnlyWidens);
  CHECK(effect_of(of_vip, of_vip, {{vip, Effect::MayDoEither}}) == Effect::MayDoEither);
  CHECK(effect_of(without_vip, without_vip, {{vip, Effect::OnlyWidens}}) == Effect::OnlyNarrows);
  CHECK(effect_of(of_vip, of_vip, {{vip, Effect::Same}}) == Effect::Same);
  const Definition less{all({in_segment("vip"), country(R"(["NO"])")}), nullptr};
  CHECK(effect_of(of_vip, less, {{vip, Effect::OnlyWidens}}) == Effect::MayDoEither);
  CHECK(effect_of(of_vip, less, {{vip, Effect::OnlyNarrows}}) == Effect::OnlyNarrows);
}

TEST_CASE("an unknown filter that names a segment which changes may do either") {
  const Definition overlap{all({filter(R"({"filter_type": "overlap", "with": ["vip"]})")}),
                           nullptr};
  const Reference vip{Key(), SegmentId("vip")};
  CHECK(effect_of(overlap, overlap) == Effect::Same);
  CHECK(effect_of(overlap, overlap, {{vip, Effect::OnlyWidens}}) == Effect::MayDoEither);
  CHECK(effect_of(overlap, overlap, {}, Others::MayChange) == Effect::MayDoEither);
  const Definition known{all({country(R"(["NO"])"), did(kOnce, 7)}), nullptr};
  CHECK(effect_of(known, known, {}, Others::MayChange) == Effect::Same);
}

TEST_CASE("a reference that says more than which segment may do either where one changes") {
  Json odd = in_segment("vip");
  odd["negate"] = true;
  const Definition without{all({odd}), nullptr};
  const Reference vip{Key(), SegmentId("vip")};
  CHECK(effect_of(without, without) == Effect::Same);
  CHECK(effect_of(without, without, {{vip, Effect::OnlyWidens}}) == Effect::MayDoEither);
  const Definition by_name{all({filter(R"({"filter_type": "custom_segments", "name": "VIP"})")}),
                           nullptr};
  CHECK(effect_of(by_name, by_name, {}, Others::MayChange) == Effect::MayDoEither);
  // Inside an event's attributes nobody says what one means.
  const Definition inside{all({did(kOnce, 7, all({in_segment("vip")}))}), nullptr};
  CHECK(effect_of(inside, inside, {{vip, Effect::OnlyWidens}}) == Effect::MayDoEither);
}

TEST_CASE("a proof that takes too long is not looked for") {
  Json before = any({});
  Json after = any({});
  for (int i = 0; i < 2000; ++i) {
    const std::string name = "a" + std::to_string(i);
    before["filters"].push_back(on(name, "bool", R"("operator": "is", "value": true)"));
    after["filters"].push_back(on(name, "bool", R"("operator": "is", "value": false)"));
  }
  CHECK(effect_of({before, nullptr}, {after, nullptr}) == Effect::MayDoEither);
}

}  // namespace segctl
