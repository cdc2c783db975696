#include "manifest/aggregation.h"

#include "manifest/attribute_value.h"
#include "manifest/data_types.h"
#include "manifest/fields.h"
#include "manifest/time_range.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kKeys = std::to_array<std::string_view>(
    {"attribute_name", "data_type", "aggregation_type", "operator", "negate", "value", "value1",
     "is_dynamic_value", "dynamic_attribute_type", "comparator", "base_time_range"});
constexpr auto kGroupKeys = std::to_array<std::string_view>({"filter_operator", "filters"});
constexpr auto kGroupOperators = std::to_array<std::string_view>({"and", "or"});
constexpr auto kDataTypes = std::to_array<std::string_view>({"double"});
constexpr auto kAggregations =
    std::to_array<std::string_view>({"sum", "avg", "min", "max", "median"});
constexpr auto kOperators =
    std::to_array<std::string_view>({"is", "between", "lessThan", "greaterThan"});
constexpr auto kComparators = std::to_array<std::string_view>({"change", "percentageChange"});
constexpr auto kFirstAndLast = std::to_array<std::string_view>({"firstTime", "lastTime"});
constexpr auto kBeforeAndAfter = std::to_array<std::string_view>({"before", "after"});
constexpr std::string_view kWhat = "an aggregation";

void check_required_word(const Node& aggregation, std::string_view key, Words words,
                         Findings& findings) {
  const Node* value = require(aggregation, key, kWhat, findings);
  if (value != nullptr) expect_word(*value, key, words, findings);
}

void check_number(const Node& aggregation, std::string_view key, Findings& findings) {
  const Node* value = aggregation.find(key);
  if (value == nullptr) return;
  if (is_dynamic(aggregation)) return check_dynamic_value(*value, findings);
  if (as_number_or_text(*value)) return;
  findings.add(Rule::ValueType, *value, fmt::format("\"{}\" must be a number", key));
}

void check_value1(const Node& aggregation, Findings& findings) {
  const Node* name = aggregation.find("operator");
  if (name == nullptr || !is_one_of(name->text, kOperators)) return;
  const Entry* value1 = aggregation.find_entry("value1");
  const bool between = name->text == "between";
  if (between && value1 == nullptr) {
    findings.add(Rule::Value1Between, *name,
                 "the operator \"between\" needs \"value1\", the upper end");
  } else if (!between && value1 != nullptr) {
    findings.add(
        Rule::Value1Between, value1->key_span,
        fmt::format("\"value1\" goes with the operator \"between\", not with \"{}\"", name->text));
  }
  if (between && is_dynamic(aggregation)) {
    findings.add(Rule::DynamicValue, *name,
                 "a double cannot be compared with another attribute by \"between\"",
                 "use lessThan or greaterThan");
  }
}

void check_order(const Node& aggregation, Findings& findings) {
  const Node* name = aggregation.find("operator");
  const Node* low = aggregation.find("value");
  const Node* high = aggregation.find("value1");
  const bool between = name != nullptr && name->text == "between";
  if (!between || low == nullptr || high == nullptr || is_dynamic(aggregation)) return;
  warn_of_reversed(*low, *high, findings);
}

void check_comparator(const Node& aggregation, Findings& findings) {
  const Node* comparator = aggregation.find("comparator");
  const Node* base = aggregation.find("base_time_range");
  if (comparator != nullptr) expect_word(*comparator, "comparator", kComparators, findings);
  if (base != nullptr) check_time_range(*base, "base_time_range", TimeRangeOf::Action, findings);
  if ((comparator == nullptr) == (base == nullptr)) return;
  findings.add(Rule::AggregationComparator, comparator != nullptr ? *comparator : *base,
               comparator != nullptr ? "\"comparator\" needs \"base_time_range\""
                                     : "\"base_time_range\" needs \"comparator\"",
               "a change is measured against a base");
}

void check_one(const Node& aggregation, Findings& findings) {
  if (!expect(NodeKind::Mapping, aggregation, "aggregation_attributes", findings)) return;
  check_keys(aggregation, kKeys, kWhat, findings);
  const Node* name = require(aggregation, "attribute_name", kWhat, findings);
  if (name != nullptr) expect_text(*name, "attribute_name", findings);
  check_required_word(aggregation, "data_type", kDataTypes, findings);
  check_required_word(aggregation, "aggregation_type", kAggregations, findings);
  check_required_word(aggregation, "operator", kOperators, findings);
  expect_optional(NodeKind::Bool, aggregation, "negate", findings);
  expect_optional(NodeKind::Bool, aggregation, "is_dynamic_value", findings);
  expect_optional(NodeKind::String, aggregation, "dynamic_attribute_type", findings);
  static_cast<void>(require(aggregation, "value", kWhat, findings));
  check_number(aggregation, "value", findings);
  check_number(aggregation, "value1", findings);
  check_value1(aggregation, findings);
  check_order(aggregation, findings);
  check_comparator(aggregation, findings);
}

void check_list_of_one(const Node& list, Findings& findings) {
  if (list.items.size() != 1) {
    findings.add(Rule::AggregationCount, list,
                 fmt::format("\"aggregation_attributes\" holds exactly one aggregation, not {}",
                             list.items.size()));
  }
  for (const Node& item : list.items) check_one(item, findings);
}

void check_group_of_one(const Node& group, Findings& findings) {
  check_keys(group, kGroupKeys, "\"aggregation_attributes\"", findings);
  const Node* joined = group.find("filter_operator");
  if (joined != nullptr) expect_word(*joined, "filter_operator", kGroupOperators, findings);
  const Node& filters = *group.find("filters");
  if (expect(NodeKind::Sequence, filters, "filters", findings)) {
    check_list_of_one(filters, findings);
  }
}

void check_content(const Node& content, Findings& findings) {
  if (content.is(NodeKind::Sequence)) {
    check_list_of_one(content, findings);
  } else if (content.find("filters") != nullptr) {
    check_group_of_one(content, findings);
  } else {
    check_one(content, findings);
  }
}

/// Whether `mapping.key.type` is one of `words`.
bool has_type(const Node& filter, std::string_view key, Words words) {
  const Node* mapping = filter.find(key);
  const Node* type = mapping == nullptr ? nullptr : mapping->find("type");
  return type != nullptr && is_one_of(type->text, words);
}

}  // namespace

void check_aggregation(const Node& action, Findings& findings) {
  const Entry* entry = action.find_entry("aggregation_attributes");
  check_content(entry->value, findings);
  const Node* executed = action.find("executed");
  const auto refuse = [&](std::string_view beside) {
    findings.add(Rule::AggregationExecution, entry->key_span,
                 fmt::format("\"aggregation_attributes\" cannot stand beside {}", beside));
  };
  if (executed != nullptr && executed->is(NodeKind::Bool) && !executed->is_true()) {
    refuse("\"executed: false\"");
  }
  if (has_type(action, "execution", kFirstAndLast)) refuse("execution firstTime or lastTime");
  if (has_type(action, "primary_time_range", kBeforeAndAfter)) {
    refuse("a time range of type before or after");
  }
}

}  // namespace segctl::manifest
