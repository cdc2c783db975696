#include "segment/effect_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>

namespace segctl::effect {
namespace {

using words::member;
using words::text;

/// "not done": `executed: false` with `{type: exactly, count: 0}`. Of any other execution beside
/// `executed: false` nobody says what it means.
bool is_never(const Json& filter) {
  const Json* execution = member(filter, "execution");
  const Json* executed = member(filter, "executed");
  if (execution == nullptr || executed == nullptr || *executed != false) return false;
  const Json* count = member(*execution, "count");
  return execution->size() == 2 && text(*execution, "type") == "exactly" && count != nullptr &&
         *count == 0;
}

bool is_done(const Json& filter) {
  const Json* executed = member(filter, "executed");
  return executed != nullptr && *executed == true;
}

std::optional<std::int64_t> count_of(const Json& filter) {
  const Json* execution = member(filter, "execution");
  const Json* count = execution == nullptr ? nullptr : member(*execution, "count");
  if (count == nullptr || execution->size() != 2 || !count->is_number_integer() || *count < 1)
    return std::nullopt;
  if (*count > std::int64_t{1} << 60) return std::nullopt;
  return count->get<std::int64_t>();
}

std::string_view execution_of(const Json& filter) {
  const Json* execution = member(filter, "execution");
  return execution == nullptr ? std::string_view() : text(*execution, "type");
}

bool same_events(const Json& inner, const Json& outer) {
  return same_member(inner, outer, "primary_time_range") && same_member(inner, outer, "attributes");
}

/// How often, over the same events. Whether "at most" takes in those who never did it is not known,
/// but the same for both.
bool count_within(const Json& inner, const Json& outer) {
  if (same_member(inner, outer, "execution")) return true;
  const auto least = count_of(inner);
  const auto bound = count_of(outer);
  if (!least || !bound) return false;
  const std::string_view in = execution_of(inner);
  const std::string_view out = execution_of(outer);
  if (out == "atleast") return (in == "atleast" || in == "exactly") && *least >= *bound;
  return out == "atmost" && (in == "atmost" || in == "exactly") && *least <= *bound;
}

/// Whether who did it as often as `outer` asks for, did so too where more of his events count.
bool grows_with_events(const Json& inner, const Json& outer) {
  const std::string_view in = execution_of(inner);
  return execution_of(outer) == "atleast" && (in == "atleast" || in == "exactly") &&
         count_of(inner) && count_within(inner, outer);
}

bool is_no_condition(const Json* group) {
  const Json* filters = group == nullptr ? nullptr : member(*group, "filters");
  return filters != nullptr && filters->is_array() && filters->empty() && group->size() == 2 &&
         text(*group, "filter_operator") == "and";
}

}  // namespace

/// Whether every event that counts for `inner` counts for `outer`.
bool Prover::events_within(const Json& inner, const Json& outer) {
  const Json* range = member(inner, "primary_time_range");
  const Json* outer_range = member(outer, "primary_time_range");
  const Json* attributes = member(inner, "attributes");
  const Json* outer_attributes = member(outer, "attributes");
  if (range == nullptr || outer_range == nullptr || attributes == nullptr ||
      outer_attributes == nullptr)
    return false;
  if (!same_json(*range, *outer_range) && !range_within(*range, *outer_range)) return false;
  return same_json(*attributes, *outer_attributes) || is_no_condition(outer_attributes) ||
         (!is_no_condition(attributes) && groups_within(*attributes, *outer_attributes));
}

bool Prover::action_within(const Json& inner, const Json& outer) {
  if (!alike_but(
          inner, outer,
          {"executed", "execution", "primary_time_range", "attributes", "aggregation_attributes"}))
    return false;
  const Json* aggregate = member(inner, "aggregation_attributes");
  const Json* outer_aggregate = member(outer, "aggregation_attributes");
  if (aggregate != nullptr || outer_aggregate != nullptr) {
    return aggregate != nullptr && outer_aggregate != nullptr && is_done(inner) && is_done(outer) &&
           same_events(inner, outer) && count_within(inner, outer) &&
           (same_json(*aggregate, *outer_aggregate) ||
            aggregate_within(*aggregate, *outer_aggregate));
  }
  if (is_never(inner) && is_never(outer)) return events_within(outer, inner);
  if (!is_done(inner) || !is_done(outer)) return false;
  if (same_events(inner, outer)) return count_within(inner, outer);
  return grows_with_events(inner, outer) && events_within(inner, outer);
}

/// At least 60 percent of the times is at least 50 percent of them, and the first 10 percent of the
/// users are among the first 20. Nothing else of an affinity grows with what it is over.
bool Prover::affinity_within(const Json& inner, const Json& outer) {
  if (inner.contains("executed") || inner.contains("execution")) return false;
  const auto percent = [](const Json& filter, const char* key) -> std::optional<std::int64_t> {
    const Json* found = member(filter, key);
    if (found == nullptr || !found->is_number_integer() || *found < 1 || *found > 100)
      return std::nullopt;
    return found->get<std::int64_t>();
  };
  const std::string_view said = text(inner, "operator_type");
  const bool least = said == "minimum";
  const char* key = least ? "percent_of_times" : "percent_of_users";
  const auto in = percent(inner, key);
  const auto out = percent(outer, key);
  if (!in || !out || !alike_but(inner, outer, {key})) return false;
  if (least) return *in >= *out;
  return (said == "top" || said == "bottom") && *in <= *out;
}

}  // namespace segctl::effect
