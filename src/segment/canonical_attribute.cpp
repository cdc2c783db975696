#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"
#include "segment/json_order.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace segctl::canon {
namespace {

template <std::size_t Size>
bool says_one_of(const Json& filter, const char* key,
                 const std::array<std::string_view, Size>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return says(filter, key, word); });
}

bool is_object_type(const Json& filter) {
  static constexpr std::array<std::string_view, 2> kTypes{"object", "array_object"};
  return says_one_of(filter, "data_type", kTypes);
}

bool is_text_type(const Json& filter) {
  static constexpr std::array<std::string_view, 2> kTypes{"string", "array_string"};
  return says_one_of(filter, "data_type", kTypes);
}

bool is_number_type(const Json& filter) {
  static constexpr std::array<std::string_view, 3> kTypes{"double", "array_double", "geopoint"};
  return says_one_of(filter, "data_type", kTypes);
}

/// Whether `value` is a list, in which order means nothing.
bool takes_list(const Json& filter) {
  static constexpr std::array<std::string_view, 4> kOperators{
      "in", "containsInTheFollowing", "startsWithInTheFollowing", "endsWithInTheFollowing"};
  static constexpr std::array<std::string_view, 3> kOfArrays{"contains", "startsWith", "endsWith"};
  return says_one_of(filter, "operator", kOperators) ||
         (says(filter, "data_type", "array_string") && says_one_of(filter, "operator", kOfArrays));
}

bool takes_no_value(const Json& filter) {
  static constexpr std::array<std::string_view, 2> kOperators{"exists", "today"};
  return says_one_of(filter, "operator", kOperators);
}

void settle_defaults(Json& filter) {
  drop_nulls(filter, {"case_sensitive", "category", "array_filter_type", "extract_type",
                      "is_dynamic_value", "dynamic_attribute_type", "negate", "operator", "radius",
                      "value", "value1", "value_type"});
  drop_default(filter, "is_dynamic_value", false);
  // Where the dashboard lists the attribute: the server fills it in, name and type decide.
  if (const Json* category = find(filter, "category"); category != nullptr && category->is_string())
    filter.erase("category");
  if (is_object_type(filter)) {
    drop_default(filter, "negate", false);
  } else {
    fill_default(filter, "negate", false);
  }
  drop_default(filter, "case_sensitive", false);
  if (is_text_type(filter)) fill_default(filter, "case_sensitive", false);
  if (says(filter, "data_type", "datetime"))
    drop_default(filter, "extract_type", "default_option_date");
}

void settle_words(Json& filter) {
  if (says(filter, "operator", "startWithInTheFollowing"))
    filter["operator"] = "startsWithInTheFollowing";
  if (says(filter, "negate", Truth::Yes)) {
    drop_default(filter, "array_filter_type", "any_of");
    drop_default(filter, "array_filter_type", "all_of");
  }
}

/// Values as the attribute's type spells them.
void settle_typed(Json& filter) {
  const auto settle = is_text_type(filter)                    ? text_from_integer
                      : is_number_type(filter)                ? number_from_text
                      : says(filter, "data_type", "datetime") ? settle_time
                                                              : nullptr;
  if (settle == nullptr) return;
  settle_member(filter, "value", settle);
  settle_member(filter, "value1", settle);
  if (says(filter, "data_type", "geopoint")) settle_member(filter, "radius", settle);
}

void settle_list(Json& filter) {
  Json* value = find(filter, "value");
  if (value == nullptr) return;
  if (says(filter, "is_dynamic_value", Truth::Yes)) {
    if (value->is_array() && value->size() == 1) *value = Json(std::move(value->front()));
    return;
  }
  if (!value->is_structured()) *value = Json::array({std::move(*value)});
  if (value->is_array()) make_set(*value);
}

void settle_value(Json& filter) {
  if (takes_no_value(filter)) {
    drop_default(filter, "value", Json::array());
    drop_default(filter, "value1", Json::array());
  }
  if (!says(filter, "is_dynamic_value", Truth::Yes)) settle_typed(filter);
  if (takes_list(filter)) settle_list(filter);
}

/// Where only one kind of attribute can be meant, the words that say so mean nothing.
void settle_kind_words(Json& filter, Place place) {
  drop_nulls(filter, {"filter_type"});
  if (place == Place::ObjectFields) fill_default(filter, "filter_type", "user_attributes");
  if (place != Place::EventAttributes) return;
  drop_default(filter, "filter_type", "event_attributes");
  drop_default(filter, "filter_type", "user_attributes");
}

}  // namespace

void settle_attribute(Json& filter, Place place) {
  settle_defaults(filter);
  settle_words(filter);
  settle_value(filter);
  settle_kind_words(filter, place);
  if (is_object_type(filter))
    settle_group(filter, place == Place::Segment ? Place::ObjectFields : place);
}

}  // namespace segctl::canon
