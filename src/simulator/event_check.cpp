#include "base/clock.h"
#include "simulator/filter_check.h"

namespace segctl::simulator {
namespace {

void check_execution(const Json& filter, const std::string& path, FilterProblems& problems) {
  const Json* execution = member(filter, "execution");
  if (execution == nullptr) return problems.add(path, "is missing");
  const std::string type =
      check_word(*execution, "type", path,
                 {"atleast", "exactly", "atmost", "firstTime", "lastTime"}, problems);
  if (type.empty()) return;
  if (type == "firstTime" || type == "lastTime") {
    return check_absent(*execution, "count", path, problems);
  }
  const Json* count = member(*execution, "count");
  const auto number = count == nullptr ? std::nullopt : integer_of(*count);
  if (!number) return problems.add(path + ".count", "is no integer");
  if (is_true(filter, "executed") && *number <= 0) {
    problems.add(path + ".count", "is not above 0");
  }
  if (!is_true(filter, "executed") && (type != "exactly" || *number != 0)) {
    problems.add(path, "is not exactly 0 where the event was not executed");
  }
}

/// What a bound of a time range must be under a value type.
bool is_bound(const Json& value, const std::string& value_type) {
  if (value_type == "relative_past") return integer_of(value).has_value();
  return value.is_string() && parse_utc(value.get_ref<const std::string&>()).has_value();
}

bool is_in_order(const Json& lower, const Json& upper, const std::string& value_type) {
  if (value_type == "relative_past") return *integer_of(lower) < *integer_of(upper);
  return *parse_utc(lower.get_ref<const std::string&>()) <
         *parse_utc(upper.get_ref<const std::string&>());
}

void check_bounds(const Json& range, const std::string& path, const std::string& type,
                  const std::string& value_type, FilterProblems& problems) {
  const bool of_dashboard = member(range, "days") != nullptr;
  const char* lower_key = of_dashboard ? "days" : "value";
  const char* upper_key = of_dashboard ? "days1" : "value1";
  const Json* lower = member(range, lower_key);
  if (lower == nullptr || !is_bound(*lower, value_type)) {
    return problems.add(path + "." + lower_key, "is missing or does not fit " + value_type);
  }
  if (type != "between") return;
  const Json* upper = member(range, upper_key);
  if (upper == nullptr || !is_bound(*upper, value_type)) {
    return problems.add(path + "." + upper_key, "is missing or does not fit " + value_type);
  }
  if (!is_in_order(*lower, *upper, value_type)) {
    problems.add(path + "." + upper_key, "is not above " + std::string(lower_key));
  }
}

void check_time_range(const Json& range, const std::string& path, FilterProblems& problems) {
  const std::string type =
      check_word(range, "type", path, {"inTheLast", "between", "on", "before", "after"}, problems);
  const std::string value_type =
      check_word(range, "value_type", path, {"absolute", "relative_past"}, problems);
  if (type.empty() || value_type.empty()) return;
  if (type == "inTheLast" && value_type != "relative_past") {
    problems.add(path + ".value_type", "is not relative_past with inTheLast");
  }
  if (type == "after" && value_type != "absolute") {
    problems.add(path + ".value_type", "is not absolute with after");
  }
  const bool has_unit = member(range, "period_unit") != nullptr;
  if (has_unit || (value_type == "relative_past" && member(range, "days") == nullptr)) {
    (void)check_word(range, "period_unit", path, {"hours", "days", "weeks", "months"}, problems);
  }
  check_bounds(range, path, type, value_type, problems);
}

/// The only aggregation of a list, of a group or of an object; null where there is not exactly one.
const Json* only_aggregation(const Json& aggregations) {
  if (const Json* filters = member(aggregations, "filters")) return only_aggregation(*filters);
  if (aggregations.is_object()) return &aggregations;
  return aggregations.is_array() && aggregations.size() == 1 ? &aggregations.front() : nullptr;
}

void check_aggregation_place(const Json& filter, const std::string& path,
                             FilterProblems& problems) {
  const Json* execution = member(filter, "execution");
  const std::string type = execution == nullptr ? "" : text_of(*execution, "type");
  if (!is_true(filter, "executed") || type == "firstTime" || type == "lastTime") {
    problems.add(path, "is not allowed with this execution");
  }
  const Json* range = member(filter, "primary_time_range");
  const std::string range_type = range == nullptr ? "" : text_of(*range, "type");
  if (range_type == "before" || range_type == "after") {
    problems.add(path, "is not allowed with the time range " + range_type);
  }
}

void check_aggregation(const Json& filter, const std::string& path, FilterProblems& problems) {
  const Json* aggregations = member(filter, "aggregation_attributes");
  if (aggregations == nullptr) return;
  check_aggregation_place(filter, path, problems);
  const Json* one = only_aggregation(*aggregations);
  if (one == nullptr) return problems.add(path, "does not hold exactly one aggregation");
  check_text(*one, "attribute_name", path, problems);
  (void)check_word(*one, "data_type", path, {"double"}, problems);
  (void)check_word(*one, "aggregation_type", path, {"sum", "avg", "min", "max", "median"},
                   problems);
  const std::string word =
      check_word(*one, "operator", path, {"is", "between", "lessThan", "greaterThan"}, problems);
  check_flag(*one, "negate", path, problems);
  if (member(*one, "value") == nullptr) problems.add(path + ".value", "is missing");
  if (word == "between" && member(*one, "value1") == nullptr) {
    problems.add(path + ".value1", "is missing");
  }
  if (member(*one, "comparator") != nullptr) {
    (void)check_word(*one, "comparator", path, {"change", "percentageChange"}, problems);
  }
}

void check_percent(const Json& filter, const std::string& path, const char* key,
                   FilterProblems& problems) {
  constexpr int kMost = 100;
  const Json* value = member(filter, key);
  const auto percent = value == nullptr ? std::nullopt : number_of(*value);
  if (!percent || *percent < 1 || *percent > kMost) {
    problems.add(path + "." + key, "is not from 1 to 100");
  }
}

void check_affinity_attributes(const Json& group, const std::string& path,
                               FilterProblems& problems) {
  check_group(group, path, Place::Event, Empty::Refused, problems);
  const Json* filters = member(group, "filters");
  if (filters == nullptr || !filters->is_array()) return;
  for (const Json& filter : *filters) {
    const std::string data_type = text_of(filter, "data_type");
    if (data_type != "string" && data_type != "double") {
      problems.add(path, "holds another data type than string and double");
    }
  }
}

}  // namespace

void check_action(const Json& filter, const std::string& path, FilterProblems& problems) {
  check_text(filter, "action_name", path, problems);
  const Json* executed = member(filter, "executed");
  if (executed == nullptr || !executed->is_boolean()) {
    problems.add(path + ".executed", "is missing or no boolean");
  }
  check_execution(filter, path + ".execution", problems);
  if (const Json* range = member(filter, "primary_time_range")) {
    check_time_range(*range, path + ".primary_time_range", problems);
  } else {
    problems.add(path + ".primary_time_range", "is missing");
  }
  if (const Json* attributes = member(filter, "attributes")) {
    check_group(*attributes, path + ".attributes", Place::Event, Empty::Allowed, problems);
  }
  check_aggregation(filter, path + ".aggregation_attributes", problems);
}

void check_affinity(const Json& filter, const std::string& path, FilterProblems& problems) {
  check_text(filter, "action_name", path, problems);
  const std::string type = check_word(filter, "operator_type", path,
                                      {"predominant", "minimum", "top", "bottom"}, problems);
  if (type == "minimum") check_percent(filter, path, "percent_of_times", problems);
  if (type == "top" || type == "bottom") check_percent(filter, path, "percent_of_users", problems);
  if (const Json* attributes = member(filter, "psychographic_attributes")) {
    check_affinity_attributes(*attributes, path + ".psychographic_attributes", problems);
  } else {
    problems.add(path + ".psychographic_attributes", "is missing");
  }
}

}  // namespace segctl::simulator
