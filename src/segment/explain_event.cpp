#include "segment/explain_parts.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

namespace segctl::explanation {
namespace {

using words::member;
using words::text;

bool is_never(const Json& filter) { return words::times(filter) == "not at all"; }

std::string done_text(const Json& filter) {
  const std::string action = words::in_quotes(text(filter, "action_name"));
  if (is_never(filter)) return "who have not done " + action;
  const Json* execution = member(filter, "execution");
  const std::string_view type =
      execution == nullptr ? std::string_view() : text(*execution, "type");
  if (type == "firstTime" || type == "lastTime")
    return "who have done " + action + " for the " + (type == "firstTime" ? "first" : "last") +
           " time";
  return "who have done " + action + " " + words::times(filter);
}

std::string window_text(const Json& filter) {
  std::string out;
  for (const char* key : {"primary_time_range", "time_range"}) {
    if (const Json* range = member(filter, key)) out += " " + words::window(*range);
  }
  return out;
}

/// `aggregation_attributes`: "with a sum of amount that is greater than 100".
std::string aggregate_text(const Json& filter) {
  const Json* aggregate = member(filter, "aggregation_attributes");
  if (aggregate == nullptr) return "";
  if (member(*aggregate, "attribute_name") == nullptr)
    return ", with an aggregation that segctl doesn't know: " +
           words::shown(compact_json(*aggregate));
  Json condition = *aggregate;
  condition["name"] = (*aggregate)["attribute_name"];
  for (const char* key : {"attribute_name", "aggregation_type", "comparator", "base_time_range"})
    condition.erase(key);
  std::string out = ", where the " + words::shown(text(*aggregate, "aggregation_type")) + " of " +
                    attribute_statement(condition).text;
  if (const auto comparator = text(*aggregate, "comparator"); !comparator.empty())
    out += " (as " + words::shown(comparator) + " against";
  if (const Json* base = member(*aggregate, "base_time_range")) out += " " + words::window(*base);
  return aggregate->contains("comparator") ? out + ")" : out;
}

std::string project_text(const Json& filter) {
  const Json* project = member(filter, "project_name");
  return project == nullptr ? "" : " in the project " + words::value(*project);
}

std::string affinity_text(const Json& filter) {
  const std::string_view said = text(filter, "operator_type");
  const auto percent = [&](const char* key) {
    const Json* found = member(filter, key);
    return found == nullptr ? std::string("?") : words::value(*found);
  };
  if (said == "predominant") return "mostly";
  if (said == "minimum") return "at least " + percent("percent_of_times") + " % of the times";
  if (said == "top" || said == "bottom")
    return "so often that they are among the " + std::string(said) + " " +
           percent("percent_of_users") + " % of users";
  return words::word(said) + " (an affinity that segctl doesn't know)";
}

}  // namespace

Statement action_statement(const Json& filter) {
  Statement statement{
      done_text(filter) + window_text(filter) + project_text(filter) + aggregate_text(filter), {}};
  const std::string unknown = unknown_members(
      filter, {"filter_type", "action_name", "executed", "execution", "primary_time_range",
               "attributes", "aggregation_attributes", "project_name"});
  statement.text += unknown;
  if (const Json* attributes = member(filter, "attributes"))
    add_conditions(statement, *attributes, "where");
  return statement;
}

Statement affinity_statement(const Json& filter) {
  const std::string action = words::in_quotes(text(filter, "action_name"));
  Statement statement{"who have done " + action + " " + affinity_text(filter), {}};
  const Json* executed = member(filter, "executed");
  if (executed != nullptr && *executed == false)
    statement.text = "who have not done " + action + " " + affinity_text(filter);
  statement.text += window_text(filter) + project_text(filter);
  if (member(filter, "days") != nullptr || member(filter, "from") != nullptr)
    statement.text += " " + words::window(filter);
  statement.text += unknown_members(
      filter, {"filter_type", "action_name", "operator_type", "percent_of_times",
               "percent_of_users", "psychographic_attributes", "attributes", "primary_time_range",
               "time_range", "days", "days1", "from", "to", "executed", "project_name"});
  Statement aside;
  if (const Json* group = member(filter, "psychographic_attributes"))
    add_conditions(statement, *group, "where");
  if (const Json* group = member(filter, "attributes")) add_conditions(aside, *group, "where");
  if (aside.text.empty()) return statement;
  if (!statement.parts.empty()) {
    statement.parts.push_back({aside.text.substr(2), std::move(aside.parts)});
    return statement;
  }
  statement.text += aside.text;
  statement.parts = std::move(aside.parts);
  return statement;
}

}  // namespace segctl::explanation
