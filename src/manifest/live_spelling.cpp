#include "manifest/live_spelling.h"

#include "manifest/data_types.h"
#include "manifest/scalar.h"
#include "segment/canonical.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace segctl::manifest {
namespace {

/// The text of a string member; empty where there is none.
std::string text_of(const Json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

void make_list(Json& filter) {
  const DataType* type = find_data_type(text_of(filter, "data_type"));
  const std::string name = text_of(filter, "operator");
  const auto value = filter.find("value");
  if (type == nullptr || value == filter.end() || value->is_array()) return;
  if (is_one_of(name, type->operators) && shape_of(name, *type) == Shape::List) {
    *value = Json::array({std::move(*value)});
  }
}

void make_number(Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) return;
  const auto& text = member->get_ref<const std::string&>();
  if (const auto integer = integer_of(text); integer && !integer->is_unsigned) {
    *member = integer->as_signed;
  } else if (const auto decimal = decimal_of(text)) {
    *member = *decimal;
  }
}

/// Integers as strings, where the data type is text.
void make_text(Json& filter) {
  const std::string type = text_of(filter, "data_type");
  const auto value = filter.find("value");
  if ((type != "string" && type != "array_string") || value == filter.end()) return;
  const auto settle = [](Json& one) {
    if (one.is_number_integer()) one = one.dump();
  };
  settle(*value);
  if (!value->is_array()) return;
  for (Json& one : *value) settle(one);
}

/// Of the others it is not known what a list or a number means.
bool is_known(const Json& object) {
  static constexpr std::string_view kTypes[] = {
      "actions",        "custom_segments",     "event_attributes",
      "nested_filters", "psychographic_event", "user_attributes"};
  const auto type = object.find("filter_type");
  return type == object.end() || type->is_null() ||
         is_one_of(text_of(object, "filter_type"), kTypes);
}

void respell(Json& value) {
  if (value.is_object() && !is_known(value)) return;
  for (Json& inner : value) {
    if (inner.is_structured()) respell(inner);
  }
  if (!value.is_object()) return;
  make_list(value);
  make_text(value);
  if (const auto execution = value.find("execution"); execution != value.end()) {
    if (execution->is_object()) make_number(*execution, "count");
  }
  if (text_of(value, "data_type") == "geopoint") {
    for (const char* key : {"value", "value1", "radius"}) make_number(value, key);
  }
  for (const char* key : {"percent_of_times", "percent_of_users"}) make_number(value, key);
}

}  // namespace

Definition manifest_spelling(const Definition& definition) {
  Definition spelled = definition;
  respell(spelled.included.json());
  if (spelled.excluded.json().is_structured()) respell(spelled.excluded.json());
  return canonical(spelled) == canonical(definition) ? spelled : definition;
}

}  // namespace segctl::manifest
