#include "manifest/filter_check.h"

#include "base/text.h"
#include "manifest/action_filter.h"
#include "manifest/attribute_filter.h"
#include "manifest/fields.h"
#include "manifest/name_rules.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 2> kGroupKeys = {"filter_operator", "filters"};
constexpr std::array<std::string_view, 3> kNestedKeys = {"filter_type", "filter_operator",
                                                         "filters"};
constexpr std::array<std::string_view, 2> kGroupOperators = {"and", "or"};
constexpr std::array<std::string_view, 4> kReferenceKeys = {"filter_type", "id", "name", "key"};
constexpr std::array<std::string_view, 5> kFilterTypes = {
    "user_attributes", "actions", "psychographic_event", "custom_segments", "nested_filters"};
constexpr std::array<std::string_view, 3> kAttributeFilterTypes = {
    "event_attributes", "user_attributes", "nested_filters"};
constexpr std::string_view kAllUsersId = "moe_all_users";

void check_nested(const Node& filter, GroupOf of, Findings& findings) {
  check_keys(filter, kNestedKeys, "a nested_filters filter", findings);
  check_group_body(filter, "a nested_filters filter", of, Emptiness::Refused, findings);
}

void report_reference(const Node& filter, Findings& findings) {
  findings.add(Rule::SegmentReference, filter,
               "a custom_segments filter has exactly one of \"key\" and \"id\"",
               "key: for a segment of this repository, id: for another one of the workspace");
}

bool is_segment_id(std::string_view text) {
  constexpr std::size_t kDigits = 24;
  return text.size() == kDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

void check_id(const Node& id, Findings& findings) {
  if (id.text == kAllUsersId || is_segment_id(id.text)) return;
  findings.add(
      Rule::SegmentIdShape, id,
      fmt::format("{} is not the ID of a segment: 24 hexadecimal digits", in_quotes(id.text)),
      "`segctl list` shows the IDs; a segment of this repository is named with key:");
}

/// All but whether it has both `id` and `key`: collect_references() sees that everywhere.
void check_reference(const Node& filter, Findings& findings) {
  check_keys(filter, kReferenceKeys, "a custom_segments filter", findings);
  const Node* id = filter.find("id");
  const Node* key = filter.find("key");
  if (id == nullptr && key == nullptr) report_reference(filter, findings);
  if (id != nullptr && expect_text(*id, "id", findings) && key == nullptr) check_id(*id, findings);
  if (key != nullptr && expect(NodeKind::String, *key, "key", findings)) check_key(*key, findings);
  expect_optional(NodeKind::String, filter, "name", findings);
}

void check_by_type(const Node& filter, const Node& type, Findings& findings) {
  if (type.text == "user_attributes") {
    check_attribute_filter(filter, findings);
  } else if (type.text == "actions") {
    check_action(filter, findings);
  } else if (type.text == "psychographic_event") {
    check_affinity(filter, findings);
  } else if (type.text == "custom_segments") {
    check_reference(filter, findings);
  } else {
    check_nested(filter, GroupOf::Filters, findings);
  }
}

/// Whether `type` is one of `known`; reports it where not.
bool check_filter_type(const Node& type, std::span<const std::string_view> known,
                       Findings& findings) {
  if (is_one_of(type.text, known)) return true;
  if (is_one_of(type.text, kGroupOperators)) {
    findings.add(Rule::FilterTypeMistake, type,
                 fmt::format("there is no filter_type \"{}\"", type.text),
                 fmt::format("a group in a group is {{filter_type: nested_filters, "
                             "filter_operator: {}, filters: […]}}",
                             type.text));
    return false;
  }
  if (is_one_of(type.text, kFilterTypes)) {
    findings.add(Rule::UnknownValue, type,
                 fmt::format("a {} filter cannot stand among attributes", type.text),
                 "attributes are filtered like user_attributes");
    return false;
  }
  findings.add(Rule::UnknownFilterType, type,
               fmt::format("the filter_type {} is not known; the filter is passed on untouched",
                           in_quotes(type.text)),
               did_you_mean(type.text, known));
  return false;
}

void check_filters(const Node& filters, GroupOf of, Findings& findings);

/// What stands in a group whose filter_type is a mistake is looked at all the same.
void check_inside_mistake(const Node& filter, const Node& type, GroupOf of, Findings& findings) {
  const Node* filters = filter.find("filters");
  if (filters == nullptr || !is_one_of(type.text, kGroupOperators)) return;
  if (filters->is(NodeKind::Sequence)) check_filters(*filters, of, findings);
}

void check_filter(const Node& filter, Findings& findings) {
  const Node* type = require(filter, "filter_type", "a filter", findings);
  if (type == nullptr || !expect_text(*type, "filter_type", findings)) return;
  if (check_filter_type(*type, kFilterTypes, findings)) {
    check_by_type(filter, *type, findings);
  } else {
    check_inside_mistake(filter, *type, GroupOf::Filters, findings);
  }
}

void check_inner_filter(const Node& filter, Findings& findings) {
  const Node* type = filter.find("filter_type");
  if (type == nullptr) return check_attribute_filter(filter, findings);
  if (!expect_text(*type, "filter_type", findings)) return;
  if (!check_filter_type(*type, kAttributeFilterTypes, findings)) {
    return check_inside_mistake(filter, *type, GroupOf::Attributes, findings);
  }
  if (type->text == "nested_filters") return check_nested(filter, GroupOf::Attributes, findings);
  check_attribute_filter(filter, findings);
}

void check_filters(const Node& filters, GroupOf of, Findings& findings) {
  for (const Node& filter : filters.items) {
    if (!expect(NodeKind::Mapping, filter, "filters", findings)) continue;
    of == GroupOf::Filters ? check_filter(filter, findings) : check_inner_filter(filter, findings);
  }
}

bool is_reference(const Node& node) {
  const Node* type = node.find("filter_type");
  return type != nullptr && type->text == "custom_segments";
}

void append_reference(const Node& filter, std::vector<SegmentReference>& references,
                      Findings& findings) {
  const Node* key = filter.find("key");
  const Node* id = filter.find("id");
  if (key != nullptr && id != nullptr) {
    report_reference(filter, findings);
  } else if (key != nullptr && key->is(NodeKind::String)) {
    references.push_back({Key(key->text), {}, key->span});
  } else if (id != nullptr && id->is(NodeKind::String) && id->text != kAllUsersId) {
    references.push_back({{}, SegmentId(id->text), id->span});
  }
}

}  // namespace

void check_group_body(const Node& group, std::string_view what, GroupOf of, Emptiness empty,
                      Findings& findings) {
  const Node* group_operator = require(group, "filter_operator", what, findings);
  if (group_operator != nullptr) {
    expect_word(*group_operator, "filter_operator", kGroupOperators, findings);
  }
  const Node* filters = require(group, "filters", what, findings);
  if (filters == nullptr || !expect(NodeKind::Sequence, *filters, "filters", findings)) return;
  if (filters->items.empty() && empty == Emptiness::Refused) {
    findings.add(Rule::EmptyGroup, *filters, fmt::format("{} has no filters", what),
                 "MoEngage takes no empty group");
  }
  check_filters(*filters, of, findings);
}

void check_group(const Node& group, std::string_view key, GroupOf of, Emptiness empty,
                 Findings& findings) {
  if (!expect(NodeKind::Mapping, group, key, findings)) return;
  const std::string what = fmt::format("\"{}\"", key);
  check_keys(group, kGroupKeys, what, findings);
  check_group_body(group, what, of, empty, findings);
}

void collect_references(const Node& node, std::vector<SegmentReference>& references,
                        Findings& findings) {
  if (node.is(NodeKind::Mapping) && is_reference(node)) {
    append_reference(node, references, findings);
  }
  for (const Node& item : node.items) collect_references(item, references, findings);
  for (const Entry& entry : node.entries) collect_references(entry.value, references, findings);
}

}  // namespace segctl::manifest
