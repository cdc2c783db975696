#include "segment/effect_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>

namespace segctl::effect {
namespace {

using words::member;
using words::text;

/// What can be put in order with another of its own sort.
enum class Sort { Number, Count, Moment };

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Whether `text` begins with a day of the calendar: 2024-02-30 is none, and nobody knows which one
/// is meant.
bool begins_with_day(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  if (!is_digits(text.substr(0, 4)) || !is_digits(text.substr(5, 2)) ||
      !is_digits(text.substr(8, 2)))
    return false;
  const auto number = [&](std::size_t from, std::size_t size) {
    return std::stoi(std::string(text.substr(from, size)));
  };
  return std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                     std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                     std::chrono::day(static_cast<unsigned>(number(8, 2))))
      .ok();
}

/// The times after which nothing but the bytes differ: a day, or a day and a time to the
/// millisecond in MoEngage's zone.
bool is_moment(const Json& value) {
  const auto* found = value.get_ptr<const std::string*>();
  if (found == nullptr || !begins_with_day(*found)) return false;
  const std::string_view time = std::string_view(*found).substr(10);
  if (time.empty()) return true;
  if (time.size() != 14 || time[0] != 'T' || time[3] != ':' || time[6] != ':' || time[9] != '.' ||
      time[13] != 'Z')
    return false;
  const auto below = [&](std::size_t from, std::string_view bound) {
    return is_digits(time.substr(from, 2)) && time.substr(from, 2) < bound;
  };
  return below(1, "24") && below(4, "60") && below(7, "60") && is_digits(time.substr(10, 3));
}

bool is_count(const Json& value) { return value.is_number_integer() && value >= 0; }

bool is_of(const Json& value, Sort sort) {
  switch (sort) {
    case Sort::Number:
      return value.is_number();
    case Sort::Count:
      return is_count(value);
    case Sort::Moment:
      return is_moment(value);
  }
  return false;
}

/// How `a` and `b` stand to each other; nothing where that is not known.
std::optional<int> order_of(const Json* a, const Json* b, Sort sort) {
  if (a == nullptr || b == nullptr || !is_of(*a, sort) || !is_of(*b, sort)) return std::nullopt;
  if (sort == Sort::Moment &&
      a->get_ref<const std::string&>().size() != b->get_ref<const std::string&>().size())
    return std::nullopt;
  const auto order = compare_json(*a, *b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool at_most(const Json* a, const Json* b, Sort sort) {
  const auto order = order_of(a, b, sort);
  return order && *order <= 0;
}

bool below(const Json* a, const Json* b, Sort sort) {
  const auto order = order_of(a, b, sort);
  return order && *order < 0;
}

/// One stretch inside another, each from `value` to `value1`. The wrong way round it means nothing
/// that is known.
bool between_within(const Json& inner, const Json& outer, Sort sort) {
  const Json* from = member(inner, "value");
  const Json* to = member(inner, "value1");
  const Json* outer_from = member(outer, "value");
  const Json* outer_to = member(outer, "value1");
  return at_most(from, to, sort) && at_most(outer_from, outer_to, sort) &&
         at_most(outer_from, from, sort) && at_most(to, outer_to, sort);
}

/// Whether every number that `inner` takes is strictly on the side that `outer` asks for.
bool in_half_line(const Json& inner, const Json& outer) {
  const std::string_view in = text(inner, "operator");
  const Json* bound = member(outer, "value");
  const bool less = text(outer, "operator") == "lessThan";
  const auto fits = [&](const Json* value) {
    return less ? below(value, bound, Sort::Number) : below(bound, value, Sort::Number);
  };
  const Json* value = member(inner, "value");
  if (value == nullptr) return false;
  if (in == "in")
    return value->is_array() && !value->empty() &&
           std::all_of(value->begin(), value->end(), [&](const Json& one) { return fits(&one); });
  return in == "between" && at_most(value, member(inner, "value1"), Sort::Number) &&
         fits(less ? member(inner, "value1") : value);
}

/// Two conditions that only their bound tells apart.
bool bound_within(const Json& inner, const Json& outer, bool greater_is_wider, Sort sort) {
  const Json* in = member(inner, "value");
  const Json* out = member(outer, "value");
  return alike_but(inner, outer, {"value"}) &&
         (greater_is_wider ? at_most(in, out, sort) : at_most(out, in, sort));
}

/// Two stretches of time that only their bounds tell apart. `said` is the operator or type of both.
bool stretch_within(const Json& inner, const Json& outer, std::string_view said) {
  const std::string_view counted = text(inner, "value_type");
  if (said == "inTheLast" || said == "inTheNext") {
    const std::string_view meant = said == "inTheLast" ? "relative_past" : "relative_future";
    return (counted.empty() || counted == meant) && bound_within(inner, outer, true, Sort::Count);
  }
  const bool past = counted == "relative_past";
  const bool relative = past || counted == "relative_future";
  if (!relative && counted != "absolute") return false;
  const Sort sort = relative ? Sort::Count : Sort::Moment;
  if (said == "between")
    return alike_but(inner, outer, {"value", "value1"}) && between_within(inner, outer, sort);
  // "Before 30 days ago" is earlier, and so less, than "before 7 days ago".
  if (said == "before") return bound_within(inner, outer, !past, sort);
  return said == "after" && bound_within(inner, outer, past, sort);
}

}  // namespace

bool numbers_within(const Json& inner, const Json& outer, Operators operators) {
  const std::string_view in = text(inner, "operator");
  const std::string_view out = text(outer, "operator");
  if (in == out) {
    if (in == "lessThan") return bound_within(inner, outer, true, Sort::Number);
    if (in == "greaterThan") return bound_within(inner, outer, false, Sort::Number);
    return in == "between" && alike_but(inner, outer, {"value", "value1"}) &&
           between_within(inner, outer, Sort::Number);
  }
  const bool open = out == "lessThan" || out == "greaterThan";
  if (operators == Operators::Same || !open || outer.contains("value1")) return false;
  return alike_but(inner, outer, {"operator", "value", "value1"}) && in_half_line(inner, outer);
}

bool times_within(const Json& inner, const Json& outer) {
  // Hours of a day and days of a year come round again: there "between" is no stretch.
  if (inner.contains("extract_type") || outer.contains("extract_type")) return false;
  return same_member(inner, outer, "operator") &&
         stretch_within(inner, outer, text(inner, "operator"));
}

bool range_within(const Json& inner, const Json& outer) {
  if (!inner.is_object() || !outer.is_object() || !same_member(inner, outer, "type")) return false;
  // Beside `value`, nobody knows which of the two counts.
  for (const char* key : {"days", "days1", "from", "to"}) {
    if (inner.contains(key)) return false;
  }
  return stretch_within(inner, outer, text(inner, "type"));
}

bool aggregate_within(const Json& inner, const Json& outer) {
  if (!inner.is_object() || !outer.is_object() || !inner.contains("attribute_name") ||
      inner.contains("is_dynamic_value") || outer.contains("is_dynamic_value"))
    return false;
  const Json* negate = member(inner, "negate");
  if (negate == nullptr || !negate->is_boolean() || !same_member(inner, outer, "negate"))
    return false;
  return *negate == true ? numbers_within(outer, inner, Operators::Same)
                         : numbers_within(inner, outer, Operators::Same);
}

}  // namespace segctl::effect
