#include "segment/effect_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace segctl::effect {
namespace {

using words::member;
using words::text;

bool says(const Json& filter, const char* key, bool value) {
  const Json* found = member(filter, key);
  return found != nullptr && found->is_boolean() && *found == value;
}

template <std::size_t Size>
bool is_one_of(std::string_view word, const std::array<std::string_view, Size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Operators that match whoever has any one of the values.
bool matches_any_value(std::string_view said) {
  static constexpr std::array<std::string_view, 7> kOperators{"in",
                                                              "containsInTheFollowing",
                                                              "startsWithInTheFollowing",
                                                              "endsWithInTheFollowing",
                                                              "contains",
                                                              "startsWith",
                                                              "endsWith"};
  return is_one_of(said, kOperators);
}

bool is_blank(const Json& value) {
  const auto* said = value.get_ptr<const std::string*>();
  return said == nullptr || said->find_first_not_of(" \t\r\n") == std::string::npos;
}

/// Whether a user who has the value that is asked for has the attribute. Not so for "": that is how
/// the dashboard writes "is empty".
bool asks_for_presence(const Json& filter) {
  const Json* value = member(filter, "value");
  const std::string_view said = text(filter, "operator");
  if (value == nullptr) return false;
  if (said == "is") return !is_blank(*value);
  return said == "in" && value->is_array() && !value->empty() &&
         std::none_of(value->begin(), value->end(), is_blank);
}

/// What is left of a letter's case: who asks for the exact letters asks for no less without them.
bool case_within(const Json& inner, const Json& outer) {
  return same_member(inner, outer, "case_sensitive") ||
         (says(inner, "case_sensitive", true) && says(outer, "case_sensitive", false));
}

/// The values of an operator that takes a list, or the text of one that takes a text; empty for
/// anything else, such as a list where a text belongs.
Json values_of(const Json& filter, const Json* value) {
  const std::string_view said = text(filter, "operator");
  const bool lists = said == "in" || said.ends_with("InTheFollowing") ||
                     text(filter, "data_type") == "array_string";
  if (value == nullptr || value->is_array() != lists) return Json::array();
  return lists ? *value : Json::array({*value});
}

bool text_within(const Json& inner, const Json& outer, Operators operators) {
  if (!case_within(inner, outer)) return false;
  const std::string_view in = text(inner, "operator");
  const std::string_view out = text(outer, "operator");
  const Json* value = member(inner, "value");
  const Json* outer_value = member(outer, "value");
  const bool grows = matches_any_value(in) || in == "is";
  if (in == out && grows && alike_but(inner, outer, {"case_sensitive"})) return true;
  if (in == out && matches_any_value(in) && alike_but(inner, outer, {"value", "case_sensitive"}))
    return values_within(values_of(inner, value), values_of(outer, outer_value), in);
  if (operators == Operators::Same ||
      !alike_but(inner, outer, {"operator", "value", "case_sensitive"}))
    return false;
  if (out == "exists") return outer_value == nullptr && asks_for_presence(inner);
  return in == "is" && out == "in" && asks_for_presence(inner) &&
         values_within(values_of(inner, value), values_of(outer, outer_value), out);
}

bool list_within(const Json& inner, const Json& outer) {
  const Json* value = member(inner, "value");
  const Json* outer_value = member(outer, "value");
  return value != nullptr && outer_value != nullptr && value->is_array() &&
         outer_value->is_array() && text(inner, "operator") == "in" &&
         alike_but(inner, outer, {"value"}) && values_within(*value, *outer_value, "in");
}

/// An array matches by any of its values, or by all: a list of values grows with the first alone,
/// and where it is not said which, it may be either.
bool any_of_array(const Json& filter) { return text(filter, "array_filter_type") == "any_of"; }

bool geopoint_within(const Json& inner, const Json& outer) {
  const Json* radius = member(inner, "radius");
  const Json* outer_radius = member(outer, "radius");
  return radius != nullptr && outer_radius != nullptr && radius->is_number() && *radius >= 0 &&
         outer_radius->is_number() && !inner.contains("operator") &&
         alike_but(inner, outer, {"radius"}) && compare_json(*radius, *outer_radius) <= 0;
}

/// The condition alone, as if neither were negated.
bool condition_within(const Json& inner, const Json& outer, Operators operators) {
  const std::string_view type = text(inner, "data_type");
  const bool plain = operators == Operators::Any;
  if (type == "string") return text_within(inner, outer, operators);
  if (type == "double") return list_within(inner, outer) || numbers_within(inner, outer, operators);
  if (type == "datetime") return list_within(inner, outer) || times_within(inner, outer);
  if (type == "geopoint") return geopoint_within(inner, outer);
  if (type == "array_string")
    return plain && any_of_array(inner) && text_within(inner, outer, Operators::Same);
  if (type == "array_double") {
    if (plain && any_of_array(inner) && list_within(inner, outer)) return true;
    return numbers_within(inner, outer, Operators::Same);
  }
  return false;
}

/// Whether `other` is found, as `said` looks for it, in whatever `value` is found in. Of white
/// space nobody says how it is looked for.
bool covers(const std::string& other, const std::string& value, std::string_view said) {
  const bool ascii = std::all_of(value.begin(), value.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (other == value) return true;
  if (!ascii || is_blank(other)) return false;
  if (said.starts_with("contains")) return value.find(other) != std::string::npos;
  if (said.starts_with("startsWith")) return value.starts_with(other);
  return said.starts_with("endsWith") && value.ends_with(other);
}

bool is_covered(const Json& value, const Json& list, std::string_view said) {
  const auto* wanted = value.get_ptr<const std::string*>();
  return std::any_of(list.begin(), list.end(), [&](const Json& other) {
    const auto* found = other.get_ptr<const std::string*>();
    return wanted != nullptr && found != nullptr && covers(*found, *wanted, said);
  });
}

}  // namespace

bool same_member(const Json& a, const Json& b, const char* key) {
  const Json* in_a = member(a, key);
  const Json* in_b = member(b, key);
  if (in_a == nullptr || in_b == nullptr) return in_a == in_b;
  return same_json(*in_a, *in_b);
}

bool alike_but(const Json& a, const Json& b, const std::vector<std::string_view>& but) {
  const auto left_out = [&](const std::string& key) {
    return std::find(but.begin(), but.end(), key) != but.end();
  };
  for (const Json* side : {&a, &b}) {
    for (const auto& [key, value] : side->items()) {
      if (!left_out(key) && !same_member(a, b, key.c_str())) return false;
    }
  }
  return true;
}

bool values_within(const Json& inner, const Json& outer, std::string_view said) {
  constexpr std::size_t kFewPairs = 100'000;
  // What an empty list matches is not known.
  if (inner.empty() || outer.empty()) return false;
  Json sorted = outer;
  make_set(sorted);
  const bool few = inner.size() <= kFewPairs / outer.size();
  return std::all_of(inner.begin(), inner.end(), [&](const Json& value) {
    return std::binary_search(sorted.begin(), sorted.end(), value, JsonLess{}) ||
           (said != "in" && few && is_covered(value, outer, said));
  });
}

bool attribute_within(const Json& inner, const Json& outer) {
  if (!same_member(inner, outer, "name") || !same_member(inner, outer, "negate")) return false;
  if (inner.contains("is_dynamic_value") || outer.contains("is_dynamic_value")) return false;
  const Json* negate = member(inner, "negate");
  if (negate == nullptr || !negate->is_boolean()) return false;
  if (*negate == false) return condition_within(inner, outer, Operators::Any);
  return condition_within(outer, inner, Operators::Same);
}

}  // namespace segctl::effect
