#pragma once

#include "segment/json.h"

/// The steps of canonical(): each rewrites one kind of thing in place. What a step does not know it
/// leaves as it is. All of them are idempotent, and as deep as the definition: **Requires:** a
/// definition of at most about a thousand levels.
namespace segctl::canon {

/// Where a filter stands, which decides what the absence of a filter_type means.
enum class Place {
  Segment,          ///< in included_filters or excluded_filters
  ObjectFields,     ///< in a user attribute of data_type object or array_object
  EventAttributes,  ///< among the attributes of an action or of an affinity
};

/// `{filter_operator, filters}`: its filters canonical, flat, sorted and each once.
void settle_group(Json& group, Place place);

/// Whether `group` is missing, null, `{}`, or a group without filters and without anything unknown.
[[nodiscard]] bool is_empty_group(const Json* group);

/// One filter of any type.
void settle_filter(Json& filter, Place place);

/// user_attributes, and the filters of `attributes`.
void settle_attribute(Json& filter, Place place);

/// actions.
void settle_action(Json& filter);

/// psychographic_event.
void settle_affinity(Json& filter);

/// How a time range says how long ago: `value` with a period_unit, or `days`.
enum class RangeWords { Value, Days };

/// primary_time_range and base_time_range.
void settle_time_range(Json& range, RangeWords words);

}  // namespace segctl::canon
