#include "manifest/data_types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace segctl::manifest {
namespace {

using std::string_view;

constexpr string_view kStringOperators[] = {"in",
                                            "is",
                                            "contains",
                                            "containsInTheFollowing",
                                            "startsWithInTheFollowing",
                                            "startWithInTheFollowing",
                                            "endsWithInTheFollowing",
                                            "exists"};
constexpr string_view kDoubleOperators[] = {"in", "lessThan", "greaterThan", "between", "exists"};
constexpr string_view kBoolOperators[] = {"is", "exists"};
constexpr string_view kDatetimeOperators[] = {
    "on", "between", "before", "after", "inTheLast", "inTheNext", "today", "is", "in", "exists"};
constexpr string_view kArrayStringOperators[] = {"in",         "is",       "contains",
                                                 "startsWith", "endsWith", "exists"};

// value1 is allowed beside every operator: an unknown one may take it.
constexpr string_view kStringKeys[] = {"operator",
                                       "negate",
                                       "value",
                                       "value1",
                                       "case_sensitive",
                                       "is_dynamic_value",
                                       "dynamic_attribute_type"};
constexpr string_view kDoubleKeys[] = {"operator", "negate",           "value",
                                       "value1",   "is_dynamic_value", "dynamic_attribute_type"};
constexpr string_view kBoolKeys[] = {"operator", "negate",           "value",
                                     "value1",   "is_dynamic_value", "dynamic_attribute_type"};
constexpr string_view kDatetimeKeys[] = {
    "operator",    "negate",           "value",
    "value1",      "value_type",       "extract_type",
    "period_unit", "is_dynamic_value", "dynamic_attribute_type"};
constexpr string_view kGeopointKeys[] = {
    "negate", "value", "value1", "radius", "is_dynamic_value", "dynamic_attribute_type"};
constexpr string_view kArrayStringKeys[] = {"operator",
                                            "negate",
                                            "value",
                                            "value1",
                                            "case_sensitive",
                                            "is_dynamic_value",
                                            "dynamic_attribute_type",
                                            "array_filter_type"};
constexpr string_view kArrayDoubleKeys[] = {
    "operator",         "negate", "value", "value1", "is_dynamic_value", "dynamic_attribute_type",
    "array_filter_type"};
constexpr string_view kObjectKeys[] = {"filter_operator", "filters"};

constexpr auto kNames =
    std::to_array<string_view>({"string", "double", "bool", "datetime", "geopoint", "array_string",
                                "array_double", "object", "array_object"});

constexpr auto kTypes = std::to_array<DataType>({
    {kNames[0], kStringOperators, kStringKeys},
    {kNames[1], kDoubleOperators, kDoubleKeys},
    {kNames[2], kBoolOperators, kBoolKeys},
    {kNames[3], kDatetimeOperators, kDatetimeKeys},
    {kNames[4], {}, kGeopointKeys},
    {kNames[5], kArrayStringOperators, kArrayStringKeys},
    {kNames[6], kDoubleOperators, kArrayDoubleKeys},
    {kNames[7], {}, kObjectKeys},
    {kNames[8], {}, kObjectKeys},
});

constexpr auto kInstead = std::to_array<std::pair<string_view, string_view>>({
    {"equals", "write \"is\" with one value, or \"in\" with a list"},
    {"not_equal", "write \"is\" or \"in\" with \"negate: true\""},
    {"not_equals", "write \"is\" or \"in\" with \"negate: true\""},
    {"not_in", "write \"in\" with \"negate: true\""},
    {"lt", "write \"lessThan\""},
    {"lte", "write \"greaterThan\" with \"negate: true\""},
    {"gt", "write \"greaterThan\""},
    {"gte", "write \"lessThan\" with \"negate: true\""},
});

constexpr string_view kListOperators[] = {"in", "containsInTheFollowing",
                                          "startsWithInTheFollowing", "startWithInTheFollowing",
                                          "endsWithInTheFollowing"};
constexpr string_view kArrayListOperators[] = {"contains", "startsWith", "endsWith"};

}  // namespace

const DataType* find_data_type(string_view name) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [name](const DataType& type) { return type.name == name; });
  return found == kTypes.end() ? nullptr : &*found;
}

Words data_type_names() { return kNames; }

bool is_known_operator(string_view name) {
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [name](const DataType& type) { return is_one_of(name, type.operators); });
}

string_view instead_of_operator(string_view name) {
  const auto found = std::find_if(kInstead.begin(), kInstead.end(),
                                  [name](const auto& mistake) { return mistake.first == name; });
  return found == kInstead.end() ? string_view() : found->second;
}

Shape shape_of(string_view name, const DataType& type) {
  if (name == "exists" || name == "today") return Shape::None;
  if (name == "between") return Shape::Range;
  if (is_one_of(name, kListOperators)) return Shape::List;
  const bool listed_for_arrays =
      type.name == "array_string" && is_one_of(name, kArrayListOperators);
  return listed_for_arrays ? Shape::List : Shape::Single;
}

}  // namespace segctl::manifest
