#include "moengage/answers.h"

#include "base/text.h"
#include "moengage/bounded_json.h"

#include <nlohmann/json.hpp>

namespace segctl::moengage {
namespace {

/// The text of a field; empty where there is none or it is no string.
std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// true, "true", 1 and the like; nothing where the field says neither yes nor no.
std::optional<bool> truth_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end()) return std::nullopt;
  if (found->is_boolean()) return found->get<bool>();
  if (found->is_number_integer()) return found->get<std::int64_t>() != 0;
  const std::string word = lower_ascii(text_of(object, field));
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

/// API.md does not know the mark that an archived segment carries, if any: all likely ones count.
std::optional<Activity> activity_of(const Json& item) {
  const std::string status = lower_ascii(text_of(item, "status"));
  std::optional<Activity> activity;
  if (status == "active") activity = Activity::Active;
  if (status == "archived") activity = Activity::Archived;
  for (const char* field : {"archived", "is_archived"}) {
    const auto archived = truth_of(item, field);
    if (archived == false && !activity) activity = Activity::Active;
    if (archived == true) activity = Activity::Archived;
  }
  return activity;
}

/// Takes it out of `item`.
std::optional<SeenDefinition> definition_in(Json& item) {
  const auto included = item.find("included_filters");
  if (included == item.end() || !included->is_object()) return std::nullopt;
  Definition definition;
  definition.included = std::move(*included);
  const auto excluded = item.find("excluded_filters");
  if (excluded != item.end() && excluded->is_object() && !excluded->empty()) {
    definition.excluded = std::move(*excluded);
  }
  return definition;
}

LiveSegment segment_in(Json& item, Definitions definitions) {
  LiveSegment segment;
  segment.id = SegmentId(text_of(item, "id"));
  segment.name = SegmentName(text_of(item, "name"));
  segment.type = text_of(item, "type");
  segment.source = text_of(item, "source");
  segment.created = parse_utc(text_of(item, "created_time"));
  segment.activity = activity_of(item);
  if (definitions == Definitions::Read) segment.definition = definition_in(item);
  segment.description = text_of(item, "description");
  segment.updated_by = text_of(item, "updated_by");
  return segment;
}

}  // namespace

std::optional<std::vector<LiveSegment>> decode_segments(std::string_view body,
                                                        Definitions definitions) {
  auto json = parse_json(body);
  if (!json || !json->is_object()) return std::nullopt;
  const auto data = json->find("data");
  if (data == json->end() || !data->is_structured()) return std::nullopt;
  std::vector<LiveSegment> segments;
  const auto add = [&](Json& item) {
    LiveSegment segment = segment_in(item, definitions);
    if (!segment.id.empty()) segments.push_back(std::move(segment));
  };
  if (data->is_object()) {
    add(*data);
  } else {
    for (Json& item : *data) {
      if (item.is_object()) add(item);
    }
  }
  return segments;
}

std::optional<Acknowledgement> decode_acknowledgement(std::string_view body) {
  const auto json = parse_json(body);
  if (!json || !json->is_object()) return std::nullopt;
  Acknowledgement acknowledgement;
  acknowledgement.id = SegmentId(text_of(*json, "cs_id"));
  acknowledgement.name = SegmentName(text_of(*json, "cs_name"));
  acknowledgement.message = text_of(*json, "message");
  const bool fails = lower_ascii(text_of(*json, "status")) == "fail";
  if (truth_of(*json, "success") == false || fails) acknowledgement.success = Success::Denied;
  return acknowledgement;
}

}  // namespace segctl::moengage
