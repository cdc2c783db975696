#include "base/text.h"
#include "segment/difference.h"
#include "segment/json_text.h"
#include "segment/words.h"

#include <nlohmann/json.hpp>

#include <cstddef>

namespace segctl {
namespace {

using words::member;
using words::shown;
using words::text;
using words::word;

/// Enough for a reader; what comes after it is only counted.
constexpr std::size_t kEnoughBytes = 400;
constexpr int kEnoughLevels = 8;

void describe(std::string& out, const Json& filter, int level);

bool has_filters(const Json& group) {
  const Json* filters = member(group, "filters");
  return filters != nullptr && filters->is_array();
}

void describe_group(std::string& out, const Json& group, int level) {
  const Json& filters = group["filters"];
  const std::string_view joined_by = text(group, "filter_operator");
  const std::string separator = " " + (joined_by.empty() ? "?" : shown(joined_by)) + " ";
  if (filters.empty()) out += "no filters";
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (i > 0) out += separator;
    if (out.size() > kEnoughBytes) {
      out += "… " + with_thousands(filters.size() - i) + " more";
      return;
    }
    describe(out, filters[i], level + 1);
  }
}

/// A group inside something else, in parentheses where it holds more than one filter.
void describe_inner_group(std::string& out, const Json& group, int level) {
  const bool several = group["filters"].size() > 1;
  if (several) out += '(';
  describe_group(out, group, level);
  if (several) out += ')';
}

void describe_geopoint(std::string& out, const Json& filter) {
  const auto number = [&](const char* key) {
    const Json* found = member(filter, key);
    return found == nullptr ? std::string("?") : words::value(*found);
  };
  out += words::condition(filter) + " within " + number("radius") + " m of " + number("value") +
         ", " + number("value1");
}

void describe_attribute(std::string& out, const Json& filter, int level) {
  if (text(filter, "data_type") == "geopoint") return describe_geopoint(out, filter);
  out += words::condition(filter);
  if (has_filters(filter)) {
    out += " has ";
    return describe_inner_group(out, filter, level);
  }
  if (const Json* value = member(filter, "value")) out += " " + words::value(*value);
  if (const Json* value = member(filter, "value1")) out += " and " + words::value(*value);
  for (const char* key : {"array_filter_type", "value_type"}) {
    if (const auto said = text(filter, key); !said.empty()) out += " (" + shown(said) + ")";
  }
  if (const Json* strict = member(filter, "case_sensitive"); strict != nullptr && *strict == true)
    out += " (case-sensitive)";
}

void add_aggregation(std::string& out, const Json& aggregate) {
  if (member(aggregate, "attribute_name") == nullptr) {
    out += shown(compact_json(aggregate));
    return;
  }
  Json as_attribute = aggregate;
  as_attribute["name"] = aggregate["attribute_name"];
  out += shown(text(aggregate, "aggregation_type")) + " of ";
  describe_attribute(out, as_attribute, kEnoughLevels);
}

void describe_event(std::string& out, const Json& filter, int level) {
  out += "did " + words::in_quotes(text(filter, "action_name"));
  if (text(filter, "filter_type") == "actions") out += " " + words::times(filter);
  if (const auto affinity = text(filter, "operator_type"); !affinity.empty())
    out += " with " + shown(affinity);
  for (const char* key : {"percent_of_times", "percent_of_users"}) {
    if (const Json* percent = member(filter, key)) out += " " + words::value(*percent) + " %";
  }
  for (const char* key : {"psychographic_attributes", "attributes"}) {
    const Json* group = member(filter, key);
    if (group == nullptr || !has_filters(*group) || (*group)["filters"].empty()) continue;
    out += " where ";
    describe_inner_group(out, *group, level);
  }
  if (const Json* aggregate = member(filter, "aggregation_attributes")) {
    out += " with ";
    add_aggregation(out, *aggregate);
  }
  if (const Json* range = member(filter, "primary_time_range")) out += " " + words::window(*range);
}

void describe_reference(std::string& out, const Json& filter) {
  for (const char* key : {"key", "name", "id"}) {
    if (const auto said = text(filter, key); !said.empty()) {
      out += "in segment " + word(said);
      return;
    }
  }
  out += "in segment ?";
}

void describe(std::string& out, const Json& filter, int level) {
  const std::string_view type = text(filter, "filter_type");
  if (level > kEnoughLevels) {
    out += "…";
  } else if (type == "actions" || type == "psychographic_event") {
    describe_event(out, filter, level);
  } else if (type == "custom_segments") {
    describe_reference(out, filter);
  } else if (type == "nested_filters" && has_filters(filter)) {
    describe_inner_group(out, filter, level);
  } else if (member(filter, "data_type") != nullptr) {
    describe_attribute(out, filter, level);
  } else if (type.empty() && has_filters(filter)) {
    level == 0 ? describe_group(out, filter, level) : describe_inner_group(out, filter, level);
  } else {
    out += shown(compact_json(filter));
  }
}

}  // namespace

std::string describe_aggregation(const Json& aggregate) {
  std::string out;
  add_aggregation(out, aggregate);
  return out;
}

std::string describe_filter(const Json& filter) {
  std::string out;
  describe(out, filter, 0);
  return out;
}

}  // namespace segctl
