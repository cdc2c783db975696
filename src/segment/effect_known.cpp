#include "segment/effect_parts.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace segctl::effect {
namespace {

using words::member;
using words::text;

template <std::size_t Size>
bool has_only(const Json& object, const std::array<std::string_view, Size>& keys) {
  if (!object.is_object()) return false;
  return std::all_of(object.items().begin(), object.items().end(), [&](const auto& entry) {
    return std::find(keys.begin(), keys.end(), entry.key()) != keys.end();
  });
}

constexpr std::array<std::string_view, 3> kNestedKeys{"filter_type", "filter_operator", "filters"};
constexpr std::array<std::string_view, 15> kAttributeKeys{
    "filter_type",  "name",   "data_type",         "operator",         "negate",
    "value",        "value1", "value_type",        "period_unit",      "case_sensitive",
    "extract_type", "radius", "array_filter_type", "is_dynamic_value", "dynamic_attribute_type"};
constexpr std::array<std::string_view, 6> kObjectKeys{
    "filter_type", "name", "data_type", "negate", "filter_operator", "filters"};
constexpr std::array<std::string_view, 8> kActionKeys{"filter_type",
                                                      "action_name",
                                                      "executed",
                                                      "execution",
                                                      "primary_time_range",
                                                      "attributes",
                                                      "aggregation_attributes",
                                                      "project_name"};
constexpr std::array<std::string_view, 16> kAffinityKeys{"filter_type",
                                                         "action_name",
                                                         "executed",
                                                         "execution",
                                                         "attributes",
                                                         "operator_type",
                                                         "percent_of_times",
                                                         "percent_of_users",
                                                         "psychographic_attributes",
                                                         "primary_time_range",
                                                         "time_range",
                                                         "days",
                                                         "days1",
                                                         "from",
                                                         "to",
                                                         "project_name"};
constexpr std::array<std::string_view, 9> kRangeKeys{
    "type", "value_type", "value", "value1", "period_unit", "days", "days1", "from", "to"};
constexpr std::array<std::string_view, 11> kAggregateKeys{"attribute_name",
                                                          "data_type",
                                                          "aggregation_type",
                                                          "operator",
                                                          "negate",
                                                          "value",
                                                          "value1",
                                                          "base_time_range",
                                                          "comparator",
                                                          "is_dynamic_value",
                                                          "dynamic_attribute_type"};
constexpr std::array<std::string_view, 2> kGroupKeys{"filter_operator", "filters"};
constexpr std::array<std::string_view, 2> kExecutionKeys{"type", "count"};
constexpr std::array<std::string_view, 4> kReferenceKeys{"filter_type", "id", "key", "name"};

/// The filters of a group, each known; what an operator other than and/or does is not.
bool knows_group(const Json& group, Inside inside) {
  const Json* filters = member(group, "filters");
  const std::string_view joined_by = text(group, "filter_operator");
  return filters != nullptr && filters->is_array() && (joined_by == "and" || joined_by == "or") &&
         std::all_of(filters->begin(), filters->end(),
                     [&](const Json& filter) { return is_known(filter, inside); });
}

bool knows_attribute(const Json& filter) {
  const std::string_view type = text(filter, "data_type");
  if (type != "object" && type != "array_object") return has_only(filter, kAttributeKeys);
  return has_only(filter, kObjectKeys) && knows_group(filter, Inside::Attributes);
}

/// A member that may be missing, else has these keys alone.
template <std::size_t Size>
bool knows_member(const Json& filter, const char* key,
                  const std::array<std::string_view, Size>& keys) {
  const Json* found = member(filter, key);
  return found == nullptr || has_only(*found, keys);
}

bool knows_attributes(const Json& filter, const char* key) {
  const Json* group = member(filter, key);
  return group == nullptr || (group->size() == 2 && knows_group(*group, Inside::Attributes));
}

bool knows_aggregate(const Json& aggregate) {
  return has_only(aggregate, kAggregateKeys) &&
         knows_member(aggregate, "base_time_range", kRangeKeys);
}

/// One aggregate; or several, as a list or as a group.
bool knows_aggregation(const Json& filter) {
  const Json* found = member(filter, "aggregation_attributes");
  if (found == nullptr) return true;
  const Json* list = has_only(*found, kGroupKeys) ? member(*found, "filters") : found;
  if (list == nullptr || !list->is_array()) return knows_aggregate(*found);
  return std::all_of(list->begin(), list->end(), knows_aggregate);
}

bool knows_event(const Json& filter) {
  return knows_member(filter, "execution", kExecutionKeys) &&
         knows_member(filter, "primary_time_range", kRangeKeys) &&
         knows_member(filter, "time_range", kRangeKeys) && knows_aggregation(filter) &&
         knows_attributes(filter, "attributes") &&
         knows_attributes(filter, "psychographic_attributes");
}

}  // namespace

bool is_known(const Json& filter, Inside inside) {
  if (!filter.is_object()) return false;
  const std::string_view type = text(filter, "filter_type");
  if (type == "nested_filters") return has_only(filter, kNestedKeys) && knows_group(filter, inside);
  if (inside == Inside::Attributes)
    return (type == "user_attributes" || !filter.contains("filter_type")) &&
           knows_attribute(filter);
  if (type == "user_attributes") return knows_attribute(filter);
  if (type == "actions") return has_only(filter, kActionKeys) && knows_event(filter);
  if (type == "psychographic_event") return has_only(filter, kAffinityKeys) && knows_event(filter);
  return type == "custom_segments" && has_only(filter, kReferenceKeys) &&
         (!text(filter, "id").empty() || !text(filter, "key").empty());
}

}  // namespace segctl::effect
