#include "segment/canonical_filter.h"

#include "segment/canonical_value.h"

#include <nlohmann/json.hpp>

namespace segctl::canon {
namespace {

/// `id` (or `key`) decides; `name` is a label.
void settle_reference(Json& filter) {
  drop_nulls(filter, {"id", "key", "name"});
  const auto decides = [&](const char* key) {
    const Json* member = find(filter, key);
    return member != nullptr && member->is_string() && *member != "";
  };
  if (decides("id") || decides("key")) filter.erase("name");
}

/// Whether `filter` is on an attribute of what stands around it, which needs no filter_type.
bool is_inner_attribute(const Json& filter, Place place) {
  if (!filter.contains("data_type")) return false;
  const bool untyped = !filter.contains("filter_type") || filter["filter_type"].is_null();
  return untyped || says(filter, "filter_type", "user_attributes") ||
         (place == Place::EventAttributes && says(filter, "filter_type", "event_attributes"));
}

}  // namespace

void settle_filter(Json& filter, Place place) {
  if (!filter.is_object()) return;
  if (says(filter, "filter_type", "nested_filters")) return settle_group(filter, place);
  if (place != Place::Segment) {
    if (is_inner_attribute(filter, place)) settle_attribute(filter, place);
    return;
  }
  if (says(filter, "filter_type", "user_attributes")) return settle_attribute(filter, place);
  if (says(filter, "filter_type", "actions")) return settle_action(filter);
  if (says(filter, "filter_type", "psychographic_event")) return settle_affinity(filter);
  if (says(filter, "filter_type", "custom_segments")) return settle_reference(filter);
}

}  // namespace segctl::canon
