#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"
#include "segment/json_order.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace segctl::canon {
namespace {

bool is_boolean_operator(const Json* word) {
  return word != nullptr && (*word == "and" || *word == "or");
}

/// The filters of a nested group that says nothing besides its operator and its filters; null for
/// everything else.
Json* plain_nested_filters(Json& filter) {
  if (!says(filter, "filter_type", "nested_filters") || filter.size() != 3) return nullptr;
  Json* filters = find(filter, "filters");
  const bool plain = filters != nullptr && filters->is_array() && !filters->empty() &&
                     is_boolean_operator(find(filter, "filter_operator"));
  return plain ? filters : nullptr;
}

/// Moves every group in `filters` that means no more than its own filters in their place: those of
/// one filter, and those of the operator `joined_by`.
void flatten(Json& filters, const Json* joined_by) {
  Json::array_t flat;
  for (Json& filter : filters) {
    Json* inner = plain_nested_filters(filter);
    const bool dissolves =
        inner != nullptr &&
        (inner->size() == 1 || (joined_by != nullptr && filter["filter_operator"] == *joined_by));
    if (dissolves) {
      std::move(inner->begin(), inner->end(), std::back_inserter(flat));
    } else {
      flat.push_back(std::move(filter));
    }
  }
  filters = std::move(flat);
}

/// A group whose one filter is a group is that group.
void hoist_only_group(Json& group, Json& filters) {
  Json* inner = filters.size() == 1 ? plain_nested_filters(filters[0]) : nullptr;
  if (inner == nullptr) return;
  Json inner_operator = std::move(filters[0]["filter_operator"]);
  Json inner_filters = std::move(*inner);
  group["filter_operator"] = std::move(inner_operator);
  filters = std::move(inner_filters);
}

}  // namespace

void settle_group(Json& group, Place place) {
  Json* filters = find(group, "filters");
  if (filters == nullptr || !filters->is_array()) return;
  drop_nulls(group, {"filter_operator"});
  for (Json& filter : *filters) settle_filter(filter, place);
  const Json* joined_by = find(group, "filter_operator");
  const bool known = is_boolean_operator(joined_by);
  flatten(*filters, known ? joined_by : nullptr);
  if (known) make_set(*filters);
  if (filters->size() != 1 || (joined_by != nullptr && !known)) return;
  group["filter_operator"] = "and";
  hoist_only_group(group, *filters);
}

bool is_empty_group(const Json* group) {
  if (group == nullptr || group->is_null()) return true;
  if (!group->is_object()) return false;
  return std::all_of(group->items().begin(), group->items().end(), [](const auto& member) {
    if (member.key() == "filter_operator") return true;
    const bool none =
        member.value().is_null() || (member.value().is_array() && member.value().empty());
    return member.key() == "filters" && none;
  });
}

}  // namespace segctl::canon
