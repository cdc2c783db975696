#include "segment/words.h"

#include "base/text.h"
#include "segment/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace segctl::words {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

template <std::size_t Size>
std::string_view translated(std::string_view text, const std::array<Pair, Size>& dictionary) {
  const auto found = std::find_if(dictionary.begin(), dictionary.end(),
                                  [&](const Pair& entry) { return entry.first == text; });
  return found == dictionary.end() ? text : found->second;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

/// Where the code point with that index begins.
std::size_t start_of(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts && count++ == index) break;
  }
  return at;
}

std::string list(const Json& elements) {
  std::string out = "[";
  std::size_t count = 0;
  for (const Json& element : elements) {
    if (count > 0) out += ", ";
    if (count++ == kShownValues) {
      out += "… " + with_thousands(elements.size() - kShownValues) + " more";
      break;
    }
    out += element.is_structured() ? shown(compact_json(element)) : value(element);
  }
  return out + "]";
}

/// "2024-01-15T00:00:00.000Z" is a whole day's start and end in most windows: the day is enough.
std::string moment(const Json& time) {
  const auto* text = time.get_ptr<const std::string*>();
  const bool day =
      text != nullptr && (text->ends_with("T00:00:00.000Z") || text->ends_with("T23:59:59.999Z"));
  return day ? shown(text->substr(0, text->size() - 14)) : value(time);
}

std::string period(const Json& range, const Json& count) {
  std::string out = value(count);
  if (const auto unit = text(range, "period_unit"); !unit.empty()) out += " " + shown(unit);
  return out;
}

const Json* first_of(const Json& range, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const Json* found = member(range, key)) return found;
  }
  return nullptr;
}

}  // namespace

std::string shown(std::string_view text, std::size_t limit) {
  std::string safe = printable(text);
  const std::size_t length = code_points(safe);
  if (length <= limit) return safe;
  const std::size_t ending = limit / 3;
  return safe.substr(0, start_of(safe, limit - ending)) + "…" +
         safe.substr(start_of(safe, length - ending));
}

bool may_stand_bare(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || is_number(text)) return false;
  if (text == "true" || text == "false" || text == "null") return false;
  return text.find_first_of(",[]{}()\"'\\") == std::string_view::npos;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : shown(text)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string word(std::string_view text) {
  return may_stand_bare(text) ? shown(text) : in_quotes(text);
}

std::string value(const Json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) return word(*text);
  if (value.is_array()) return list(value);
  return shown(compact_json(value));
}

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string_view text(const Json& object, const char* key) {
  const Json* found = member(object, key);
  const auto* text = found == nullptr ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::string condition(const Json& filter) {
  static constexpr std::array<Pair, 10> kOperators{{
      {"lessThan", "<"},
      {"greaterThan", ">"},
      {"startsWith", "starts with"},
      {"endsWith", "ends with"},
      {"containsInTheFollowing", "contains any of"},
      {"startsWithInTheFollowing", "starts with any of"},
      {"endsWithInTheFollowing", "ends with any of"},
      {"inTheLast", "in the last"},
      {"inTheNext", "in the next"},
      {"today", "is today"},
  }};
  std::string out = word(text(filter, "name"));
  if (const auto part = text(filter, "extract_type"); !part.empty())
    out += " (" + shown(part) + ")";
  const Json* negate = member(filter, "negate");
  const bool negated = negate != nullptr && *negate == true;
  const std::string_view said = text(filter, "operator");
  if (said == "is") return out + (negated ? " is not" : " is");
  if (negated) out += " not";
  if (said.empty()) return out;
  return out + " " + shown(translated(said, kOperators));
}

std::string times(const Json& filter) {
  static constexpr std::array<Pair, 5> kTypes{{
      {"atleast", "at least"},
      {"atmost", "at most"},
      {"firstTime", "for the first time"},
      {"lastTime", "for the last time"},
      {"exactly", "exactly"},
  }};
  const Json* executed = member(filter, "executed");
  const Json* execution = member(filter, "execution");
  const bool negated = executed != nullptr && *executed == false;
  if (execution == nullptr) return negated ? "not at all" : "any number of times";
  const std::string_view type = text(*execution, "type");
  const Json* count = member(*execution, "count");
  if (negated && type == "exactly" && count != nullptr && *count == 0) return "not at all";
  std::string out = negated ? "not " : "";
  out += shown(translated(type, kTypes));
  if (count != nullptr) out += " " + value(*count) + (*count == 1 ? " time" : " times");
  return out;
}

std::string window(const Json& range) {
  const std::string_view type = text(range, "type");
  const Json* first = first_of(range, {"value", "days", "from"});
  const Json* last = first_of(range, {"value1", "days1", "to"});
  const bool in_days = member(range, "days") != nullptr || member(range, "days1") != nullptr;
  const bool relative = text(range, "value_type") == "relative_past" || in_days;
  const std::string unit = in_days ? " days" : "";
  if (type == "inTheLast" && first != nullptr) return "in the last " + period(range, *first) + unit;
  std::string out = type.empty() ? std::string("within") : shown(type);
  if (first != nullptr) out += " " + (relative ? period(range, *first) + unit : moment(*first));
  if (last != nullptr) out += " and " + (relative ? period(range, *last) + unit : moment(*last));
  return relative && first != nullptr ? out + " ago" : out;
}

}  // namespace segctl::words
