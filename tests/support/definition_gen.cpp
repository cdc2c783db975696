#include "support/definition_gen.h"

#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <ostream>
#include <string>
#include <vector>

namespace segctl {

void showValue(const Definition& definition, std::ostream& out) {
  for (const JsonValue* side : {&definition.included, &definition.excluded})
    out << side->json().dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

}  // namespace segctl

namespace segctl::test {
namespace {

using Words = std::vector<std::string>;

constexpr int kMostFilters = 4;
constexpr int kMostLevels = 3;

std::string one_of(const Words& words) { return *rc::gen::elementOf(words); }

bool maybe() { return *rc::gen::arbitrary<bool>(); }

int number(int least, int beyond) { return *rc::gen::inRange(least, beyond); }

std::string name() {
  static const Words kNames{"country",   "Last Name", "orders",   "µ-unicode ✓",
                            "tab\there", "a]b.c",     "x\x1b[2J", "\xff\xfe raw"};
  return one_of(kNames);
}

Json text_value() {
  static const Words kTexts{"NO", "SE",   "DK",  "5",  "007", "",
                            " ",  "true", "1.0", "-3", "å",   "\xff"};
  return one_of(kTexts);
}

Json number_value() {
  static const std::vector<Json> kNumbers{
      0, 1, 5, -3, 12345678901234567, 2.0, 0.5, "7", 19, "123456789", "0.25", "1e3"};
  return *rc::gen::elementOf(kNumbers);
}

Json time_value() {
  static const std::vector<Json> kTimes{7,
                                        "30",
                                        "2024-01-15T00:00:00.000Z",
                                        "2024-01-15T23:59:59.999Z",
                                        "2024-01-15T10:00:00",
                                        "2024-01-15",
                                        "12-24"};
  return *rc::gen::elementOf(kTimes);
}

Json list_of(Json (*value)()) {
  Json list = Json::array();
  const int size = number(1, kMostFilters);
  for (int i = 0; i < size; ++i) list.push_back(value());
  return list;
}

Json group(int level, Json (*filter)(int level));
Json event_attribute(int level);

/// What a data type's filters may say.
struct Type {
  const char* name;
  Words scalar_operators;
  Words list_operators;
  Json (*value)();
};

Json bool_value() { return maybe(); }

const std::vector<Type>& types() {
  static const std::vector<Type> kTypes{
      {"string",
       {"is", "contains"},
       {"in", "containsInTheFollowing", "startsWithInTheFollowing", "endsWithInTheFollowing"},
       text_value},
      {"double", {"lessThan", "greaterThan"}, {"in"}, number_value},
      {"bool", {"is"}, {}, bool_value},
      {"datetime", {"on", "before", "after", "inTheLast", "inTheNext", "is"}, {"in"}, time_value},
      {"array_string", {"is"}, {"in", "contains", "startsWith", "endsWith"}, text_value},
      {"array_double", {"lessThan", "greaterThan"}, {"in"}, number_value},
      {"data_type_of_tomorrow", {"is", "resembles"}, {"in"}, text_value},
  };
  return kTypes;
}

void add_options(Json& filter) {
  if (maybe()) filter["negate"] = maybe();
  if (maybe()) filter["category"] = one_of({"default", "Lifecycle"});
  const std::string type = filter["data_type"];
  if (type.ends_with("string") && maybe()) filter["case_sensitive"] = maybe();
  if (type.starts_with("array_") && filter.value("negate", false) == false && maybe())
    filter["array_filter_type"] = one_of({"any_of", "all_of"});
  if (type != "datetime") return;
  if (maybe()) filter["value_type"] = one_of({"absolute", "relative_past", "relative_future"});
  if (maybe()) filter["extract_type"] = one_of({"default_option_date", "day_of_the_week"});
}

Json typed_attribute() {
  const Type& type = types()[static_cast<std::size_t>(number(0, int(types().size())))];
  Json filter = {{"name", name()}, {"data_type", type.name}};
  const int form = number(0, 6);
  if (form == 0) {
    filter["operator"] = type.name == std::string("datetime") ? "today" : "exists";
  } else if (form == 1) {
    filter["operator"] = one_of(type.scalar_operators);
    filter["is_dynamic_value"] = true;
    filter["dynamic_attribute_type"] = type.name;
    filter["value"] = "{{MoeUserAttribute['Other']}}";
  } else if (form == 2 && type.value != bool_value && type.value != text_value) {
    filter.update({{"operator", "between"}, {"value", type.value()}, {"value1", type.value()}});
  } else if (form < 5 && !type.list_operators.empty()) {
    filter.update({{"operator", one_of(type.list_operators)}, {"value", list_of(type.value)}});
  } else {
    filter.update({{"operator", one_of(type.scalar_operators)}, {"value", type.value()}});
  }
  add_options(filter);
  return filter;
}

Json geopoint() {
  return {{"name", name()},           {"data_type", "geopoint"},  {"value", number_value()},
          {"value1", number_value()}, {"radius", number_value()}, {"negate", maybe()}};
}

Json object_attribute(int level, Json (*field)(int)) {
  Json filter = group(level + 1, field);
  filter["name"] = name();
  filter["data_type"] = one_of({"object", "array_object"});
  return filter;
}

Json attribute(int level, Json (*field)(int)) {
  const int form = number(0, 8);
  if (form == 0) return geopoint();
  if (form == 1 && level < kMostLevels) return object_attribute(level, field);
  return typed_attribute();
}

Json event_attribute(int level) {
  Json filter = attribute(level, event_attribute);
  if (maybe()) filter["filter_type"] = one_of({"event_attributes", "user_attributes"});
  return filter;
}

Json user_attribute(int level) {
  Json filter = attribute(level, user_attribute);
  filter["filter_type"] = "user_attributes";
  return filter;
}

Json time_range() {
  static const std::vector<Json> kRanges{
      {{"type", "inTheLast"},
       {"value_type", "relative_past"},
       {"value", 30},
       {"period_unit", "days"}},
      {{"type", "inTheLast"},
       {"value_type", "relative_past"},
       {"value", "2"},
       {"period_unit", "weeks"}},
      {{"type", "inTheLast"}, {"days", 7}},
      {{"type", "between"}, {"value_type", "relative_past"}, {"days", "7"}, {"days1", 14}},
      {{"type", "before"},
       {"value_type", "relative_past"},
       {"value", 3},
       {"period_unit", "months"}},
      {{"type", "after"}, {"value_type", "absolute"}, {"value", "2024-01-15T00:00:00.000Z"}},
      {{"type", "between"},
       {"value_type", "absolute"},
       {"value", "2024-01-15T00:00:00.000Z"},
       {"value1", "2024-02-15T23:59:59.999Z"}},
      {{"type", "on"}, {"value_type", "absolute"}, {"value", "2024-01-15T00:00:00"}},
      {{"from", "2024-01-15T00:00:00.000Z"}, {"to", 5}},
  };
  return *rc::gen::elementOf(kRanges);
}

Json execution() {
  if (number(0, 4) == 0) return {{"type", one_of({"firstTime", "lastTime"})}};
  return {{"type", one_of({"atleast", "atmost", "exactly"})}, {"count", number(1, 9)}};
}

Json aggregate() {
  Json out = {{"attribute_name", name()},
              {"data_type", "double"},
              {"aggregation_type", one_of({"sum", "avg", "median"})},
              {"operator", one_of({"is", "lessThan"})},
              {"negate", maybe()},
              {"value", number_value()}};
  if (maybe()) out.update({{"comparator", "change"}, {"base_time_range", time_range()}});
  return out;
}

Json event(int level) {
  Json filter = {{"action_name", name()}, {"primary_time_range", time_range()}};
  if (level < kMostLevels && maybe()) filter["attributes"] = group(level + 1, event_attribute);
  return filter;
}

Json action(int level) {
  Json filter = event(level);
  filter["filter_type"] = "actions";
  const bool executed = number(0, 4) > 0;
  filter["executed"] = executed;
  filter["execution"] = executed ? execution() : Json{{"type", "exactly"}, {"count", 0}};
  if (executed && maybe())
    filter["aggregation_attributes"] = maybe() ? aggregate() : Json::array({aggregate()});
  if (maybe()) filter["project_name"] = name();
  return filter;
}

Json affinity(int level) {
  Json filter = event(level);
  filter["filter_type"] = "psychographic_event";
  filter["operator_type"] = one_of({"predominant", "minimum", "top", "bottom"});
  filter["psychographic_attributes"] = group(kMostLevels, event_attribute);
  if (maybe()) filter["time_range"] = time_range();
  if (maybe()) filter["percent_of_times"] = number(1, 100);
  if (maybe()) filter["percent_of_users"] = number(1, 100);
  return filter;
}

Json reference() {
  Json filter = {{"filter_type", "custom_segments"}};
  const std::string which = one_of({"key", "id", "id"});
  filter[which] = one_of({"vip", "gold", "6388a97a02adb9071ca84ce9", "moe_all_users"});
  if (maybe()) filter["name"] = name();
  return filter;
}

Json unknown() {
  Json filter = {{"filter_type", one_of({"weather", "engagement_score"})},
                 {"name", name()},
                 {"negate", maybe()}};
  filter["filters"] = list_of(number_value);
  filter["days"] = text_value();
  return filter;
}

Json segment_filter(int level) {
  switch (number(0, 9)) {
    case 0:
      return reference();
    case 1:
      return unknown();
    case 2:
      return affinity(level);
    case 3:
    case 4:
      return action(level);
    case 5:
      if (level < kMostLevels) {
        Json nested = group(level + 1, segment_filter);
        nested["filter_type"] = "nested_filters";
        return nested;
      }
      return user_attribute(level);
    default:
      return user_attribute(level);
  }
}

Json group(int level, Json (*filter)(int)) {
  Json filters = Json::array();
  const int size = number(1, kMostFilters);
  for (int i = 0; i < size; ++i) filters.push_back(filter(level));
  return {{"filter_operator", one_of({"and", "or"})}, {"filters", std::move(filters)}};
}

std::string odd_word() {
  static const Words kWords{"filter_type",
                            "filter_operator",
                            "filters",
                            "user_attributes",
                            "actions",
                            "and",
                            "or",
                            "nested_filters",
                            "custom_segments",
                            "psychographic_event",
                            "attributes",
                            "execution",
                            "psychographic_attributes",
                            "primary_time_range",
                            "aggregation_attributes",
                            "base_time_range",
                            "attribute_name",
                            "name",
                            "action_name",
                            "id",
                            "key",
                            "data_type",
                            "string",
                            "double",
                            "datetime",
                            "geopoint",
                            "object",
                            "array_string",
                            "operator",
                            "in",
                            "is",
                            "exists",
                            "value",
                            "value1",
                            "days",
                            "days1",
                            "period_unit",
                            "value_type",
                            "absolute",
                            "relative_past",
                            "type",
                            "inTheLast",
                            "after",
                            "exactly",
                            "firstTime",
                            "count",
                            "executed",
                            "negate",
                            "case_sensitive",
                            "is_dynamic_value",
                            "category",
                            "radius",
                            "extract_type",
                            "array_filter_type",
                            "any_of",
                            "",
                            "2024-01-15T00:00:00",
                            "2024-01-15T00:00:00.",
                            "2024-01-15T00:00:00.5000",
                            "-0",
                            "-",
                            "1.",
                            "00",
                            "18446744073709551616",
                            "0.1000000000000000055",
                            "1.50",
                            "event_attributes",
                            "\xc3"};
  return one_of(kWords);
}

Json odd_scalar() {
  static const std::vector<Json> kScalars{nullptr,
                                          true,
                                          false,
                                          0,
                                          0,
                                          1,
                                          -1,
                                          1.0,
                                          -0.0,
                                          0.1,
                                          1e300,
                                          18446744073709551615ULL,
                                          18446744073709551616.0,
                                          -9223372036854775807 - 1,
                                          -9223372036854775808.0};
  return maybe() ? Json(odd_word()) : *rc::gen::elementOf(kScalars);
}

Json odd_tree(int level) {
  const int form = level == 0 ? 9 : number(0, 10);
  if (level > 6 || form < 4) return odd_scalar();
  const int size = number(0, 5);
  if (form < 6) {
    Json list = Json::array();
    for (int i = 0; i < size; ++i) list.push_back(odd_tree(level + 1));
    return list;
  }
  Json object = Json::object();
  for (int i = 0; i < size; ++i) object[odd_word()] = odd_tree(level + 1);
  if (maybe()) object["filters"] = Json::array({odd_tree(level + 1), odd_tree(level + 2)});
  if (maybe())
    object["filter_type"] = one_of(
        {"user_attributes", "actions", "nested_filters", "psychographic_event", "custom_segments"});
  return object;
}

}  // namespace

rc::Gen<Definition> definitions() {
  return rc::gen::exec([] {
    Definition definition;
    definition.included = group(0, segment_filter);
    if (maybe()) definition.excluded = group(1, segment_filter);
    return definition;
  });
}

rc::Gen<JsonValue> odd_json() {
  return rc::gen::exec([] { return JsonValue(odd_tree(1)); });
}

rc::Gen<Definition> odd_definitions() {
  return rc::gen::exec([] {
    Definition definition;
    definition.included = odd_tree(0);
    if (maybe()) definition.excluded = odd_tree(1);
    return definition;
  });
}

}  // namespace segctl::test
