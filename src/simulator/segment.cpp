#include "simulator/segment.h"

#include "simulator/json.h"

#include <array>

namespace segctl::simulator {
namespace {

constexpr std::array<const char*, 3> kKindWords{"filter", "file", "cohort"};
constexpr std::string_view kDefinition = "{\"definition\":";
constexpr std::string_view kMembers = "{\"members\":";

void put_time(Json& object, const char* key, const std::optional<Timestamp>& time) {
  if (time) object[key] = format_utc(*time);
}

std::optional<Timestamp> time_of(const Json& object, const char* key) {
  return parse_utc(text_of(object, key));
}

void put_text(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put_number(Json& object, const char* key, long number) {
  if (number != 0) object[key] = number;
}

long number_or_zero(const Json& object, const char* key) {
  const Json* value = member(object, key);
  return value != nullptr && value->is_number_integer() ? value->get<long>() : 0;
}

SegmentKind kind_of(const std::string& word) {
  if (word == "file") return SegmentKind::File;
  return word == "cohort" ? SegmentKind::Cohort : SegmentKind::Filter;
}

Json to_json(const Segment& segment) {
  Json object{{"id", segment.id},
              {"name", segment.name},
              {"kind", kKindWords.at(static_cast<std::size_t>(segment.kind))},
              {"source", segment.source}};
  put_time(object, "created", segment.created);
  put_time(object, "updated", segment.updated);
  put_time(object, "archived", segment.archived);
  if (segment.visibility == Segment::Visibility::Never) object["never_shown"] = true;
  put_number(object, "lag_calls", segment.lag_calls);
  put_text(object, "fingerprint", segment.fingerprint);
  if (segment.author == Segment::Author::Dashboard) object["author"] = "dashboard";
  put_text(object, "attribute_name", segment.attribute_name);
  put_text(object, "attribute_type", segment.attribute_type);
  put_number(object, "expiry_days", segment.expiry_days);
  put_time(object, "expires", segment.expires);
  put_text(object, "partner", segment.partner);
  put_text(object, "cohort_id", segment.cohort_id);
  put_text(object, "description", segment.description);
  return object;
}

Segment from_json(const Json& object) {
  Segment segment;
  segment.id = text_of(object, "id");
  segment.name = text_of(object, "name");
  segment.kind = kind_of(text_of(object, "kind"));
  segment.source = text_of(object, "source");
  segment.created = time_of(object, "created").value_or(Timestamp());
  segment.updated = time_of(object, "updated").value_or(Timestamp());
  segment.archived = time_of(object, "archived");
  if (is_true(object, "never_shown")) segment.visibility = Segment::Visibility::Never;
  segment.lag_calls = number_or_zero(object, "lag_calls");
  segment.fingerprint = text_of(object, "fingerprint");
  if (text_of(object, "author") == "dashboard") segment.author = Segment::Author::Dashboard;
  segment.attribute_name = text_of(object, "attribute_name");
  segment.attribute_type = text_of(object, "attribute_type");
  segment.expiry_days = number_or_zero(object, "expiry_days");
  segment.expires = time_of(object, "expires");
  segment.partner = text_of(object, "partner");
  segment.cohort_id = text_of(object, "cohort_id");
  segment.description = text_of(object, "description");
  return segment;
}

}  // namespace

std::string to_lines(const Segment& segment) {
  std::string lines = dump(Json{{"segment", to_json(segment)}}) + "\n";
  if (!segment.definition.empty()) lines.append(kDefinition).append(segment.definition) += "}\n";
  if (!segment.members.empty()) lines.append(kMembers).append(dump(Json(segment.members))) += "}\n";
  return lines;
}

std::optional<Segment> segment_from_line(std::string_view line) {
  const auto parsed = parse_json(line);
  if (!parsed) return std::nullopt;
  const Json* object = member(*parsed, "segment");
  if (object == nullptr || text_of(*object, "id").empty()) return std::nullopt;
  return from_json(*object);
}

bool read_detail_line(std::string_view line, Segment& segment) {
  if (line.starts_with(kDefinition) && line.back() == '}') {
    segment.definition = line.substr(kDefinition.size(), line.size() - kDefinition.size() - 1);
    return true;
  }
  if (!line.starts_with(kMembers)) return false;
  const auto parsed = parse_json(line);
  const Json* members = parsed ? member(*parsed, "members") : nullptr;
  if (members == nullptr || !members->is_array()) return false;
  for (const Json& value : *members) {
    if (value.is_string()) segment.members.push_back(value.get<std::string>());
  }
  return true;
}

std::string api_time(Timestamp time) {
  std::string text = format_utc(time);
  text.pop_back();
  return text.find('.') == std::string::npos ? text + ".000000" : text + "000";
}

}  // namespace segctl::simulator
