#include "segment/contrast.h"
#include "segment/difference_parts.h"
#include "segment/json_order.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace segctl::diff {
namespace {

using words::member;
using words::text;

/// The members that describe_filter() puts into words for an attribute.
const std::vector<std::string>& condition_keys() {
  static const std::vector<std::string> kKeys{
      "operator",   "negate",       "value",          "value1",           "radius",
      "value_type", "extract_type", "case_sensitive", "array_filter_type"};
  return kKeys;
}

bool same_member(const Json& before, const Json& after, const std::string& key) {
  const Json* was = member(before, key.c_str());
  const Json* is = member(after, key.c_str());
  if (was == nullptr || is == nullptr) return was == is;
  return same_json(*was, *is);
}

std::vector<std::string> differing(const Json& before, const Json& after,
                                   const std::vector<std::string>& keys) {
  std::vector<std::string> found;
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(found),
               [&](const std::string& key) { return !same_member(before, after, key); });
  return found;
}

Json member_or_null(const Json& object, const std::string& key) {
  const Json* found = member(object, key.c_str());
  return found == nullptr ? Json() : *found;
}

DifferenceKind kind_of(const Json& before, const Json& after, const std::string& key) {
  if (!before.contains(key)) return DifferenceKind::Added;
  return after.contains(key) ? DifferenceKind::Changed : DifferenceKind::Removed;
}

/// `inner` within what `outer` is in already, which is left out once it is long.
std::string inside(const std::string& inner, const Spot& outer) {
  constexpr std::size_t kEnoughBytes = 160;
  if (outer.where.empty()) return inner;
  return inner + " in " + (outer.where.size() > kEnoughBytes ? "…" : outer.where);
}

std::string condition_change(const Json& before, const Json& after, bool value_only) {
  const Json was = member_or_null(before, "value");
  const Json is = member_or_null(after, "value");
  const bool long_lists = was.is_array() && is.is_array() && !words::can_be_whole(was, is);
  if (value_only && long_lists) return words::condition(before) + words::list_change(was, is);
  if (value_only && !was.is_null() && !is.is_null())
    return words::condition(before) + " " + words::change(was, is);
  const std::string whole =
      words::change(describe_filter(before), describe_filter(after), before, after);
  return long_lists && !same_json(was, is) ? whole + words::list_change(was, is) : whole;
}

/// The conditions that differ. With another data type comes another default for the case of
/// letters: that is no difference of its own.
std::vector<std::string> changed_conditions(const Json& before, const Json& after) {
  auto changed = differing(before, after, condition_keys());
  const auto strict = [](const Json& filter) {
    return member_or_null(filter, "case_sensitive") == true;
  };
  if (!same_member(before, after, "data_type") && !strict(before) && !strict(after))
    std::erase(changed, "case_sensitive");
  return changed;
}

void compare_attribute(const Json& before, const Json& after, const Spot& spot,
                       std::vector<Difference>& out) {
  const auto changed = changed_conditions(before, after);
  const std::string owner = label(before);
  std::vector<std::string> known = condition_keys();
  if (changed.size() == 1) {
    const std::string& key = changed.front();
    out.push_back({kind_of(before, after, key), spot.path + "." + key, member_or_null(before, key),
                   member_or_null(after, key),
                   located(spot, condition_change(before, after, key == "value"))});
  } else if (!changed.empty()) {
    out.push_back({DifferenceKind::Changed, spot.path, before, after,
                   located(spot, condition_change(before, after, false))});
  }
  if (member(before, "filters") != nullptr && member(after, "filters") != nullptr) {
    known.insert(known.end(), {"filters", "filter_operator"});
    Json was = {{"filters", before["filters"]}};
    Json is = {{"filters", after["filters"]}};
    if (before.contains("filter_operator")) was["filter_operator"] = before["filter_operator"];
    if (after.contains("filter_operator")) is["filter_operator"] = after["filter_operator"];
    if (!same_json(was, is)) compare_groups(was, is, {spot.path, inside(owner, spot)}, out);
  }
  compare_members(before, after, known, owner, spot, out);
}

/// "30 → 7 days" where only the count differs, else both windows in words.
std::string window_change(const Json& before, const Json& after) {
  Json rest_before = before;
  Json rest_after = after;
  for (Json* rest : {&rest_before, &rest_after}) {
    if (rest->is_object()) rest->erase("value");
  }
  const bool count_only = text(before, "type") == "inTheLast" && same_json(rest_before, rest_after);
  const Json was = member_or_null(before, "value");
  const Json is = member_or_null(after, "value");
  if (count_only && !was.is_null() && !is.is_null())
    return words::value(was) + " → " + words::value(is) + " " +
           words::shown(text(after, "period_unit"));
  const std::string old_text = words::window(before);
  const std::string new_text = words::window(after);
  if (old_text != new_text) return old_text + " → " + new_text;
  return words::change(before, after);
}

void compare_times(const Json& before, const Json& after, const Spot& spot,
                   std::vector<Difference>& out) {
  const auto changed = differing(before, after, {"executed", "execution"});
  if (changed.empty()) return;
  const bool one = changed.size() == 1;
  const auto part = [&](const Json& filter) {
    if (one) return member_or_null(filter, changed.front());
    return Json{{"executed", member_or_null(filter, "executed")},
                {"execution", member_or_null(filter, "execution")}};
  };
  out.push_back({DifferenceKind::Changed, one ? spot.path + "." + changed.front() : spot.path,
                 part(before), part(after),
                 located(spot, "times of " + label(before) + ": " +
                                   words::change(words::times(before), words::times(after),
                                                 part(before), part(after)))});
}

bool both_have(const Json& before, const Json& after, const char* key) {
  return member(before, key) != nullptr && member(after, key) != nullptr;
}

void compare_window(const Json& before, const Json& after, const Spot& spot,
                    std::vector<Difference>& out) {
  const char* key = "primary_time_range";
  if (same_member(before, after, key)) return;
  out.push_back({DifferenceKind::Changed, spot.path + "." + key, before[key], after[key],
                 located(spot, "window of " + label(before) + ": " +
                                   window_change(before[key], after[key]))});
}

/// An aggregation that one side has alone: whole, in words.
void tell_aggregation(const Json& before, const Json& after, const Spot& spot,
                      std::vector<Difference>& out) {
  const char* key = "aggregation_attributes";
  const auto side = [&](const Json& filter) {
    const Json* aggregate = member(filter, key);
    return aggregate == nullptr ? std::string("none") : describe_aggregation(*aggregate);
  };
  out.push_back({kind_of(before, after, key), spot.path + "." + key, member_or_null(before, key),
                 member_or_null(after, key),
                 located(spot, "aggregation of " + label(before) + ": " + side(before) + " → " +
                                   side(after))});
}

/// Compares what has a comparison of its own, and says which members that were.
std::vector<std::string> compare_event_parts(const Json& before, const Json& after,
                                             const Spot& spot, std::vector<Difference>& out) {
  std::vector<std::string> done{"executed", "execution"};
  compare_times(before, after, spot, out);
  if (both_have(before, after, "primary_time_range")) {
    compare_window(before, after, spot, out);
    done.emplace_back("primary_time_range");
  }
  for (const std::string key : {"attributes", "psychographic_attributes"}) {
    if (!both_have(before, after, key.c_str())) continue;
    const std::string where = inside("the " + key + " of " + label(before), spot);
    if (!same_member(before, after, key))
      compare_groups(before[key], after[key], {spot.path + "." + key, where}, out);
    done.push_back(key);
  }
  const std::string key = "aggregation_attributes";
  if (both_have(before, after, key.c_str()) && before[key].is_object() && after[key].is_object()) {
    compare_members(before[key], after[key], {}, "the aggregation of " + label(before),
                    {spot.path + "." + key, spot.where}, out);
    done.push_back(key);
  } else if (before.contains(key) != after.contains(key)) {
    tell_aggregation(before, after, spot, out);
    done.push_back(key);
  }
  return done;
}

void compare_event(const Json& before, const Json& after, const Spot& spot,
                   std::vector<Difference>& out) {
  const auto done = compare_event_parts(before, after, spot, out);
  compare_members(before, after, done, label(before), spot, out);
}

}  // namespace

std::string label(const Json& filter) {
  if (const auto action = text(filter, "action_name"); !action.empty())
    return words::in_quotes(action);
  for (const char* key : {"name", "key", "id", "filter_type"}) {
    if (const auto said = text(filter, key); !said.empty()) return words::word(said);
  }
  return "?";
}

void compare_members(const Json& before, const Json& after, const std::vector<std::string>& known,
                     const std::string& owner, const Spot& spot, std::vector<Difference>& out) {
  std::vector<std::string> keys;
  for (const Json* side : {&before, &after}) {
    for (const auto& [key, value] : side->items()) {
      if (std::find(known.begin(), known.end(), key) == known.end()) keys.push_back(key);
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const std::string& key : differing(before, after, keys)) {
    const auto side = [&](const Json& filter) {
      return filter.contains(key) ? words::value(filter[key]) : std::string("none");
    };
    out.push_back(
        {kind_of(before, after, key), spot.path + "." + words::shown(key),
         member_or_null(before, key), member_or_null(after, key),
         located(spot, words::shown(key) + " of " + owner + ": " +
                           words::change(side(before), side(after), member_or_null(before, key),
                                         member_or_null(after, key)))});
  }
}

void compare_filters(const Json& before, const Json& after, const Spot& spot,
                     std::vector<Difference>& out) {
  const Spot inner{spot.path + ".filters[" + label(before) + "]", spot.where};
  const std::string_view type = text(before, "filter_type");
  if (type == "nested_filters") {
    constexpr std::size_t kGroupNameLength = 60;
    const std::string name = words::shown(describe_filter(before), kGroupNameLength);
    compare_groups(before, after, {inner.path, inside(name, spot)}, out);
  } else if (type == "actions" || type == "psychographic_event") {
    compare_event(before, after, inner, out);
  } else if (member(before, "data_type") != nullptr) {
    compare_attribute(before, after, inner, out);
  } else {
    compare_members(before, after, {}, label(before), inner, out);
  }
}

}  // namespace segctl::diff
