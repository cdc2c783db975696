#include "moengage/complaint.h"

#include "base/text.h"
#include "moengage/bounded_json.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace segctl::moengage {
namespace {

std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long> count_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() &&
      found->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<long>::max()}) {
    return std::nullopt;
  }
  return found->get<long>();
}

/// The first of the fields that says something.
std::string first_text(const Json& object, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (std::string text = text_of(object, field); !text.empty()) return text;
  }
  return {};
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

std::string name_in(std::string_view message) {
  const std::string lower = lower_ascii(message);
  constexpr std::string_view kV3 = "with the same name:";
  constexpr std::string_view kV2 = "name already exists :";
  if (const auto found = lower.find(kV3); found != std::string::npos) {
    const auto begin = found + kV3.size();
    const auto end = lower.rfind(". please change");
    const bool ends = end != std::string::npos && end >= begin;
    return std::string(trimmed(message.substr(begin, ends ? end - begin : std::string::npos)));
  }
  if (const auto found = lower.find(kV2); found != std::string::npos) {
    return std::string(trimmed(message.substr(found + kV2.size())));
  }
  return {};
}

std::optional<Complaint> decode_complaint(std::string_view body) {
  const auto json = parse_json(body);
  if (!json || !json->is_object()) return std::nullopt;
  Complaint complaint;
  complaint.message = first_text(*json, {"description", "message", "error", "title"});
  const auto error = json->find("error");
  if (error != json->end() && error->is_object()) {
    complaint.message = first_text(*error, {"message", "description", "code", "type"});
    complaint.existing_id = SegmentId(text_of(*error, "existing_cs_id"));
    complaint.existing_name = SegmentName(text_of(*error, "existing_cs_name"));
    complaint.actual_count = count_of(*error, "actual_count");
    complaint.limit = count_of(*error, "limit");
  }
  if (complaint.existing_name.empty()) {
    complaint.existing_name = SegmentName(name_in(complaint.message));
  }
  return complaint;
}

}  // namespace segctl::moengage
