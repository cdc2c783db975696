#include "manifest/attribute_filter.h"

#include "base/text.h"
#include "manifest/attribute_value.h"
#include "manifest/data_types.h"
#include "manifest/datetime_value.h"
#include "manifest/fields.h"
#include "manifest/filter_check.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kGeneralKeys =
    std::to_array<std::string_view>({"filter_type", "name", "data_type", "category"});
constexpr auto kKeys = std::to_array<std::string_view>(
    {"filter_type", "name", "data_type", "category", "operator", "negate", "value", "value1",
     "case_sensitive", "value_type", "extract_type", "period_unit", "radius", "array_filter_type",
     "is_dynamic_value", "dynamic_attribute_type", "filter_operator", "filters"});
constexpr auto kArrayFilterTypes = std::to_array<std::string_view>({"any_of", "all_of"});
constexpr std::string_view kFlags[] = {"negate", "case_sensitive", "is_dynamic_value"};

/// The data_type, or the one that was meant; null after reporting why what depends on it can't be
/// checked.
const DataType* read_data_type(const Node& filter, Findings& findings) {
  const Node* name = require(filter, "data_type", "an attribute filter", findings);
  if (name == nullptr || !expect_text(*name, "data_type", findings)) return nullptr;
  if (const DataType* type = find_data_type(name->text)) return type;
  if (name->text == "date") {
    findings.add(Rule::DataTypeMistake, *name, "there is no data_type \"date\"",
                 "write \"datetime\"");
    return find_data_type("datetime");
  }
  findings.add(Rule::UnknownDataType, *name,
               fmt::format("the data_type {} is not known; the filter is passed on untouched",
                           in_quotes(name->text)),
               did_you_mean(name->text, data_type_names()));
  return nullptr;
}

bool is_object(const DataType& type) {
  return type.name == "object" || type.name == "array_object";
}

/// A flag that is false says nothing, wherever MoEngage or the dashboard writes it. Only objects
/// are documented to have no negate, whatever it says.
bool is_idle_flag(const Entry& entry, const DataType& type) {
  if (is_object(type) && entry.key == "negate") return false;
  return is_one_of(entry.key, kFlags) && entry.value.is(NodeKind::Bool) && !entry.value.is_true();
}

void check_allowed_keys(const Node& filter, const DataType& type, Findings& findings) {
  for (const Entry& entry : filter.entries) {
    if (!is_one_of(entry.key, kKeys) || is_one_of(entry.key, kGeneralKeys)) continue;
    if (is_one_of(entry.key, type.allowed_keys) || is_idle_flag(entry, type)) continue;
    findings.add(Rule::KeyNotAllowed, entry.key_span,
                 fmt::format("a filter on data_type {} has no \"{}\"", type.name, entry.key));
  }
}

void check_array_filter_type(const Node& filter, Findings& findings) {
  const Entry* entry = filter.find_entry("array_filter_type");
  if (entry == nullptr) return;
  expect_word(entry->value, "array_filter_type", kArrayFilterTypes, findings);
  const Node* negate = filter.find("negate");
  if (negate != nullptr && negate->is_true()) {
    findings.add(Rule::ArrayFilterType, entry->key_span,
                 "\"array_filter_type\" cannot stand beside \"negate: true\"",
                 "remove one of them");
  }
}

/// The operator, or null after reporting why its values can't be checked.
const Node* read_operator(const Node& filter, const DataType& type, Findings& findings) {
  const Node* name = require(filter, "operator", "an attribute filter", findings);
  if (name == nullptr || !expect_text(*name, "operator", findings)) return nullptr;
  if (is_one_of(name->text, type.operators)) return name;
  if (const std::string_view instead = instead_of_operator(name->text); !instead.empty()) {
    findings.add(Rule::OperatorMistake, *name,
                 fmt::format("there is no operator {}", in_quotes(name->text)),
                 std::string(instead));
  } else if (is_known_operator(name->text)) {
    findings.add(
        Rule::OperatorDataType, *name,
        fmt::format("the operator \"{}\" does not exist for data_type {}", name->text, type.name),
        fmt::format("one of {}", listed(type.operators)));
  } else {
    findings.add(Rule::UnknownOperator, *name,
                 fmt::format("the operator {} is not known; it is passed on untouched",
                             in_quotes(name->text)),
                 did_you_mean(name->text, type.operators));
  }
  return nullptr;
}

void check_comparison(const Node& filter, const DataType& type, Findings& findings) {
  check_dynamic_type(filter, findings);
  if (const Node* name = read_operator(filter, type, findings)) {
    check_values(filter, type, name->text, findings);
  } else if (type.name == "datetime") {
    static_cast<void>(read_time_form(filter, "", findings));
  }
}

}  // namespace

void check_attribute_filter(const Node& filter, Findings& findings) {
  const Node* name = require(filter, "name", "an attribute filter", findings);
  if (name != nullptr) expect_text(*name, "name", findings);
  expect_optional(NodeKind::String, filter, "category", findings);
  const DataType* type = read_data_type(filter, findings);
  if (type == nullptr) return;
  check_keys(filter, kKeys, "an attribute filter", findings);
  check_allowed_keys(filter, *type, findings);
  for (const std::string_view flag : kFlags) {
    expect_optional(NodeKind::Bool, filter, flag, findings);
  }
  check_array_filter_type(filter, findings);
  if (is_object(*type)) {
    check_group_body(filter, fmt::format("a filter on data_type {}", type->name),
                     GroupOf::Attributes, Emptiness::Refused, findings);
  } else if (type->name == "geopoint") {
    check_geopoint(filter, findings);
  } else {
    check_comparison(filter, *type, findings);
  }
}

}  // namespace segctl::manifest
