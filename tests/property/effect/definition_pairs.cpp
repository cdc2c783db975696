#include "property/effect/definition_pairs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace segctl::test {
namespace {

constexpr std::array<const char*, 2> kSegments{"s1", "s2"};

class Chance {
 public:
  explicit Chance(std::uint32_t seed) : random_(seed) {}

  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  bool one_in(int of) { return below(of) == 0; }

  std::string word(std::initializer_list<const char*> words) {
    return *(words.begin() + below(static_cast<int>(words.size())));
  }

 private:
  std::mt19937 random_;
};

std::string text(Chance& chance) { return chance.word({"a", "ab", "abc", "A", "b", "", " "}); }

std::string date(Chance& chance) {
  const int day = 8 + chance.below(6);
  return "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "T00:00:00.000Z";
}

Json list(Chance& chance, const std::function<Json()>& value) {
  Json values = Json::array();
  for (int i = chance.one_in(12) ? 0 : 1 + chance.below(3); i > 0; --i) values.push_back(value());
  return values;
}

void make_number(Json& filter, Chance& chance, bool lists) {
  filter["operator"] = chance.word({"lessThan", "greaterThan", "between", "in"});
  if (filter["operator"] == "in" && lists) {
    filter["value"] = list(chance, [&] { return chance.below(5); });
    return;
  }
  if (filter["operator"] == "in") filter["operator"] = "between";
  filter["value"] = chance.below(5);
  if (filter["operator"] == "between") filter["value1"] = chance.below(6);
}

void make_text(Json& filter, Chance& chance) {
  filter["operator"] = chance.word({"in", "in", "is", "contains", "containsInTheFollowing",
                                    "startsWithInTheFollowing", "exists", "unlike"});
  if (filter["operator"] == "exists") return;
  const bool scalar = filter["operator"] == "is" || filter["operator"] == "contains";
  filter["value"] = scalar ? Json(text(chance)) : list(chance, [&] { return text(chance); });
  if (chance.one_in(3)) filter["case_sensitive"] = chance.one_in(2);
  if (chance.one_in(30)) filter["case_sensitive"] = "yes";
}

void make_stretch(Json& out, const char* type, Chance& chance) {
  const std::string said = out[type];
  if (said == "inTheLast" || said == "inTheNext") {
    out["value_type"] = said == "inTheLast" ? "relative_past" : "relative_future";
    out["value"] = 1 + chance.below(15);
    if (said == "inTheLast" && chance.one_in(20)) out["value_type"] = "absolute";
    return;
  }
  out["value_type"] = chance.word({"absolute", "relative_past"});
  const bool absolute = out["value_type"] == "absolute";
  const auto bound = [&] { return absolute ? Json(date(chance)) : Json(4 + chance.below(9)); };
  out["value"] = bound();
  if (said == "between") out["value1"] = bound();
}

void make_day(Json& filter, Chance& chance) {
  if (chance.one_in(4)) {
    filter["extract_type"] = "day_of_the_week";
    filter["operator"] = chance.word({"in", "between"});
    filter["value"] = filter["operator"] == "in" ? list(chance, [&] { return chance.below(7); })
                                                 : Json(chance.below(7));
    if (filter["operator"] == "between") filter["value1"] = chance.below(7);
    return;
  }
  filter["operator"] = chance.word({"inTheLast", "inTheNext", "before", "after", "between"});
  make_stretch(filter, "operator", chance);
}

Json attribute(Chance& chance, int level);

void make_array(Json& filter, Chance& chance) {
  if (filter["data_type"] == "array_double") {
    make_number(filter, chance, true);
  } else {
    filter["operator"] = chance.word({"in", "contains", "startsWith"});
    filter["value"] = list(chance, [&] { return text(chance); });
  }
  if (!chance.one_in(3)) filter["array_filter_type"] = chance.word({"any_of", "any_of", "all_of"});
}

Json attribute(Chance& chance, int level) {
  const std::string type = chance.word({"string", "string", "double", "double", "datetime", "bool",
                                        "array_string", "array_double", "object", "colour"});
  Json filter = {{"name", "of_" + type}, {"data_type", type}};
  if (type == "object" && level < 2) {
    filter["filter_operator"] = chance.word({"and", "or"});
    filter["filters"] = Json::array({attribute(chance, 2), attribute(chance, 2)});
    return filter;
  }
  if (type == "object") filter["data_type"] = "string";
  if (filter["data_type"] == "string") make_text(filter, chance);
  if (type == "double") make_number(filter, chance, true);
  if (type == "datetime") make_day(filter, chance);
  if (type.starts_with("array_")) make_array(filter, chance);
  if (type == "bool" || type == "colour") {
    filter["operator"] = "is";
    filter["value"] = chance.one_in(2);
  }
  if (chance.one_in(3)) filter["negate"] = true;
  if (chance.one_in(20)) filter["odd"] = chance.below(2);
  return filter;
}

Json user_attribute(Chance& chance) {
  Json filter = attribute(chance, 0);
  filter["filter_type"] = "user_attributes";
  if (filter.contains("filters")) {
    for (Json& inner : filter["filters"]) inner["filter_type"] = "user_attributes";
  }
  return filter;
}

Json execution(Chance& chance) {
  const std::string type =
      chance.word({"atleast", "atleast", "atmost", "exactly", "firstTime", "lastTime"});
  if (type.ends_with("Time")) return {{"type", type}};
  return {{"type", type}, {"count", 1 + chance.below(3)}};
}

Json range(Chance& chance) {
  Json out = {{"type", chance.word({"inTheLast", "inTheLast", "before", "after", "between"})}};
  make_stretch(out, "type", chance);
  if (out["value_type"] != "absolute") out["period_unit"] = "days";
  if (out["type"] == "inTheLast" && chance.one_in(20)) out["days"] = 1 + chance.below(15);
  return out;
}

Json event_attributes(Chance& chance) {
  Json group = {{"filter_operator", chance.word({"and", "or"})}, {"filters", Json::array()}};
  for (int i = chance.below(3); i > 0; --i) group["filters"].push_back(attribute(chance, 0));
  if (group["filters"].empty()) group["filter_operator"] = "and";
  return group;
}

Json action(Chance& chance) {
  Json filter = {{"filter_type", "actions"},
                 {"action_name", chance.word({"Bought", "Read"})},
                 {"executed", true},
                 {"execution", execution(chance)},
                 {"primary_time_range", range(chance)},
                 {"attributes", event_attributes(chance)}};
  if (chance.one_in(3)) {
    filter["executed"] = false;
    filter["execution"] = {{"type", "exactly"}, {"count", 0}};
  } else if (chance.one_in(4) &&
             !filter["execution"]["type"].get<std::string>().ends_with("Time")) {
    Json aggregate = {
        {"attribute_name", "of_double"}, {"data_type", "double"}, {"aggregation_type", "sum"}};
    make_number(aggregate, chance, false);
    if (chance.one_in(3)) aggregate["negate"] = true;
    filter["aggregation_attributes"] = aggregate;
  }
  if (chance.one_in(20)) filter["odd"] = chance.below(2);
  return filter;
}

/// One that says it with words that everybody knows, or with others.
Json reference(Chance& chance) {
  const std::string id = kSegments.at(std::size_t(chance.below(2)));
  if (chance.one_in(6)) return {{"filter_type", "moon"}, {"beside", id == "s1" ? "S1" : "S2"}};
  Json filter = {{"filter_type", "custom_segments"}, {"id", id}};
  if (chance.one_in(6)) filter["negate"] = chance.one_in(2);
  return filter;
}

Json group(Chance& chance, int level);

Json filter(Chance& chance, int level) {
  const int kind = chance.below(level < 2 ? 10 : 8);
  if (kind < 3) return user_attribute(chance);
  if (kind < 6) return action(chance);
  if (kind == 6) return reference(chance);
  if (kind == 7) return {{"filter_type", "moon"}, {"phase", chance.below(2)}};
  Json nested = group(chance, level + 1);
  nested["filter_type"] = "nested_filters";
  return nested;
}

Json group(Chance& chance, int level) {
  Json group = {{"filter_operator", chance.word({"and", "or"})}, {"filters", Json::array()}};
  for (int i = 1 + chance.below(3); i > 0; --i) group["filters"].push_back(filter(chance, level));
  return group;
}

/// Every object below `tree` that `wanted` is true of.
void collect(Json& tree, const std::function<bool(const Json&)>& wanted, std::vector<Json*>& out) {
  if (tree.is_object() && wanted(tree)) out.push_back(&tree);
  if (!tree.is_structured()) return;
  for (Json& child : tree) collect(child, wanted, out);
}

Json* any_object(Json& tree, Chance& chance, const std::function<bool(const Json&)>& wanted) {
  std::vector<Json*> found;
  collect(tree, wanted, found);
  return found.empty() ? nullptr : found[std::size_t(chance.below(int(found.size())))];
}

void change_group(Json& group, Chance& chance, bool event) {
  Json& filters = group["filters"];
  const int how = chance.below(3);
  if (how == 0 && filters.size() > 1) {
    filters.erase(filters.begin() + chance.below(int(filters.size())));
  } else if (how == 1) {
    group["filter_operator"] = group["filter_operator"] == "and" ? "or" : "and";
  } else {
    filters.push_back(event ? attribute(chance, 1) : filter(chance, 2));
  }
}

void change_value(Json& object, Chance& chance) {
  Json& value = object["value"];
  if (value.is_number() && object.contains("value1") && chance.one_in(2)) {
    object["value1"] = object["value1"].get<int>() + chance.below(5) - 2;
    if (object["value1"] < 0) object["value1"] = 0;
  } else if (value.is_number_integer()) {
    value = std::max(0, value.get<int>() + chance.below(7) - 3);
  } else if (value.is_array() && value.size() > 1 && chance.one_in(2)) {
    value.erase(value.begin() + chance.below(int(value.size())));
  } else if (value.is_array()) {
    const bool number = !value.empty() && value[0].is_number();
    value.push_back(number ? Json(chance.below(5)) : Json(text(chance)));
  } else if (value.is_string()) {
    const bool time = value.get<std::string>().size() > 5;
    value = time ? date(chance) : text(chance);
  }
}

/// A change of the sort that people make, anywhere in `side`.
void change(Json& side, Chance& chance) {
  const auto has = [](const char* key) {
    return [key](const Json& object) { return object.contains(key); };
  };
  const int how = chance.below(9);
  if (how < 4) {
    if (Json* found = any_object(side, chance, has("value"))) change_value(*found, chance);
    if (Json* found = any_object(side, chance, has("case_sensitive"));
        found != nullptr && chance.one_in(4))
      (*found)["case_sensitive"] = (*found)["case_sensitive"] != true;
  } else if (how < 6) {
    const auto is_group = [](const Json& object) {
      return object.contains("filters") && !object.contains("data_type") &&
             !object["filters"].empty() && object["filters"][0].contains("filter_type");
    };
    if (Json* found = any_object(side, chance, is_group)) change_group(*found, chance, false);
  } else if (how == 6) {
    if (Json* found = any_object(side, chance, has("attributes")))
      change_group((*found)["attributes"], chance, true);
  } else if (how == 7) {
    if (Json* found = any_object(side, chance, has("count"));
        found != nullptr && (*found)["count"] > 0)
      (*found)["count"] = 1 + chance.below(3);
  } else if (Json* found = any_object(side, chance, has("operator"))) {
    (*found)["negate"] = !found->value("negate", false);
  }
}

Json value_of(const std::string& type, Chance& chance) {
  if (type == "string") return text(chance);
  if (type == "double") return chance.below(6);
  if (type == "datetime") return 1 + chance.below(38);
  if (type == "array_string") return list(chance, [&] { return text(chance); });
  if (type == "array_double") return list(chance, [&] { return chance.below(6); });
  return chance.one_in(2);
}

Json bag(Chance& chance) {
  Json out = Json::object();
  for (const char* type :
       {"string", "double", "datetime", "array_string", "array_double", "bool", "colour"}) {
    if (!chance.one_in(4)) out[std::string("of_") + type] = value_of(type, chance);
  }
  return out;
}

Json membership(Effect effect, Chance& chance) {
  const bool before = chance.one_in(2);
  const bool other = chance.one_in(2);
  switch (effect) {
    case Effect::Same:
      return {before, before};
    case Effect::OnlyWidens:
      return {before, before || other};
    case Effect::OnlyNarrows:
      return {before, before && other};
    case Effect::MayDoEither:
      break;
  }
  return {before, other};
}

}  // namespace

DefinitionPair definition_pair(std::uint32_t seed) {
  Chance chance(seed);
  DefinitionPair pair;
  pair.before.included = group(chance, 0);
  if (chance.one_in(3)) pair.before.excluded = group(chance, 1);
  pair.after = pair.before;
  for (int i = 1 + chance.below(3); i > 0; --i) {
    const bool excluded = !pair.after.excluded.is_null() && chance.one_in(3);
    change(excluded ? pair.after.excluded.json() : pair.after.included.json(), chance);
  }
  if (chance.one_in(15))
    pair.after.excluded = pair.after.excluded.is_null() ? group(chance, 1) : Json();
  for (const char* id : kSegments) {
    const int effect = chance.below(8);
    if (effect < 4) pair.references[{Key(), SegmentId(id)}] = static_cast<Effect>(effect);
  }
  return pair;
}

std::vector<User> users(std::uint32_t seed, const ReferenceEffects& references, std::size_t count) {
  Chance chance(seed);
  std::vector<User> out;
  for (std::size_t i = 0; i < count; ++i) {
    User user = {{"attributes", bag(chance)}, {"events", Json::array()}};
    user["attributes"]["of_object"] = bag(chance);
    user["attributes"]["of_object"]["of_object"] = text(chance);
    for (int event = chance.below(6); event > 0; --event) {
      Json attributes = bag(chance);
      attributes["of_object"] = bag(chance);
      user["events"].push_back({{"name", chance.word({"Bought", "Read"})},
                                {"day", 1 + chance.below(kToday)},
                                {"attributes", attributes}});
    }
    for (const char* id : kSegments) {
      const auto found = references.find({Key(), SegmentId(id)});
      user["segments"][id] =
          membership(found == references.end() ? Effect::Same : found->second, chance);
    }
    out.push_back(std::move(user));
  }
  return out;
}

}  // namespace segctl::test
