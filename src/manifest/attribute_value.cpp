#include "manifest/attribute_value.h"

#include "base/text.h"
#include "manifest/datetime_value.h"
#include "manifest/fields.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace segctl::manifest {
namespace {

/// What the values of one filter must be.
struct Expected {
  const DataType* type;
  bool dynamic;
  TimeForm form;
};

std::string_view value_phrase(std::string_view type) {
  if (type == "bool") return "true or false";
  return type.ends_with("double") ? "a number" : "a string";
}

bool is_of_type(const Node& value, std::string_view type) {
  if (type == "bool") return value.is(NodeKind::Bool);
  // A number that cannot be kept has been reported already.
  if (type.ends_with("double")) return value.is_number() || as_number_or_text(value).has_value();
  return value.is(NodeKind::String);
}

void check_single(const Node& value, std::string_view key, const Expected& expected,
                  Findings& findings) {
  if (value.is(NodeKind::Sequence) || value.is(NodeKind::Mapping)) {
    findings.add(
        Rule::ValueScalar, value,
        fmt::format("\"{}\" must be a single value, not {}", key, kind_phrase(value.kind)));
  } else if (expected.dynamic) {
    check_dynamic_value(value, findings);
  } else if (expected.type->name == "datetime") {
    check_time_value(value, key, expected.form, findings);
  } else if (!is_of_type(value, expected.type->name)) {
    const std::string_view wanted = value_phrase(expected.type->name);
    const bool quoting_helps = wanted == "a string" && !value.text.empty();
    findings.add(
        Rule::ValueType, value,
        fmt::format("\"{}\" must be {}, as data_type is {}", key, wanted, expected.type->name),
        quoting_helps ? fmt::format("put it in quotes: \"{}\"", value.text) : "");
  }
}

void check_list(const Node& value, std::string_view name_of_operator, const Expected& expected,
                Findings& findings) {
  if (expected.dynamic && !value.is(NodeKind::Sequence)) {
    return check_dynamic_value(value, findings);
  }
  if (!value.is(NodeKind::Sequence)) {
    findings.add(Rule::ValueList, value,
                 fmt::format("the operator \"{}\" needs a list of values", name_of_operator),
                 value.text.empty() ? "" : fmt::format("write [{}]", printable(value.text)));
    return;
  }
  if (value.items.empty()) {
    findings.add(Rule::ValueList, value,
                 fmt::format("the operator \"{}\" needs at least one value", name_of_operator));
  }
  for (const Node& item : value.items) check_single(item, "value", expected, findings);
}

/// Whether both are numbers and `high` is the smaller one; nothing where they are not.
std::optional<bool> are_reversed(const Node& low, const Node& high) {
  const auto least = as_number_or_text(low);
  const auto most = as_number_or_text(high);
  if (!least || !most) return std::nullopt;
  return *most < *least;
}

void report_reversed(const Node& high, Findings& findings) {
  findings.add(Rule::BetweenOrder, high, "\"value1\" is smaller than \"value\": nobody can match",
               "exchange the two");
}

void check_order(const Node& low, const Node& high, const Expected& expected, Findings& findings) {
  if (expected.dynamic) return;
  const bool times = expected.type->name == "datetime" && is_after(low, high);
  if (are_reversed(low, high).value_or(times)) report_reversed(high, findings);
}

void check_range(const Node& value, const Node* value1, const Expected& expected,
                 Findings& findings) {
  check_single(value, "value", expected, findings);
  if (value1 == nullptr) {
    findings.add(Rule::Value1Between, value,
                 "the operator \"between\" needs \"value1\", the upper end");
    return;
  }
  check_single(*value1, "value1", expected, findings);
  check_order(value, *value1, expected, findings);
}

void refuse_value1(const Node& filter, std::string_view name_of_operator, Findings& findings) {
  const Entry* value1 = filter.find_entry("value1");
  if (value1 == nullptr) return;
  findings.add(Rule::Value1Between, value1->key_span,
               fmt::format("\"value1\" goes with the operator \"between\", not with \"{}\"",
                           name_of_operator));
}

void refuse_value(const Node& filter, std::string_view name_of_operator, Findings& findings) {
  const Entry* value = filter.find_entry("value");
  if (value == nullptr) return;
  findings.add(Rule::ValueNotAllowed, value->key_span,
               fmt::format("the operator \"{}\" takes no value", name_of_operator), "remove it");
}

Expected expect_values(const Node& filter, const DataType& type, std::string_view name_of_operator,
                       Findings& findings) {
  Expected expected{&type, is_dynamic(filter), TimeForm::Either};
  if (type.name == "datetime") expected.form = read_time_form(filter, name_of_operator, findings);
  if (expected.dynamic && name_of_operator == "between" && type.name == "double") {
    findings.add(Rule::DynamicValue, filter.find_entry("is_dynamic_value")->key_span,
                 "a double cannot be compared with another attribute by \"between\"",
                 "use lessThan and greaterThan, each in a filter");
  }
  return expected;
}

/// One coordinate or the radius of a geopoint.
void check_measure(const Node& filter, std::string_view key, double most, Findings& findings) {
  const Node* value = require(filter, key, "a filter on data_type geopoint", findings);
  if (value == nullptr) return;
  if (is_dynamic(filter) && value->is(NodeKind::String)) {
    return check_dynamic_value(*value, findings);
  }
  const auto number = value->is_number() ? as_number_or_text(*value) : std::nullopt;
  if (!number) {
    findings.add(Rule::ValueType, *value, fmt::format("\"{}\" must be a number", key),
                 "value is the latitude, value1 the longitude, radius is in metres");
    return;
  }
  const bool outside = key == "radius" ? *number <= 0 : std::abs(*number) > most;
  if (!outside) return;
  findings.add(Rule::ValueRange, *value,
               key == "radius" ? std::string("\"radius\" must be more than 0 metres")
                               : fmt::format("\"{}\" must be from -{} to {}", key, most, most),
               "value is the latitude, value1 the longitude");
}

}  // namespace

bool is_dynamic(const Node& filter) {
  const Node* flag = filter.find("is_dynamic_value");
  return flag != nullptr && flag->is_true();
}

void check_dynamic_type(const Node& filter, Findings& findings) {
  const Node* type = filter.find("dynamic_attribute_type");
  if (type != nullptr) {
    expect_text(*type, "dynamic_attribute_type", findings);
  } else if (is_dynamic(filter)) {
    findings.add(Rule::DynamicValue, filter.find_entry("is_dynamic_value")->key_span,
                 "\"is_dynamic_value: true\" needs \"dynamic_attribute_type\"",
                 "it is the data_type of the other attribute");
  }
}

void check_dynamic_value(const Node& value, Findings& findings) {
  const std::string_view text = value.text;
  if (value.is(NodeKind::String) && text.size() > 4 && text.starts_with("{{") &&
      text.ends_with("}}")) {
    return;
  }
  findings.add(Rule::DynamicValue, value,
               "with \"is_dynamic_value: true\" the value must name another attribute",
               "write \"{{MoeUserAttribute['NAME']}}\", in quotes");
}

void warn_of_reversed(const Node& low, const Node& high, Findings& findings) {
  if (are_reversed(low, high).value_or(false)) report_reversed(high, findings);
}

void check_values(const Node& filter, const DataType& type, std::string_view name_of_operator,
                  Findings& findings) {
  const Expected expected = expect_values(filter, type, name_of_operator, findings);
  const Shape shape = shape_of(name_of_operator, type);
  const Node* value = filter.find("value");
  if (shape != Shape::Range) refuse_value1(filter, name_of_operator, findings);
  if (shape == Shape::None) return refuse_value(filter, name_of_operator, findings);
  if (value == nullptr) {
    findings.add(Rule::ValueMissing, filter,
                 fmt::format("the operator \"{}\" needs a value", name_of_operator));
  } else if (shape == Shape::Range) {
    check_range(*value, filter.find("value1"), expected, findings);
  } else if (shape == Shape::List) {
    check_list(*value, name_of_operator, expected, findings);
  } else {
    check_single(*value, "value", expected, findings);
  }
}

void check_geopoint(const Node& filter, Findings& findings) {
  check_measure(filter, "value", 90, findings);
  check_measure(filter, "value1", 180, findings);
  check_measure(filter, "radius", 0, findings);
}

}  // namespace segctl::manifest
