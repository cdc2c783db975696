#include "simulator/rewrite.h"

#include "simulator/fingerprint.h"
#include "simulator/reply.h"

#include <algorithm>
#include <utility>

namespace segctl::simulator {
namespace {

/// One rewriting of one definition.
class Rewriter {
 public:
  Rewriter(Switches::Rewrite how, Segment::Author author) : how_(how), author_(author) {}

  [[nodiscard]] Json group(Json group, Place place) const {
    if (!group.is_object() || !group.contains("filters") || !group["filters"].is_array()) {
      return group;
    }
    Json& filters = group["filters"];
    for (Json& one : filters) one = filter(std::move(one), place);
    if (shuffles()) std::reverse(filters.begin(), filters.end());
    return group;
  }

 private:
  [[nodiscard]] bool is_full() const { return how_ >= Switches::Rewrite::Full; }

  [[nodiscard]] bool shuffles() const { return how_ == Switches::Rewrite::Shuffle; }

  [[nodiscard]] Json filter(Json filter, Place place) const {
    if (!filter.is_object()) return filter;
    const std::string type = text_of(filter, "filter_type");
    if (type == "nested_filters") return group(std::move(filter), place);
    // What the server has no words for it can't say in words of its own.
    const bool of_event = type.empty() || type == "event_attributes";
    if (type == "user_attributes" || (place == Place::Event && of_event)) {
      return attribute(std::move(filter), place);
    }
    if (type == "actions" || type == "psychographic_event") return event(std::move(filter));
    return filter;
  }

  [[nodiscard]] Json attribute(Json filter, Place place) const {
    fill(filter, "category", place == Place::Event ? "default" : "Tracked Custom Attribute");
    if (place == Place::Event && is_full()) fill(filter, "filter_type", "event_attributes");
    if (filter.contains("filters")) return group(std::move(filter), place);
    fill(filter, "negate", false);
    const std::string type = text_of(filter, "data_type");
    if (type == "string" || type == "array_string") fill(filter, "case_sensitive", false);
    if (!is_full()) return filter;
    if (filter.contains("operator")) filter["operator"] = other_spelling(filter["operator"]);
    if (filter.contains("value")) reword_value(filter);
    return filter;
  }

  void reword_value(Json& filter) const {
    Json& value = filter["value"];
    if (!value.is_array() || !takes_list(filter)) return;
    if (shuffles()) std::reverse(value.begin(), value.end());
    if (value.size() == 1) value = Json(value.front());
  }

  [[nodiscard]] Json event(Json filter) const {
    if (text_of(filter, "filter_type") == "actions") {
      fill(filter, "attributes", Json{{"filter_operator", "and"}, {"filters", Json::array()}});
    }
    for (const char* key : {"attributes", "psychographic_attributes"}) {
      if (filter.contains(key)) filter[key] = group(std::move(filter[key]), Place::Event);
    }
    if (!is_full()) return filter;
    for (const char* key : {"primary_time_range", "time_range"}) {
      if (filter.contains(key)) filter[key] = time_range(std::move(filter[key]));
    }
    return filter;
  }

  [[nodiscard]] Json time_range(Json range) const {
    if (!range.is_object()) return range;
    for (const char* key : {"value", "value1", "days", "days1"}) {
      if (range.contains(key)) range[key] = other_kind(range[key]);
    }
    const bool in_days = text_of(range, "period_unit") == "days";
    if (author_ == Segment::Author::Dashboard && in_days && range.contains("value")) {
      range.erase("period_unit");
      rename(range, "value", "days");
      rename(range, "value1", "days1");
    }
    return range;
  }

  static void rename(Json& object, const char* from, const char* to) {
    if (!object.contains(from)) return;
    Json value = object[from];
    object.erase(from);
    object[to] = std::move(value);
  }

  static void fill(Json& object, const char* key, const Json& value) {
    if (!object.contains(key)) object[key] = value;
  }

  /// 7 as "7", and "7" as 7.
  static Json other_kind(const Json& value) {
    const auto integer = integer_of(value);
    if (!integer) return value;
    if (value.is_string()) return std::to_string(*integer) == value ? Json(*integer) : value;
    return std::to_string(*integer);
  }

  static Json other_spelling(const Json& word) {
    if (word == "startsWithInTheFollowing") return "startWithInTheFollowing";
    if (word == "startWithInTheFollowing") return "startsWithInTheFollowing";
    return word;
  }

  Switches::Rewrite how_;
  Segment::Author author_;
};

void append_reversed(std::string& text, const Json& value);

void append_members(std::string& text, const Json& object) {
  char before = '{';
  for (auto entry = object.rbegin(); entry != object.rend(); ++entry) {
    text += before;
    append_json_string(text, entry.key());
    text += ':';
    append_reversed(text, entry.value());
    before = ',';
  }
  text += object.empty() ? "{}" : "}";
}

void append_elements(std::string& text, const Json& list) {
  char before = '[';
  for (const Json& element : list) {
    text += before;
    append_reversed(text, element);
    before = ',';
  }
  text += list.empty() ? "[]" : "]";
}

void append_reversed(std::string& text, const Json& value) {
  if (value.is_object()) return append_members(text, value);
  if (value.is_array()) return append_elements(text, value);
  if (value.is_string()) return append_json_string(text, value.get_ref<const std::string&>());
  text += value.is_boolean() ? (value.get<bool>() ? "true" : "false") : dump(value);
}

}  // namespace

Json rewritten(Json definition, Switches::Rewrite how, Segment::Author author) {
  if (how == Switches::Rewrite::None) return definition;
  const Rewriter rewriter(how, author);
  for (const char* key : {"included_filters", "excluded_filters"}) {
    if (!definition.contains(key)) continue;
    definition[key] = rewriter.group(std::move(definition[key]), Place::Segment);
  }
  return definition;
}

std::string dump_reversed(const Json& value) {
  std::string text;
  append_reversed(text, value);
  return text;
}

}  // namespace segctl::simulator
