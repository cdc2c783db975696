#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace segctl::canon {
namespace {

bool is_never(const Json& execution) {
  return says(execution, "type", "exactly") && execution.contains("count") &&
         execution["count"] == 0;
}

void settle_execution(Json& filter) {
  Json* execution = find(filter, "execution");
  if (execution == nullptr || !execution->is_object()) return;
  drop_nulls(*execution, {"type", "count"});
  settle_member(*execution, "count", integer_from_text);
  const bool once = says(*execution, "type", "firstTime") || says(*execution, "type", "lastTime");
  const Json* count = find(*execution, "count");
  if (once && count != nullptr && count->is_number_integer()) execution->erase("count");
}

/// "not executed" is spelled `executed: false` with `{type: exactly, count: 0}` and in no other
/// way: without `executed` every other execution is one that happened.
void settle_executed(Json& filter) {
  const Json* execution = find(filter, "execution");
  const bool given = execution != nullptr && execution->is_object() && !execution->empty();
  if (!given && says(filter, "executed", Truth::No)) {
    filter["execution"] = {{"type", "exactly"}, {"count", 0}};
  } else if (given && !is_never(*execution)) {
    fill_default(filter, "executed", true);
  }
}

/// One of `aggregation_attributes`.
void settle_aggregate(Json& aggregate) {
  if (!aggregate.is_object()) return;
  drop_nulls(aggregate, {"negate", "value", "value1", "is_dynamic_value", "comparator",
                         "base_time_range", "attribute_name"});
  if (!aggregate.contains("attribute_name")) return;
  drop_default(aggregate, "is_dynamic_value", false);
  fill_default(aggregate, "negate", false);
  if (!says(aggregate, "is_dynamic_value", Truth::Yes)) {
    settle_member(aggregate, "value", number_from_text);
    settle_member(aggregate, "value1", number_from_text);
  }
  if (Json* range = find(aggregate, "base_time_range"))
    settle_time_range(*range, RangeWords::Value);
}

/// It holds exactly one. Whether as an object, a list or a group is not documented: a list of one
/// is that one, as everywhere.
void settle_aggregation(Json& filter) {
  Json* aggregation = find(filter, "aggregation_attributes");
  if (aggregation == nullptr) return;
  if (is_empty_group(aggregation) || (aggregation->is_array() && aggregation->empty())) {
    filter.erase("aggregation_attributes");
    return;
  }
  if (aggregation->is_array() && aggregation->size() == 1)
    *aggregation = Json(std::move(aggregation->front()));
  settle_aggregate(*aggregation);
  Json* list = aggregation->is_array() ? aggregation : find(*aggregation, "filters");
  if (list == nullptr || !list->is_array()) return;
  for (Json& aggregate : *list) settle_aggregate(aggregate);
}

/// What actions and affinities have in common.
void settle_event(Json& filter, RangeWords words) {
  drop_nulls(filter, {"aggregation_attributes", "attributes", "executed", "execution",
                      "primary_time_range", "project_name"});
  settle_execution(filter);
  settle_executed(filter);
  settle_aggregation(filter);
  for (const char* key : {"primary_time_range", "time_range"}) {
    if (Json* range = find(filter, key)) settle_time_range(*range, words);
  }
  if (Json* attributes = find(filter, "attributes"))
    settle_group(*attributes, Place::EventAttributes);
}

}  // namespace

void settle_action(Json& filter) {
  settle_event(filter, RangeWords::Value);
  if (is_empty_group(find(filter, "attributes")))
    filter["attributes"] = {{"filter_operator", "and"}, {"filters", Json::array()}};
}

void settle_affinity(Json& filter) {
  settle_event(filter, RangeWords::Days);
  drop_nulls(filter, {"operator_type", "percent_of_times", "percent_of_users",
                      "psychographic_attributes", "days", "days1", "from", "to"});
  const Json* execution = find(filter, "execution");
  if (execution == nullptr || !is_never(*execution)) drop_default(filter, "executed", true);
  if (is_empty_group(find(filter, "attributes"))) filter.erase("attributes");
  for (const char* key : {"percent_of_times", "percent_of_users"})
    settle_member(filter, key, integer_from_text);
  for (const char* key : {"days", "days1", "from", "to"}) settle_member(filter, key, settle_time);
  if (Json* group = find(filter, "psychographic_attributes"))
    settle_group(*group, Place::EventAttributes);
}

}  // namespace segctl::canon
