#include "simulator/filter_check.h"

#include "simulator/segment_name.h"

#include <algorithm>

namespace segctl::simulator {
namespace {

void check_reference(const Json& filter, const std::string& path, FilterProblems& problems) {
  const std::string id = text_of(filter, "id");
  if (id != "moe_all_users" && !is_object_id(id)) {
    problems.add(path + ".id", "is no ID of a segment");
  }
}

void check_filter(const Json& filter, const std::string& path, FilterProblems& problems) {
  if (!filter.is_object()) return problems.add(path, "is no object");
  const std::string type = text_of(filter, "filter_type");
  if (type == "user_attributes") return check_attribute(filter, path, problems);
  if (type == "actions") return check_action(filter, path, problems);
  if (type == "psychographic_event") return check_affinity(filter, path, problems);
  if (type == "custom_segments") return check_reference(filter, path, problems);
  if (type == "nested_filters") {
    return check_group(filter, path, Place::Segment, Empty::Refused, problems);
  }
  if (type.empty()) return problems.add(path + ".filter_type", "is missing");
  problems.add_unknown(path + ".filter_type", "is unknown: " + type);
}

void check_event_filter(const Json& filter, const std::string& path, FilterProblems& problems) {
  if (!filter.is_object()) return problems.add(path, "is no object");
  if (member(filter, "filter_type") != nullptr) check_text(filter, "filter_type", path, problems);
  const std::string type = text_of(filter, "filter_type");
  if (type == "nested_filters") {
    return check_group(filter, path, Place::Event, Empty::Refused, problems);
  }
  if (!type.empty() && type != "event_attributes" && type != "user_attributes") {
    problems.add_unknown(path + ".filter_type", "is unknown: " + type);
    return;
  }
  check_attribute(filter, path, problems);
}

}  // namespace

void check_definition(const Json& definition, FilterProblems& problems) {
  const Json* included = member(definition, "included_filters");
  if (included == nullptr) return problems.add("included_filters", "is missing");
  check_group(*included, "included_filters", Place::Segment, Empty::Refused, problems);
  if (const Json* excluded = member(definition, "excluded_filters")) {
    check_group(*excluded, "excluded_filters", Place::Segment, Empty::Allowed, problems);
  }
}

void check_group(const Json& group, const std::string& path, Place place, Empty empty,
                 FilterProblems& problems) {
  if (!group.is_object()) return problems.add(path, "is no object");
  (void)check_word(group, "filter_operator", path, {"and", "or"}, problems);
  const Json* filters = member(group, "filters");
  if (filters == nullptr || !filters->is_array()) {
    return problems.add(path + ".filters", "is no list");
  }
  if (filters->empty() && empty == Empty::Refused) problems.add(path + ".filters", "is empty");
  for (std::size_t i = 0; i < filters->size(); ++i) {
    const std::string place_of_one = path + ".filters[" + std::to_string(i) + "]";
    if (place == Place::Event) {
      check_event_filter((*filters)[i], place_of_one, problems);
    } else {
      check_filter((*filters)[i], place_of_one, problems);
    }
  }
}

std::string check_word(const Json& object, const char* key, const std::string& path,
                       const std::vector<std::string_view>& known, FilterProblems& problems) {
  std::string word = text_of(object, key);
  if (std::find(known.begin(), known.end(), word) != known.end()) return word;
  std::string list;
  for (const std::string_view one : known) list.append(list.empty() ? "" : ", ").append(one);
  problems.add(path + "." + key, "is none of " + list);
  return {};
}

void check_flag(const Json& object, const char* key, const std::string& path,
                FilterProblems& problems) {
  const Json* value = member(object, key);
  if (value != nullptr && !value->is_boolean()) problems.add(path + "." + key, "is no boolean");
}

void check_text(const Json& object, const char* key, const std::string& path,
                FilterProblems& problems) {
  if (text_of(object, key).empty()) problems.add(path + "." + key, "is missing or empty");
}

void check_absent(const Json& object, const char* key, const std::string& path,
                  FilterProblems& problems) {
  if (member(object, key) != nullptr) problems.add(path + "." + key, "is not allowed here");
}

}  // namespace segctl::simulator
