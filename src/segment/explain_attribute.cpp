#include "base/text.h"
#include "segment/explain_parts.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace segctl::explanation {
namespace {

using words::member;
using words::text;

using Pair = std::pair<std::string_view, std::string_view>;

/// What stands between "is", or "is not", and the value; nothing for an operator that is not known.
struct Phrase {
  std::string_view said;
  std::string_view is;
  std::string_view is_not;
};

constexpr std::array<Phrase, 15> kPhrases{{
    {"in", "is", "is not"},
    {"is", "is", "is not"},
    {"contains", "contains", "does not contain"},
    {"containsInTheFollowing", "contains", "does not contain"},
    {"startsWith", "starts with", "does not start with"},
    {"startsWithInTheFollowing", "starts with", "does not start with"},
    {"endsWith", "ends with", "does not end with"},
    {"endsWithInTheFollowing", "ends with", "does not end with"},
    {"lessThan", "is less than", "is not less than"},
    {"greaterThan", "is greater than", "is not greater than"},
    {"before", "is before", "is not before"},
    {"after", "is after", "is not after"},
    {"on", "is on", "is not on"},
    {"inTheLast", "is in the last", "is not in the last"},
    {"inTheNext", "is in the next", "is not in the next"},
}};

bool is_negated(const Json& filter) {
  const Json* negate = member(filter, "negate");
  return negate != nullptr && *negate == true;
}

/// What of a datetime is looked at: ", by its month,".
std::string part_text(std::string_view part) {
  static constexpr std::array<Pair, 5> kParts{{
      {"time_of_the_day", "hour (0-23)"},
      {"day_of_the_week", "weekday (0-6)"},
      {"day_of_the_month", "day of the month"},
      {"month_of_the_year", "month"},
      {"date_month_of_the_year", "day of any year (MM-DD)"},
  }};
  if (part.empty()) return "";
  for (const auto& [key, words] : kParts) {
    if (part == key) return ", by its " + std::string(words) + ",";
  }
  return ", by its " + words::shown(part) + ", which segctl doesn't know,";
}

/// "{{MoeUserAttribute['city']}}" is the user's own city.
std::string other_attribute(const Json& value) {
  const auto* said = value.get_ptr<const std::string*>();
  constexpr std::string_view kBegin = "{{MoeUserAttribute['";
  constexpr std::string_view kEnd = "']}}";
  if (said == nullptr || !said->starts_with(kBegin) || !said->ends_with(kEnd))
    return words::value(value);
  const std::string_view name(*said);
  return "the user's own " +
         words::word(name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size()));
}

/// "1 day", "3 weeks"; without a unit it is days.
std::string stretch_text(const Json& filter, const Json& value) {
  std::string unit(text(filter, "period_unit"));
  if (unit.empty()) unit = "days";
  if (value == 1 && unit.ends_with('s')) unit.pop_back();
  return words::value(value) + " " + words::shown(unit);
}

/// A point in time as it was counted: "2026-01-31", "30 days ago", "7 days from now".
std::string moment_text(const Json& filter, const Json& value) {
  const std::string_view counted_from = text(filter, "value_type");
  const std::string number = words::value(value);
  if (counted_from == "relative_past") return stretch_text(filter, value) + " ago";
  if (counted_from == "relative_future") return stretch_text(filter, value) + " from now";
  const auto* said = value.get_ptr<const std::string*>();
  const bool whole =
      said != nullptr && (said->ends_with("T00:00:00.000Z") || said->ends_with("T23:59:59.999Z"));
  return whole ? words::shown(said->substr(0, said->size() - 14)) : number;
}

std::string one_value(const Json& filter, const Json& value) {
  const Json* dynamic = member(filter, "is_dynamic_value");
  if (dynamic != nullptr && *dynamic == true) return other_attribute(value);
  if (value == "") return "empty";
  if (value == " ") return "spaces";
  const std::string_view said = text(filter, "operator");
  if (said == "inTheLast" || said == "inTheNext") return stretch_text(filter, value);
  const bool dated = text(filter, "data_type") == "datetime" && !filter.contains("extract_type");
  return dated ? moment_text(filter, value) : words::value(value);
}

std::string value_text(const Json& filter) {
  const Json* value = member(filter, "value");
  if (value == nullptr) return "";
  if (value->is_array()) return " " + choice(*value);
  return " " + one_value(filter, *value);
}

std::string between_text(const Json& filter) {
  const auto bound = [&](const char* key) {
    const Json* value = member(filter, key);
    return value == nullptr ? std::string("?") : one_value(filter, *value);
  };
  return (is_negated(filter) ? "is not between " : "is between ") + bound("value") + " and " +
         bound("value1");
}

std::string condition_text(const Json& filter) {
  const std::string_view said = text(filter, "operator");
  const bool negated = is_negated(filter);
  if (said == "exists") return negated ? "is not there" : "is there";
  if (said == "today") return negated ? "is not today" : "is today";
  if (said == "between") return between_text(filter);
  for (const Phrase& phrase : kPhrases) {
    if (phrase.said == said)
      return std::string(negated ? phrase.is_not : phrase.is) + value_text(filter);
  }
  return std::string(negated ? "not " : "") + words::word(said) + value_text(filter) +
         " (an operator that segctl doesn't know)";
}

std::string place_text(const Json& filter) {
  const auto number = [&](const char* key) {
    const Json* found = member(filter, key);
    return found == nullptr ? std::string("?") : words::value(*found);
  };
  return std::string(is_negated(filter) ? "is not" : "is") + " within " + number("radius") +
         " metres of " + number("value") + ", " + number("value1");
}

/// Which values of an array have to match.
std::string array_text(const Json& filter) {
  const std::string_view how = text(filter, "array_filter_type");
  if (how == "any_of") return ", any of its values,";
  if (how == "all_of") return ", all_of its values (MoEngage doesn't document all of which),";
  return ", any or all of its values (it is not said which),";
}

std::string remarks(const Json& filter) {
  std::string out;
  const Json* strict = member(filter, "case_sensitive");
  if (strict != nullptr && *strict == true) out += " (upper and lower case as written)";
  out += unknown_members(filter, {"filter_type", "name", "data_type", "operator", "negate", "value",
                                  "value1", "radius", "value_type", "period_unit", "extract_type",
                                  "case_sensitive", "array_filter_type", "is_dynamic_value",
                                  "dynamic_attribute_type", "filters", "filter_operator"});
  return out;
}

/// How the conditions of a group belong together; empty for "and" of one.
std::string joined_text(std::string_view joined_by) {
  if (joined_by == "and") return "all of this is so:";
  if (joined_by == "or") return "any of this is so:";
  return "this is so, joined by " + words::word(joined_by) + ", which segctl doesn't know:";
}

Statement condition_statement(const Json& filter) {
  if (text(filter, "filter_type") == "nested_filters") {
    Statement group;
    add_conditions(group, filter, "");
    return group;
  }
  if (member(filter, "data_type") != nullptr) return attribute_statement(filter);
  return {"something that segctl doesn't know: " + words::shown(compact_json(filter)), {}};
}

}  // namespace

std::string choice(const Json& values) {
  if (values.empty()) return "one of an empty list";
  std::string out;
  const std::size_t count = std::min(values.size(), words::kShownValues);
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == values.size();
    if (i > 0) out += last ? " or " : ", ";
    out += values[i] == "" ? "empty" : values[i] == " " ? "spaces" : words::value(values[i]);
  }
  if (count < values.size()) out += " or one of " + with_thousands(values.size() - count) + " more";
  return out;
}

Statement attribute_statement(const Json& filter) {
  const std::string_view type = text(filter, "data_type");
  const bool array = type.starts_with("array_") && type != "array_object";
  const std::string name = words::word(text(filter, "name")) +
                           part_text(text(filter, "extract_type")) +
                           (array ? array_text(filter) : "") + " ";
  if (type == "object" || type == "array_object") {
    Statement statement{
        name + (type == "object" ? "is an object" : "has an object") + remarks(filter), {}};
    if (is_negated(filter)) statement.text += " (negated: nobody says what that means here)";
    if (filter.contains("filters")) add_conditions(statement, filter, "where");
    return statement;
  }
  if (type == "geopoint") return {name + place_text(filter) + remarks(filter), {}};
  std::string condition = condition_text(filter);
  static constexpr std::array<std::string_view, 6> kTypes{
      "string", "double", "bool", "datetime", "array_string", "array_double"};
  const bool known = std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
  if (!known) condition += " (of the type " + words::word(type) + ", which segctl doesn't know)";
  return {name + condition + remarks(filter), {}};
}

void add_conditions(Statement& statement, const Json& group, std::string_view lead) {
  const Json* filters = member(group, "filters");
  const std::string head = lead.empty() ? "" : ", " + std::string(lead) + " ";
  if (filters == nullptr || !filters->is_array()) {
    statement.text += head + "there are conditions that segctl doesn't know: " +
                      words::shown(compact_json(group));
    return;
  }
  if (filters->empty()) {
    if (lead.empty()) statement.text += "a group without conditions";
    return;
  }
  std::vector<Statement> parts;
  for (const Json& filter : *filters) parts.push_back(condition_statement(filter));
  const std::string_view joined_by = text(group, "filter_operator");
  if (parts.size() == 1 && parts.front().parts.empty() && joined_by == "and") {
    statement.text += head + parts.front().text;
    return;
  }
  statement.text += head + joined_text(joined_by);
  statement.parts = std::move(parts);
}

}  // namespace segctl::explanation
