#include "support/definition_respelling.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace segctl::test {
namespace {

using Words = std::vector<std::string>;

enum class Place { Segment, Inside };

bool is(const Json& object, const char* key, const Json& value) {
  const auto member = object.find(key);
  return member != object.end() && *member == value;
}

bool is_any(const Json& object, const char* key, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return is(object, key, word); });
}

bool is_digits(const std::string& text) {
  return !text.empty() && text.size() < 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         (text.size() == 1 || text[0] != '0');
}

bool is_time(const std::string& text) { return text.size() > 18 && text[10] == 'T'; }

class Respelling {
 public:
  explicit Respelling(std::uint64_t seed) : random_(seed) {}

  void respell(Definition& definition) {
    Json& included = definition.included.json();
    Json& excluded = definition.excluded.json();
    group(included, Place::Segment);
    if (chance()) included = wrapped(included);
    if (!excluded.is_null()) group(excluded, Place::Segment);
    if (excluded.is_null() && chance())
      excluded = one_of({Json::object(),
                         {{"filters", Json::array()}},
                         {{"filters", nullptr}},
                         {{"filter_operator", "or"}, {"filters", Json::array()}}});
  }

 private:
  bool chance() { return random_() % 2 == 0; }

  Json one_of(const std::vector<Json>& choices) { return choices[random_() % choices.size()]; }

  void shuffle(Json& list) { std::shuffle(list.begin(), list.end(), random_); }

  /// A group that holds nothing but `group`.
  Json wrapped(Json group) {
    group["filter_type"] = "nested_filters";
    return {{"filter_operator", one_of({"and", "or"})},
            {"filters", Json::array({std::move(group)})}};
  }

  void drop_or(Json& object, const char* key, const Json& when, const Json& instead) {
    if (!chance()) return;
    if (is(object, key, when)) {
      object.erase(key);
    } else if (!object.contains(key)) {
      object[key] = instead;
    }
  }

  /// `key` may be absent or `fallback`, and nobody can tell.
  void optional(Json& object, const char* key, const Json& fallback) {
    drop_or(object, key, fallback, chance() ? fallback : Json());
  }

  void group(Json& group, Place place) {
    if (!group.contains("filters") || !group["filters"].is_array()) return;
    Json& filters = group["filters"];
    const bool several = filters.size() > 1;
    if (several && chance()) filters.push_back(filters[random_() % filters.size()]);
    for (Json& element : filters) filter(element, place);
    if (several && chance()) gather(group);
    if (filters.size() == 1 && chance()) group["filter_operator"] = one_of({"and", "or", nullptr});
    shuffle(filters);
  }

  /// Puts some of the group's filters into a group of the same operator.
  void gather(Json& group) {
    Json& filters = group["filters"];
    shuffle(filters);
    const std::size_t kept = random_() % filters.size();
    Json inner = {{"filter_type", "nested_filters"},
                  {"filter_operator", group["filter_operator"]},
                  {"filters", Json::array()}};
    while (filters.size() > kept) {
      inner["filters"].push_back(filters.back());
      filters.erase(filters.size() - 1);
    }
    filters.push_back(std::move(inner));
  }

  void filter(Json& filter, Place place) {
    const std::string type = filter.value("filter_type", "");
    if (type == "nested_filters") {
      group(filter, place);
    } else if (type == "custom_segments") {
      drop_or(filter, "name", filter.value("name", Json()), "a label");
    } else if (type == "actions" || type == "psychographic_event") {
      event(filter);
    } else if (filter.contains("data_type")) {
      attribute(filter, place);
    }
    if (chance()) filter = alone(filter);
  }

  /// A filter alone in a group of its own.
  Json alone(const Json& filter) {
    return {{"filter_type", "nested_filters"},
            {"filter_operator", one_of({"and", "or"})},
            {"filters", Json::array({filter})}};
  }

  void attribute(Json& filter, Place place) {
    const bool object = is_any(filter, "data_type", {"object", "array_object"});
    optional(filter, "negate", false);
    optional(filter, "case_sensitive", false);
    optional(filter, "is_dynamic_value", false);
    if (chance()) filter["category"] = one_of({"default", "Tracked Custom Attribute"});
    if (is(filter, "data_type", "datetime"))
      optional(filter, "extract_type", "default_option_date");
    if (is(filter, "negate", true) && chance())
      filter["array_filter_type"] = one_of({"any_of", "all_of"});
    if (is(filter, "data_type", "string") && is(filter, "operator", "startsWithInTheFollowing") &&
        chance())
      filter["operator"] = "startWithInTheFollowing";
    if (place == Place::Inside && chance()) event_words(filter);
    if (object) return group(filter, place);
    values(filter);
  }

  void event_words(Json& filter) {
    filter["filter_type"] = one_of({"event_attributes", "user_attributes", nullptr});
    if (chance()) filter.erase("filter_type");
  }

  void values(Json& filter) {
    const bool dynamic = is(filter, "is_dynamic_value", true);
    const bool list = is_any(filter, "operator",
                             {"in", "containsInTheFollowing", "startsWithInTheFollowing",
                              "startWithInTheFollowing", "endsWithInTheFollowing"}) ||
                      (is(filter, "data_type", "array_string") &&
                       is_any(filter, "operator", {"contains", "startsWith", "endsWith"}));
    for (const char* key : {"value", "value1", "radius"}) {
      if (!dynamic && filter.contains(key)) typed(filter[key], filter["data_type"]);
    }
    if (list && filter.contains("value")) list_of_values(filter["value"]);
    if (is_any(filter, "operator", {"exists", "today"}) && chance())
      filter["value"] = one_of({nullptr, Json::array()});
  }

  void list_of_values(Json& value) {
    if (value.is_array()) {
      if (!value.empty() && chance()) value.push_back(value[random_() % value.size()]);
      shuffle(value);
      if (value.size() == 1 && chance()) value = Json(value[0]);
    } else if (chance()) {
      value = Json::array({value});
    }
  }

  void typed(Json& value, const std::string& type) {
    if (value.is_array()) {
      for (Json& element : value) typed(element, type);
    } else if (type == "double" || type == "array_double" || type == "geopoint") {
      number(value);
    } else if (type == "string" || type == "array_string") {
      if (value.is_string() && is_digits(value) && chance())
        value = std::stoll(value.get<std::string>());
    } else if (type == "datetime") {
      time(value);
    }
  }

  /// 5, 5.0, "5" and "5.0".
  void number(Json& value) {
    if (!chance()) return;
    if (value.is_string()) {
      if (is_digits(value)) value = std::stoll(value.get<std::string>());
    } else if (value.is_number_integer() && std::abs(value.get<double>()) < 1e15) {
      value = one_of({value.get<double>(), value.dump(), value.dump() + ".0"});
    } else if (value.is_number_float()) {
      value = value.dump();
    }
  }

  void integer(Json& value) {
    if (!chance()) return;
    if (value.is_string()) {
      if (is_digits(value)) value = std::stoll(value.get<std::string>());
    } else if (value.is_number_integer()) {
      value = one_of({value.get<double>(), value.dump()});
    }
  }

  void time(Json& value) {
    if (!value.is_string() || !is_time(value)) return integer(value);
    std::string text = value;
    if (chance() && text.ends_with("Z")) text.pop_back();
    if (chance() && text.ends_with(".000")) text.resize(text.size() - 4);
    if (text.find('.') != std::string::npos && !text.ends_with("Z") && chance()) text += "000";
    if (!text.ends_with("Z") && chance()) text += "Z";
    value = text;
  }

  void integer_at(Json& object, const char* key) {
    if (object.contains(key)) integer(object[key]);
  }

  void range(Json& range, bool affinity) {
    if (is(range, "value_type", "absolute")) optional(range, "period_unit", "days");
    if (is(range, "type", "inTheLast")) optional(range, "value_type", "relative_past");
    if (is(range, "type", "after")) optional(range, "value_type", "absolute");
    for (const char* key : {"value", "value1", "days", "days1", "from", "to"}) {
      if (range.contains(key)) time(range[key]);
    }
    const bool absolute = is_any(range, "value_type", {"absolute"}) || is(range, "type", "after");
    if (chance() && !absolute) days(range);
    if (affinity) optional(range, "from", nullptr);
  }

  /// The dashboard's words for a number of days, or the API's.
  void days(Json& range) {
    const bool in_days = is(range, "period_unit", "days") && range.contains("value");
    const bool dashboard = range.contains("days");
    if (!in_days && !dashboard) return;
    const Words from = in_days ? Words{"value", "value1"} : Words{"days", "days1"};
    const Words to = in_days ? Words{"days", "days1"} : Words{"value", "value1"};
    for (std::size_t i = 0; i < 2; ++i) {
      if (!range.contains(from[i])) continue;
      const Json value = range[from[i]];
      range.erase(from[i]);
      range[to[i]] = value;
    }
    range["period_unit"] = "days";
    if (in_days && chance()) range.erase("period_unit");
  }

  void event(Json& filter) {
    const bool affinity = is(filter, "filter_type", "psychographic_event");
    const bool never = is(filter, "executed", false);
    if (!never) optional(filter, "executed", true);
    if (filter.contains("execution")) execution(filter, never);
    optional(filter, "project_name", nullptr);
    for (const char* key : {"percent_of_times", "percent_of_users"}) integer_at(filter, key);
    for (const char* key : {"primary_time_range", "time_range"}) {
      if (filter.contains(key)) range(filter[key], affinity);
    }
    aggregation(filter);
    for (const char* key : {"attributes", "psychographic_attributes"}) {
      if (filter.contains(key)) group(filter[key], Place::Inside);
    }
    if ((!filter.contains("attributes") || filter["attributes"]["filters"].empty()) && chance())
      filter["attributes"] = one_of({nullptr,
                                     Json::object(),
                                     {{"filters", Json::array()}},
                                     {{"filter_operator", "or"}, {"filters", Json::array()}}});
  }

  void execution(Json& filter, bool never) {
    integer_at(filter["execution"], "count");
    if (is_any(filter["execution"], "type", {"firstTime", "lastTime"}))
      optional(filter["execution"], "count", 1);
    if (never && chance()) filter["execution"] = one_of({nullptr, Json::object()});
  }

  void aggregation(Json& filter) {
    if (!filter.contains("aggregation_attributes")) {
      if (chance()) filter["aggregation_attributes"] = one_of({nullptr, Json::array()});
      return;
    }
    Json& attributes = filter["aggregation_attributes"];
    if (attributes.is_object() && chance()) attributes = Json::array({Json(attributes)});
    Json& aggregate = attributes.is_array() ? attributes.front() : attributes;
    if (aggregate.contains("value")) number(aggregate["value"]);
    optional(aggregate, "negate", false);
    optional(aggregate, "is_dynamic_value", false);
    if (aggregate.contains("base_time_range")) range(aggregate["base_time_range"], false);
  }

  std::mt19937_64 random_;
};

/// Whether the scalar at `path` says nothing: the operator of a group without filters.
bool says_nothing(const Json& tree, const Json::json_pointer& path) {
  if (path.back() != "filter_operator") return false;
  const Json& group = tree[path.parent_pointer()];
  return group.contains("filters") && group["filters"].empty();
}

std::vector<Json::json_pointer> scalars(const Json& tree) {
  std::vector<Json::json_pointer> open{Json::json_pointer()};
  std::vector<Json::json_pointer> found;
  while (!open.empty()) {
    const auto path = open.back();
    open.pop_back();
    const Json& node = tree[path];
    if (node.is_array()) {
      for (std::size_t i = 0; i < node.size(); ++i) open.push_back(path / i);
    } else if (node.is_object()) {
      for (const auto& [key, value] : node.items()) open.push_back(path / key);
    } else if (!node.is_null() && !says_nothing(tree, path)) {
      found.push_back(path);
    }
  }
  return found;
}

void alter_scalar(Json& value) {
  if (value.is_string()) {
    value = value.get<std::string>() + "x";
  } else if (value.is_boolean()) {
    value = !value.get<bool>();
  } else {
    value = value.get<double>() + 1;
  }
}

/// Paths of the groups of two filters and more.
std::vector<Json::json_pointer> groups(const Json& tree) {
  std::vector<Json::json_pointer> found;
  for (const auto& path : scalars(tree)) {
    if (path.back() != "filter_operator") continue;
    const Json& group = tree[path.parent_pointer()];
    if (group.contains("filters") && group["filters"].is_array() && group["filters"].size() > 1)
      found.push_back(path.parent_pointer());
  }
  return found;
}

void alter_group(Json& group, std::uint64_t choice) {
  Json& filters = group["filters"];
  switch (choice % 3) {
    case 0:
      group["filter_operator"] = is(group, "filter_operator", "and") ? "or" : "and";
      break;
    case 1:
      filters.erase(choice / 3 % filters.size());
      break;
    default:
      filters.push_back({{"filter_type", "custom_segments"}, {"id", "nobody named this one"}});
  }
}

}  // namespace

Definition respelled(const Definition& definition, std::uint64_t seed) {
  Definition result = definition;
  Respelling(seed).respell(result);
  return result;
}

Definition altered(const Definition& canonical_form, std::uint64_t seed) {
  Definition result = canonical_form;
  std::mt19937_64 random(seed);
  Json& included = result.included.json();
  const auto places = groups(included);
  const std::uint64_t choice = random() % 8;
  if (choice == 0 && !(result.included == result.excluded)) {
    std::swap(result.included, result.excluded);
  } else if (choice < 4 && !places.empty()) {
    alter_group(included[places[random() % places.size()]], random());
  } else {
    const auto leaves = scalars(included);
    alter_scalar(included[leaves[random() % leaves.size()]]);
  }
  return result;
}

}  // namespace segctl::test
