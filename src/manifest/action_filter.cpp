#include "manifest/action_filter.h"

#include "manifest/aggregation.h"
#include "manifest/execution.h"
#include "manifest/fields.h"
#include "manifest/filter_check.h"
#include "manifest/time_range.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kActionKeys = std::to_array<std::string_view>(
    {"filter_type", "action_name", "executed", "execution", "primary_time_range", "attributes",
     "aggregation_attributes", "project_name"});
constexpr auto kAffinityKeys = std::to_array<std::string_view>(
    {"filter_type", "action_name", "executed", "execution", "primary_time_range", "attributes",
     "operator_type", "percent_of_times", "percent_of_users", "psychographic_attributes",
     "project_name"});
constexpr auto kOperatorTypes =
    std::to_array<std::string_view>({"predominant", "minimum", "top", "bottom"});

/// What both kinds of filter have in common; `what` says which it is.
void check_common(const Node& filter, std::string_view what, TimeRangeOf of, Findings& findings) {
  const Node* name = require(filter, "action_name", what, findings);
  if (name != nullptr) expect_text(*name, "action_name", findings);
  expect_optional(NodeKind::Bool, filter, "executed", findings);
  expect_optional(NodeKind::String, filter, "project_name", findings);
  if (const Node* execution = filter.find("execution")) {
    check_execution(*execution, filter.find("executed"), findings);
  }
  if (const Node* range = require(filter, "primary_time_range", what, findings)) {
    check_time_range(*range, "primary_time_range", of, findings);
  }
  if (const Node* attributes = filter.find("attributes")) {
    check_group(*attributes, "attributes", GroupOf::Attributes, Emptiness::Allowed, findings);
  }
}

void check_percent(const Node& filter, std::string_view key, std::string_view operator_type,
                   bool wanted, Findings& findings) {
  const Entry* entry = filter.find_entry(key);
  if (entry == nullptr && wanted) {
    findings.add(Rule::PsychographicPercent, filter,
                 fmt::format("operator_type {} needs \"{}\"", operator_type, key));
  } else if (entry != nullptr && !wanted) {
    findings.add(Rule::PsychographicPercent, entry->key_span,
                 fmt::format("operator_type {} has no \"{}\"", operator_type, key));
  } else if (entry != nullptr) {
    const auto percent = as_integer(entry->value);
    if (percent && *percent >= 1 && *percent <= 100) return;
    findings.add(Rule::PsychographicPercent, entry->value,
                 fmt::format("\"{}\" must be a whole number from 1 to 100", key));
  }
}

void check_operator_type(const Node& filter, Findings& findings) {
  const Node* type = require(filter, "operator_type", "a psychographic_event filter", findings);
  if (type == nullptr || !expect_word(*type, "operator_type", kOperatorTypes, findings)) return;
  const bool of_users = type->text == "top" || type->text == "bottom";
  check_percent(filter, "percent_of_times", type->text, type->text == "minimum", findings);
  check_percent(filter, "percent_of_users", type->text, of_users, findings);
}

void check_affinity_data_types(const Node& group, Findings& findings) {
  const Node* filters = group.find("filters");
  if (filters == nullptr) return;
  for (const Node& filter : filters->items) {
    check_affinity_data_types(filter, findings);
    const Node* type = filter.find("data_type");
    if (type == nullptr || type->text == "string" || type->text == "double") continue;
    findings.add(Rule::PsychographicAttributes, *type,
                 "an affinity is measured on attributes of data_type string and double only");
  }
}

void check_affinity_attributes(const Node& filter, Findings& findings) {
  constexpr std::string_view kKey = "psychographic_attributes";
  const Node* group = require(filter, kKey, "a psychographic_event filter", findings);
  if (group == nullptr) return;
  check_group(*group, kKey, GroupOf::Attributes, Emptiness::Allowed, findings);
  check_affinity_data_types(*group, findings);
  const Node* filters = group->find("filters");
  if (filters != nullptr && filters->is(NodeKind::Sequence) && filters->items.empty()) {
    findings.add(Rule::PsychographicAttributes, *filters,
                 "\"psychographic_attributes\" needs at least one filter");
  }
}

}  // namespace

void check_action(const Node& filter, Findings& findings) {
  constexpr std::string_view kWhat = "an actions filter";
  check_keys(filter, kActionKeys, kWhat, findings);
  static_cast<void>(require(filter, "executed", kWhat, findings));
  static_cast<void>(require(filter, "execution", kWhat, findings));
  check_common(filter, kWhat, TimeRangeOf::Action, findings);
  if (filter.find("aggregation_attributes") != nullptr) check_aggregation(filter, findings);
}

void check_affinity(const Node& filter, Findings& findings) {
  check_keys(filter, kAffinityKeys, "a psychographic_event filter", findings);
  check_common(filter, "a psychographic_event filter", TimeRangeOf::Affinity, findings);
  check_operator_type(filter, findings);
  check_affinity_attributes(filter, findings);
}

}  // namespace segctl::manifest
