#include "segment/canonical_filter.h"
#include "segment/canonical_value.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace segctl::canon {
namespace {

void rename(Json& range, const char* from, const char* to) {
  const auto member = range.find(from);
  if (member == range.end()) return;
  Json value = std::move(*member);
  range.erase(member);
  range[to] = std::move(value);
}

bool has(const Json& range, const char* key) { return range.contains(key); }

/// The dashboard's `days` and `days1` are `value` and `value1` in days.
void spell_as_value(Json& range) {
  const bool in_days = !has(range, "period_unit") || says(range, "period_unit", "days");
  const bool either = has(range, "days") || has(range, "days1");
  if (!either || !in_days || has(range, "value") || has(range, "value1")) return;
  rename(range, "days", "value");
  rename(range, "days1", "value1");
  range["period_unit"] = "days";
}

void spell_as_days(Json& range) {
  if (!says(range, "period_unit", "days") || has(range, "days") || has(range, "days1")) return;
  if (!has(range, "value") && !has(range, "value1")) return;
  rename(range, "value", "days");
  rename(range, "value1", "days1");
  range.erase("period_unit");
}

/// inTheLast can only be relative, after only absolute.
void settle_value_type(Json& range) {
  if (says(range, "type", "inTheLast")) fill_default(range, "value_type", "relative_past");
  if (says(range, "type", "after")) fill_default(range, "value_type", "absolute");
}

/// A point in time is measured in no unit.
void drop_idle_unit(Json& range) {
  if (!says(range, "value_type", "absolute")) return;
  for (const char* unit : {"hours", "days", "weeks", "months"})
    drop_default(range, "period_unit", unit);
}

}  // namespace

void settle_time_range(Json& range, RangeWords words) {
  if (!range.is_object()) return;
  drop_nulls(range, {"type", "value_type", "value", "value1", "period_unit", "days", "days1",
                     "from", "to"});
  spell_as_value(range);
  settle_value_type(range);
  for (const char* key : {"value", "value1", "days", "days1", "from", "to"})
    settle_member(range, key, settle_time);
  drop_idle_unit(range);
  if (words == RangeWords::Days) spell_as_days(range);
}

}  // namespace segctl::canon
