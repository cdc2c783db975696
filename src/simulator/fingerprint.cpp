#include "simulator/fingerprint.h"

#include "base/digest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace segctl::simulator {
namespace {

Json normal_group(const Json& group, Place place);

/// Removes a member that says what its absence says.
void drop_default(Json& object, const char* key, const Json& usual) {
  const Json* value = member(object, key);
  if (value != nullptr && *value == usual) object.erase(key);
}

/// 5.0 as 5, so that a number has one form.
Json normal_number(const Json& value) {
  if (!value.is_number_float()) return value;
  const double number = value.get<double>();
  constexpr double kExact = 9007199254740992.0;
  const bool whole = std::trunc(number) == number && std::fabs(number) < kExact;
  return whole ? Json(static_cast<std::int64_t>(number)) : value;
}

/// A number for a number in a string; everything else as it is.
Json number_from_text(const Json& value) {
  if (!value.is_string()) return normal_number(value);
  if (const auto integer = integer_of(value)) return *integer;
  if (const auto number = number_of(value)) return normal_number(Json(*number));
  return value;
}

Json integer_from_text(const Json& value) {
  const auto integer = integer_of(value);
  return integer && value.is_string() ? Json(*integer) : normal_number(value);
}

Json normal_scalar(const Json& value, const std::string& data_type) {
  if (data_type == "double" || data_type == "array_double" || data_type == "geopoint") {
    return number_from_text(value);
  }
  return data_type == "datetime" ? integer_from_text(value) : normal_number(value);
}

void sort_unique(Json& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

Json normal_value(const Json& filter, const Json& value) {
  const std::string data_type = text_of(filter, "data_type");
  if (!takes_list(filter)) {
    return value.is_array() && value.size() == 1 ? normal_scalar(value.front(), data_type)
                                                 : normal_scalar(value, data_type);
  }
  Json list = Json::array();
  if (!value.is_array()) {
    list.push_back(normal_scalar(value, data_type));
    return list;
  }
  for (const Json& element : value) list.push_back(normal_scalar(element, data_type));
  sort_unique(list);
  return list;
}

std::string one_spelling(const std::string& name) {
  return name == "startWithInTheFollowing" ? "startsWithInTheFollowing" : name;
}

Json normal_attribute(Json filter, Place place) {
  if (place == Place::Event) filter.erase("filter_type");
  filter.erase("category");
  drop_default(filter, "negate", false);
  drop_default(filter, "case_sensitive", false);
  drop_default(filter, "is_dynamic_value", false);
  if (filter.contains("filters")) {
    Json group = normal_group(filter, place);
    filter["filter_operator"] = group["filter_operator"];
    filter["filters"] = group["filters"];
    return filter;
  }
  if (const Json* word = member(filter, "operator"); word != nullptr && word->is_string()) {
    filter["operator"] = one_spelling(word->get<std::string>());
  }
  for (const char* key : {"value", "value1", "radius"}) {
    if (filter.contains(key)) filter[key] = normal_value(filter, filter[key]);
  }
  return filter;
}

void rename_member(Json& object, const char* from, const char* to) {
  if (!object.contains(from)) return;
  Json value = object[from];
  object.erase(from);
  object[to] = std::move(value);
}

/// `days`/`days1` are `value`/`value1` counted in days (API.md: segments made on the dashboard).
Json normal_time_range(Json range) {
  if (!range.is_object()) return range;
  if (range.contains("days")) {
    rename_member(range, "days", "value");
    rename_member(range, "days1", "value1");
    if (!range.contains("period_unit")) range["period_unit"] = "days";
  }
  const std::string type = text_of(range, "type");
  if (!range.contains("value_type") && type == "inTheLast") range["value_type"] = "relative_past";
  if (!range.contains("value_type") && type == "after") range["value_type"] = "absolute";
  if (text_of(range, "value_type") == "absolute") range.erase("period_unit");
  for (const char* key : {"value", "value1", "from", "to"}) {
    if (range.contains(key)) range[key] = integer_from_text(range[key]);
  }
  return range;
}

void normalise_execution(Json& filter) {
  if (!filter.contains("execution") || !filter["execution"].is_object()) return;
  Json& execution = filter["execution"];
  const std::string type = text_of(execution, "type");
  if (type == "firstTime" || type == "lastTime") execution.erase("count");
  if (execution.contains("count")) execution["count"] = integer_from_text(execution["count"]);
}

Json normal_aggregation(Json aggregation) {
  if (aggregation.is_array()) {
    for (Json& one : aggregation) one = normal_aggregation(one);
    return aggregation.size() == 1 ? aggregation.front() : aggregation;
  }
  drop_default(aggregation, "negate", false);
  drop_default(aggregation, "is_dynamic_value", false);
  for (const char* key : {"value", "value1"}) {
    if (aggregation.contains(key)) aggregation[key] = number_from_text(aggregation[key]);
  }
  if (aggregation.contains("base_time_range")) {
    aggregation["base_time_range"] = normal_time_range(aggregation["base_time_range"]);
  }
  return aggregation;
}

Json normal_event(Json filter) {
  for (const char* key : {"attributes", "psychographic_attributes"}) {
    if (filter.contains(key)) filter[key] = normal_group(filter[key], Place::Event);
  }
  if (const Json* group = member(filter, "attributes");
      group != nullptr && group->contains("filters") && (*group)["filters"].empty()) {
    filter.erase("attributes");
  }
  normalise_execution(filter);
  for (const char* key : {"primary_time_range", "time_range"}) {
    if (filter.contains(key)) filter[key] = normal_time_range(filter[key]);
  }
  for (const char* key : {"percent_of_times", "percent_of_users"}) {
    if (filter.contains(key)) filter[key] = integer_from_text(filter[key]);
  }
  if (filter.contains("aggregation_attributes")) {
    filter["aggregation_attributes"] = normal_aggregation(filter["aggregation_attributes"]);
    if (filter["aggregation_attributes"].empty()) filter.erase("aggregation_attributes");
  }
  return filter;
}

Json normal_filter(const Json& filter, Place place) {
  if (!filter.is_object()) return filter;
  const std::string type = text_of(filter, "filter_type");
  if (place == Place::Event && type != "nested_filters") return normal_attribute(filter, place);
  if (type == "user_attributes") return normal_attribute(filter, place);
  if (type == "actions" || type == "psychographic_event") return normal_event(filter);
  if (type == "nested_filters") {
    Json group = normal_group(filter, place);
    group["filter_type"] = type;
    return group;
  }
  if (type == "custom_segments") return Json{{"filter_type", type}, {"id", text_of(filter, "id")}};
  return filter;
}

Json normal_group(const Json& group, Place place) {
  const Json* filters = member(group, "filters");
  if (filters == nullptr || !filters->is_array()) return group;
  Json normal{{"filter_operator", text_of(group, "filter_operator")}, {"filters", Json::array()}};
  for (const Json& filter : *filters) normal["filters"].push_back(normal_filter(filter, place));
  sort_unique(normal["filters"]);
  // "and" and "or" over one filter mean the same.
  if (normal["filters"].size() < 2) normal["filter_operator"] = "and";
  return normal;
}

bool is_empty_group(const Json& group) {
  const Json* filters = member(group, "filters");
  return filters == nullptr || filters->empty();
}

}  // namespace

bool takes_list(const Json& filter) {
  constexpr std::array<std::string_view, 5> kAlways{
      "in", "containsInTheFollowing", "startsWithInTheFollowing", "startWithInTheFollowing",
      "endsWithInTheFollowing"};
  constexpr std::array<std::string_view, 3> kInArrays{"contains", "startsWith", "endsWith"};
  const std::string word = text_of(filter, "operator");
  if (is_true(filter, "is_dynamic_value")) return false;
  if (std::find(kAlways.begin(), kAlways.end(), word) != kAlways.end()) return true;
  return text_of(filter, "data_type") == "array_string" &&
         std::find(kInArrays.begin(), kInArrays.end(), word) != kInArrays.end();
}

Json normal_form(const Json& definition) {
  Json normal = Json::object();
  for (const char* key : {"included_filters", "excluded_filters"}) {
    const Json* group = member(definition, key);
    if (group != nullptr && !is_empty_group(*group)) {
      normal[key] = normal_group(*group, Place::Segment);
    }
  }
  return normal;
}

std::string fingerprint(const Json& definition) {
  return sha256(dump(normal_form(definition))).hex();
}

}  // namespace segctl::simulator
