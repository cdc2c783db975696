#include "property/effect/audience_model.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <functional>
#include <string>
#include <vector>

namespace segctl::test {
namespace {

using Bag = Json;  ///< attributes of a user, of an event or of an object, by their names

std::string word(const Json& object, const char* key) { return object.value(key, ""); }

bool flag(const Json& object, const char* key) { return object.value(key, false); }

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The same for filters that mean the same: without defaults, lists and groups in order and each of
/// their elements once, and without an operator that joins nothing.
Json one_spelling(Json filter) {
  if (filter.is_structured()) {
    for (Json& child : filter) child = one_spelling(child);
  }
  if (filter.is_array()) {
    std::sort(filter.begin(), filter.end());
    filter.erase(std::unique(filter.begin(), filter.end()), filter.end());
  }
  if (!filter.is_object()) return filter;
  for (const char* key : {"negate", "case_sensitive"}) {
    if (filter.contains(key) && filter[key] == false) filter.erase(key);
  }
  if (filter.contains("negate") && filter["negate"] == true) filter.erase("array_filter_type");
  if (filter.contains("filters") && filter["filters"].size() < 2) filter["filter_operator"] = "and";
  return filter;
}

int day_of(const Json& time) {
  const std::string text = time;
  return std::stoi(text.substr(8, 2));
}

class Evaluation {
 public:
  Evaluation(const User& user, Moment moment, const Readings& readings)
      : user_(user), moment_(moment), readings_(readings) {}

  bool group(const Json& group, const std::function<bool(const Json&)>& filter) const {
    const Json& filters = group["filters"];
    if (filters.empty()) return readings_.empty_group_matches;
    const std::string joined_by = group.value("filter_operator", "and");
    if (joined_by == "and") return std::all_of(filters.begin(), filters.end(), filter);
    if (joined_by == "or") return std::any_of(filters.begin(), filters.end(), filter);
    return guess(group);
  }

  bool user_filter(const Json& filter) const {
    const std::string type = word(filter, "filter_type");
    if (type == "nested_filters")
      return group(filter, [this](const Json& inner) { return user_filter(inner); });
    if (type == "user_attributes") return attribute(filter, user_["attributes"]);
    if (type == "actions") return filter.contains("odd") ? guess(filter) : action(filter);
    if (type == "custom_segments")
      return in_segment(word(filter, "id")) != (flag(filter, "negate") && readings_.odd_negate);
    if (filter.contains("beside")) return in_segment(lower(word(filter, "beside")));
    return guess(filter);
  }

 private:
  /// A segment by its ID, which is its name in small letters.
  bool in_segment(const std::string& id) const {
    return user_["segments"][id][moment_ == Moment::Before ? 0 : 1];
  }

  /// Some answer, the same for the same user and the same filter, in whatever spelling.
  bool guess(const Json& filter) const {
    const std::size_t mixed = std::hash<std::string>{}(one_spelling(filter).dump() + user_.dump()) ^
                              (std::size_t{readings_.unknown} * 0x9E3779B97F4A7C15U);
    return (mixed >> 17U) % 2 == 1;
  }

  bool bag_filter(const Json& filter, const Bag& bag) const {
    if (word(filter, "filter_type") == "nested_filters")
      return group(filter, [&](const Json& inner) { return bag_filter(inner, bag); });
    return attribute(filter, bag);
  }

  bool attribute(const Json& filter, const Bag& bag) const {
    const auto found = bag.find(word(filter, "name"));
    const Json value = found == bag.end() ? Json() : *found;
    if (filter.contains("odd")) return guess(filter);
    const bool negated = flag(filter, "negate");
    const std::string said = word(filter, "operator");
    if (value.is_null()) {
      const bool blank = said == "is" && filter["value"] == "" && readings_.blank_is_absent;
      if (said == "exists") return negated;
      if (!negated) return blank;
      return readings_.negation_takes_absent && !blank;
    }
    return condition(filter, value) != negated;
  }

  bool condition(const Json& filter, const Json& value) const {
    const std::string type = word(filter, "data_type");
    if (type == "object")
      return group(filter, [&](const Json& inner) { return bag_filter(inner, value); });
    if (type == "array_string" || type == "array_double") return array(filter, value);
    if (type == "string") return text(filter, value);
    if (type == "double") return number(filter, value);
    if (type == "datetime") return day(filter, value);
    if (type == "bool") return word(filter, "operator") == "exists" || value == filter["value"];
    return guess({filter["name"], filter["value"]});  // negated further up
  }

  bool array(const Json& filter, const Json& values) const {
    if (word(filter, "operator") == "exists") return readings_.blank_exists || !values.empty();
    Json of_one = filter;
    of_one["data_type"] = word(filter, "data_type") == "array_string" ? "string" : "double";
    const auto matches = [&](const Json& value) { return condition(of_one, value); };
    const std::string how = word(filter, "array_filter_type");
    const bool any = how.empty() ? readings_.absent_filter_type_any : how == "any_of";
    if (any) return std::any_of(values.begin(), values.end(), matches);
    if (!readings_.all_of_means_listed || !filter["value"].is_array())
      return std::all_of(values.begin(), values.end(), matches);
    return std::all_of(filter["value"].begin(), filter["value"].end(), [&](const Json& wanted) {
      Json of_value = of_one;
      of_value["value"] = Json::array({wanted});
      return std::any_of(values.begin(), values.end(),
                         [&](const Json& value) { return condition(of_value, value); });
    });
  }

  bool text(const Json& filter, const Json& value) const {
    const std::string said = word(filter, "operator");
    if (said == "unlike" ||
        (filter.contains("case_sensitive") && filter["case_sensitive"] == "yes"))
      return guess({said, filter["value"], filter.value("case_sensitive", Json(false))});
    const bool exact = flag(filter, "case_sensitive");
    const auto spelled = [&](const Json& text) {
      return exact ? text.get<std::string>() : lower(text.get<std::string>());
    };
    const std::string has = spelled(value);
    if (said == "exists") return readings_.blank_exists || !has.empty();
    const Json wanted =
        filter["value"].is_array() ? filter["value"] : Json::array({filter["value"]});
    if (wanted.empty()) return readings_.empty_list_matches;
    return std::any_of(wanted.begin(), wanted.end(), [&](const Json& one) {
      const std::string text = spelled(one);
      if (said == "in" || said == "is") return has == text;
      if (said.starts_with("contains")) return has.find(text) != std::string::npos;
      return said.starts_with("startsWith") ? has.starts_with(text) : has.ends_with(text);
    });
  }

  bool above(double value, double bound) const {
    return value > bound || (value == bound && readings_.bounds_belong);
  }

  bool number(const Json& filter, const Json& value) const {
    const std::string said = word(filter, "operator");
    if (said == "exists") return true;
    if (said == "in" && filter["value"].empty()) return readings_.empty_list_matches;
    if (said == "in")
      return std::find(filter["value"].begin(), filter["value"].end(), value) !=
             filter["value"].end();
    const double has = value;
    const double bound = filter["value"];
    if (said == "lessThan") return above(bound, has);
    if (said == "greaterThan") return above(has, bound);
    if (filter["value1"] < bound) return guess({filter["value"], filter["value1"]});
    return above(has, bound) && above(filter["value1"], has);
  }

  /// A stretch of days by `type`, as time ranges and datetime attributes have them.
  bool in_stretch(const Json& stretch, const std::string& type, int day) const {
    const std::string counted = word(stretch, "value_type");
    const auto moment = [&](const char* key) {
      if (counted == "absolute") return day_of(stretch[key]);
      const int count = stretch[key];
      return counted == "relative_future" ? kToday + count : kToday - count;
    };
    if (type == "inTheLast") {
      if (counted == "absolute") return guess({stretch["value"]});
      const bool in_days = stretch.contains("days") && readings_.days_count;
      const int first = kToday - stretch[in_days ? "days" : "value"].get<int>();
      return day <= kToday && above(day, first - (readings_.boundary_day_counts ? 1 : 0));
    }
    if (type == "inTheNext")
      return day >= kToday && above(kToday + stretch["value"].get<int>(), day);
    const int bound = moment("value");
    if (type == "before") return above(bound, day);
    if (type == "after") return above(day, bound);
    if (stretch["value1"] < stretch["value"]) return guess({stretch["value"], stretch["value1"]});
    const int other = moment("value1");
    return above(day, std::min(bound, other)) && above(std::max(bound, other), day);
  }

  bool day(const Json& filter, const Json& value) const {
    const std::string said = word(filter, "operator");
    if (said == "exists") return true;
    const int day = value;
    if (filter.contains("extract_type")) {
      const int weekday = day % 7;
      if (said == "in")
        return std::find(filter["value"].begin(), filter["value"].end(), weekday) !=
               filter["value"].end();
      const int from = filter["value"];
      const int to = filter["value1"];  // from Friday to Monday goes over the weekend
      return from <= to ? weekday >= from && weekday <= to : weekday >= from || weekday <= to;
    }
    return in_stretch(filter, said, day);
  }

  bool matches_event(const Json& action, const Json& event) const {
    return !action.contains("attributes") || action["attributes"]["filters"].empty() ||
           group(action["attributes"],
                 [&](const Json& filter) { return bag_filter(filter, event["attributes"]); });
  }

  std::vector<Json> events_of(const Json& action) const {
    std::vector<Json> found;
    for (const Json& event : user_["events"]) {
      if (event["name"] == action["action_name"]) found.push_back(event);
    }
    return found;
  }

  bool in_range(const Json& action, const Json& event) const {
    const Json& range = action["primary_time_range"];
    return in_stretch(range, word(range, "type"), event["day"]);
  }

  /// The first time, or the last, that it was done at all.
  bool once(const Json& action, bool first) const {
    std::vector<Json> events = events_of(action);
    if (readings_.first_of_matching)
      std::erase_if(events, [&](const Json& event) { return !matches_event(action, event); });
    if (events.empty()) return false;
    const auto by_day = [](const Json& a, const Json& b) { return a["day"] < b["day"]; };
    const Json& event = first ? *std::min_element(events.begin(), events.end(), by_day)
                              : *std::max_element(events.begin(), events.end(), by_day);
    return in_range(action, event) && matches_event(action, event);
  }

  bool aggregate(const Json& action, const std::vector<Json>& events) const {
    const Json& wanted = action["aggregation_attributes"];
    if (events.empty() && !readings_.sum_of_nothing) return false;
    double sum = 0;
    for (const Json& event : events)
      sum += event["attributes"].value(word(wanted, "attribute_name"), 0.0);
    return number(wanted, sum) != flag(wanted, "negate");
  }

  bool action(const Json& filter) const {
    const Json& execution = filter["execution"];
    const std::string type = word(execution, "type");
    if (type == "firstTime" || type == "lastTime") return once(filter, type == "firstTime");
    std::vector<Json> events = events_of(filter);
    std::erase_if(events, [&](const Json& event) {
      return !in_range(filter, event) || !matches_event(filter, event);
    });
    const int times = static_cast<int>(events.size());
    const int count = execution["count"];
    if (filter.value("executed", true) == false)
      return type == "exactly" && count == 0 ? times == 0 : guess(filter);
    const bool enough = type == "atleast" ? times >= count
                        : type == "atmost"
                            ? times <= count && (times > 0 || readings_.at_most_takes_never)
                            : times == count;
    return enough && (!filter.contains("aggregation_attributes") || aggregate(filter, events));
  }

  const User& user_;
  Moment moment_;
  const Readings& readings_;
};

}  // namespace

Readings Readings::of(std::uint32_t bits) {
  const auto bit = [bits](unsigned at) { return ((bits >> at) & 1U) == 1U; };
  return {bit(0), bit(1), bit(2),  bit(3),  bit(4),  bit(5),  bit(6), bit(7),
          bit(8), bit(9), bit(10), bit(11), bit(12), bit(13), bits};
}

bool is_member(const Definition& definition, const User& user, Moment moment,
               const Readings& readings) {
  const Evaluation evaluation(user, moment, readings);
  const auto filter = [&](const Json& inner) { return evaluation.user_filter(inner); };
  if (!evaluation.group(definition.included.json(), filter)) return false;
  const Json& excluded = definition.excluded.json();
  return excluded.is_null() || excluded["filters"].empty() || !evaluation.group(excluded, filter);
}

}  // namespace segctl::test
