#include "http/rate_fields.h"

#include <algorithm>
#include <map>
#include <string>

namespace segctl::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// One member of a structured list: `"hour";r=3;t=120`.
struct Item {
  std::string name;
  std::map<std::string, std::int64_t, std::less<>> numbers;
};

/// Cuts the part before the next `separator` outside quotes off the front.
std::string_view take_part(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
    if (rest[end] == '"') quoted = !quoted;
  }
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return trimmed(part);
}

bool is_name(std::string_view text) {
  return text.size() > 2 && text.front() == '"' && text.back() == '"' &&
         text.find('"', 1) == text.size() - 1;
}

/// A parameter whose value is no number (`pk=:…:`, `qu="requests"`) is passed over, but for the
/// ones that are to be numbers.
bool add_parameter(Item& item, std::string_view text) {
  const std::string name(text.substr(0, text.find('=')));
  const auto number = parse_digits(text.substr(std::min(text.size(), name.size() + 1)));
  if (name.empty()) return false;
  if (number) item.numbers.insert_or_assign(name, *number);
  return number || !(name == "q" || name == "w" || name == "r" || name == "t");
}

/// The members of a field; nothing where any of it is malformed.
std::vector<Item> parse_list(std::string_view field) {
  std::vector<Item> items;
  while (!field.empty()) {
    std::string_view text = take_part(field, ',');
    const std::string_view name = take_part(text, ';');
    if (!is_name(name)) return {};
    Item item{std::string(name), {}};
    while (!text.empty()) {
      if (!add_parameter(item, take_part(text, ';'))) return {};
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::optional<std::int64_t> number_of(const Item& item, std::string_view name) {
  const auto found = item.numbers.find(name);
  return found == item.numbers.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> unsigned_of(const std::optional<std::int64_t>& number) {
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::vector<RateField> standard_fields(const Response& response) {
  const auto policies = parse_list(response.header("ratelimit-policy").value_or(""));
  std::vector<RateField> fields;
  for (const Item& item : parse_list(response.header("ratelimit").value_or(""))) {
    RateField field;
    field.remaining = unsigned_of(number_of(item, "r"));
    if (!field.remaining) return {};  // the draft requires it
    if (const auto reset = number_of(item, "t")) field.reset = believed(*reset);
    const auto policy = std::find_if(policies.begin(), policies.end(), [&](const Item& other) {
      return other.name == item.name && other.numbers.contains("q");
    });
    if (policy != policies.end()) {
      field.allowed = unsigned_of(number_of(*policy, "q"));
      if (const auto window = number_of(*policy, "w")) field.window = believed(*window);
    }
    fields.push_back(field);
  }
  return fields;
}

/// No standard: some send seconds to go, some the second since 1970.
std::optional<Duration> parse_reset(std::string_view value, Timestamp now) {
  constexpr std::int64_t kSurelyEpoch = 1'000'000'000;
  const auto number = parse_digits(trimmed(value));
  if (!number) return std::nullopt;
  if (*number < kSurelyEpoch) return believed(*number);
  const auto since_epoch = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return believed(*number - since_epoch);
}

std::optional<std::int64_t> digits_in(const Response& response, std::string_view name) {
  const auto value = response.header(name);
  return value ? parse_digits(trimmed(*value)) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_digits(std::string_view text) {
  constexpr std::int64_t kHuge = INT64_MAX / 16;
  if (text.empty()) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number >= kHuge ? kHuge : number * 10 + (c - '0');
  }
  return number;
}

Duration believed(std::int64_t seconds) {
  constexpr auto kMost = std::chrono::duration_cast<std::chrono::seconds>(kLongestAdvice).count();
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kMost));
}

std::vector<RateField> rate_fields(const Response& response, Timestamp now) {
  std::vector<RateField> fields = standard_fields(response);
  RateField field;
  field.allowed = unsigned_of(digits_in(response, "x-ratelimit-limit"));
  field.remaining = unsigned_of(digits_in(response, "x-ratelimit-remaining"));
  if (!field.remaining && response.header("x-ratelimit-remaining")) return fields;  // malformed
  const auto reset = response.header("x-ratelimit-reset");
  if (reset) field.reset = parse_reset(*reset, now);
  if (field != RateField()) fields.push_back(field);
  return fields;
}

}  // namespace segctl::http
