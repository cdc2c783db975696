#include "simulator/filter_check.h"

#include <algorithm>
#include <map>

namespace segctl::simulator {
namespace {

using WordList = std::vector<std::string_view>;

/// The operators of each data type that takes some.
const std::map<std::string, WordList, std::less<>>& operators_by_type() {
  static const std::map<std::string, WordList, std::less<>> kOperators{
      {"string",
       {"in", "is", "contains", "containsInTheFollowing", "startsWithInTheFollowing",
        "startWithInTheFollowing", "endsWithInTheFollowing", "exists"}},
      {"double", {"in", "lessThan", "greaterThan", "between", "exists"}},
      {"bool", {"is", "exists"}},
      {"datetime",
       {"on", "between", "before", "after", "inTheLast", "inTheNext", "today", "is", "in",
        "exists"}},
      {"array_string", {"in", "is", "contains", "startsWith", "endsWith", "exists"}},
      {"array_double", {"in", "lessThan", "greaterThan", "between", "exists"}}};
  return kOperators;
}

bool is_known_operator(std::string_view word) {
  const auto& all = operators_by_type();
  return std::any_of(all.begin(), all.end(), [&](const auto& entry) {
    return std::find(entry.second.begin(), entry.second.end(), word) != entry.second.end();
  });
}

/// Whether one value fits the data type: numbers for doubles, strings for strings, …
bool fits(const Json& value, std::string_view data_type) {
  if (data_type == "string" || data_type == "array_string") return value.is_string();
  if (data_type == "double" || data_type == "array_double") return number_of(value).has_value();
  if (data_type == "bool") return value.is_boolean();
  return value.is_string() || value.is_number();
}

void check_one_value(const Json& value, const std::string& path, const std::string& data_type,
                     FilterProblems& problems) {
  if (!fits(value, data_type)) problems.add(path, "does not fit the data type " + data_type);
}

void check_list(const Json& value, const std::string& path, const std::string& data_type,
                FilterProblems& problems) {
  if (!value.is_array()) return check_one_value(value, path, data_type, problems);
  if (value.empty()) problems.add(path, "is an empty list");
  for (const Json& element : value) check_one_value(element, path, data_type, problems);
}

/// The text of `value`, also as the only element of a list; empty where it is neither.
std::string only_text(const Json& filter) {
  const Json* value = member(filter, "value");
  if (value != nullptr && value->is_array() && value->size() == 1) value = &value->front();
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

void check_dynamic(const Json& filter, const std::string& path, FilterProblems& problems) {
  const std::string value = only_text(filter);
  if (!value.starts_with("{{MoeUserAttribute['") || !value.ends_with("']}}")) {
    problems.add(path + ".value", "names no attribute to compare with");
  }
  check_text(filter, "dynamic_attribute_type", path, problems);
  if (text_of(filter, "data_type") == "double" && text_of(filter, "operator") == "between") {
    problems.add(path + ".is_dynamic_value", "is not allowed with between");
  }
}

void check_value(const Json& filter, const std::string& path, const std::string& data_type,
                 const std::string& word, FilterProblems& problems) {
  if (word == "exists" || word == "today") {
    check_absent(filter, "value", path, problems);
    return check_absent(filter, "value1", path, problems);
  }
  if (is_true(filter, "is_dynamic_value")) return check_dynamic(filter, path, problems);
  const Json* value = member(filter, "value");
  if (value == nullptr) return problems.add(path + ".value", "is missing");
  if (takes_list(filter)) return check_list(*value, path + ".value", data_type, problems);
  check_one_value(*value, path + ".value", data_type, problems);
  if (word != "between") return check_absent(filter, "value1", path, problems);
  const Json* upper = member(filter, "value1");
  if (upper == nullptr) return problems.add(path + ".value1", "is missing");
  check_one_value(*upper, path + ".value1", data_type, problems);
}

void check_datetime(const Json& filter, const std::string& path, FilterProblems& problems) {
  if (member(filter, "value_type") != nullptr) {
    (void)check_word(filter, "value_type", path, {"absolute", "relative_past", "relative_future"},
                     problems);
  }
  if (member(filter, "extract_type") != nullptr) {
    (void)check_word(filter, "extract_type", path,
                     {"default_option_date", "time_of_the_day", "day_of_the_week",
                      "day_of_the_month", "month_of_the_year", "date_month_of_the_year"},
                     problems);
  }
}

void check_array(const Json& filter, const std::string& path, FilterProblems& problems) {
  if (member(filter, "array_filter_type") == nullptr) return;
  (void)check_word(filter, "array_filter_type", path, {"any_of", "all_of"}, problems);
  if (is_true(filter, "negate")) check_absent(filter, "array_filter_type", path, problems);
}

void check_geopoint(const Json& filter, const std::string& path, FilterProblems& problems) {
  check_absent(filter, "operator", path, problems);
  for (const char* key : {"value", "value1", "radius"}) {
    const Json* number = member(filter, key);
    if (number == nullptr || !number_of(*number)) {
      problems.add(path + "." + key, "is no number");
    } else if (std::string_view(key) == "radius" && *number_of(*number) <= 0) {
      problems.add(path + "." + key, "is not above 0");
    }
  }
}

void check_object(const Json& filter, const std::string& path, FilterProblems& problems) {
  for (const char* key : {"operator", "negate", "value"}) check_absent(filter, key, path, problems);
  if (is_true(filter, "is_dynamic_value")) {
    problems.add(path + ".is_dynamic_value", "is not allowed here");
  }
  // An object's own filters are attributes that may lack a filter_type, as those of events.
  check_group(filter, path, Place::Event, Empty::Refused, problems);
}

void check_operator(const Json& filter, const std::string& path, const std::string& data_type,
                    FilterProblems& problems) {
  const std::string word = text_of(filter, "operator");
  const WordList& known = operators_by_type().at(data_type);
  if (word.empty()) return problems.add(path + ".operator", "is missing");
  if (std::find(known.begin(), known.end(), word) != known.end()) {
    return check_value(filter, path, data_type, word, problems);
  }
  if (is_known_operator(word)) {
    return problems.add(path + ".operator", word + " is not for the data type " + data_type);
  }
  problems.add_unknown(path + ".operator", "is unknown: " + word);
}

}  // namespace

void check_attribute(const Json& filter, const std::string& path, FilterProblems& problems) {
  check_text(filter, "name", path, problems);
  check_flag(filter, "negate", path, problems);
  check_flag(filter, "case_sensitive", path, problems);
  check_flag(filter, "is_dynamic_value", path, problems);
  const std::string data_type = text_of(filter, "data_type");
  if (data_type.empty()) return problems.add(path + ".data_type", "is missing");
  if (data_type == "geopoint") return check_geopoint(filter, path, problems);
  if (data_type == "object" || data_type == "array_object") {
    return check_object(filter, path, problems);
  }
  if (!operators_by_type().contains(data_type)) {
    return problems.add_unknown(path + ".data_type", "is unknown: " + data_type);
  }
  if (data_type == "datetime") check_datetime(filter, path, problems);
  if (data_type.starts_with("array_")) check_array(filter, path, problems);
  check_operator(filter, path, data_type, problems);
}

}  // namespace segctl::simulator
