#include "segment/canonical_value.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace segctl::canon {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How many digits `text` starts with.
std::size_t digits_at(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

/// Whether `text` is a number as JSON spells it, without an exponent.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t whole = digits_at(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (text.empty()) return true;
  return text.size() > 1 && text[0] == '.' && digits_at(text.substr(1)) == text.size() - 1;
}

template <class Number>
bool read(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

/// An integer of 64 bits, or null.
Json integer_of(std::string_view text) {
  std::int64_t negative = 0;
  std::uint64_t positive = 0;
  if (!is_plain_number(text)) return nullptr;
  if (read(text, positive)) return positive;
  if (read(text, negative)) return negative;
  return nullptr;
}

/// A double that loses nothing of `text`, or null.
Json decimal_of(std::string_view text) {
  constexpr auto kExactDigits = 17;
  double number = 0;
  if (!is_plain_number(text) || text.find('.') == std::string_view::npos) return nullptr;
  if (std::count_if(text.begin(), text.end(), is_digit) > kExactDigits) return nullptr;
  if (!read(text, number)) return nullptr;
  return number;
}

/// Whether `text` has digits where `pattern` has a 9, and its characters elsewhere.
bool matches(std::string_view text, std::string_view pattern) {
  return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(),
                    [](char c, char p) { return p == '9' ? is_digit(c) : c == p; });
}

/// "2024-01-15T00:00:00" with any fraction and with or without Z as "2024-01-15T00:00:00.000Z";
/// everything else as it is.
std::string settled_time(std::string_view text) {
  constexpr std::string_view kSeconds = "9999-99-99T99:99:99";
  constexpr std::size_t kMilliseconds = 3;
  std::string_view rest = text;
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  if (!matches(rest.substr(0, kSeconds.size()), kSeconds)) return std::string(text);
  std::string_view fraction = rest.substr(kSeconds.size());
  if (!fraction.empty()) {
    if (fraction[0] != '.' || fraction.size() == 1) return std::string(text);
    fraction.remove_prefix(1);
    if (digits_at(fraction) != fraction.size()) return std::string(text);
  }
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  std::string settled(rest.substr(0, kSeconds.size()));
  settled += '.';
  settled += fraction;
  if (fraction.size() < kMilliseconds) settled.append(kMilliseconds - fraction.size(), '0');
  return settled + "Z";
}

/// An integral float as the integer it is; 2^64 and beyond stay floats.
void settle_number(Json& value) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kTwoTo64 = 18446744073709551616.0;
  const double number = value.get_ref<const Json::number_float_t&>();
  if (std::trunc(number) != number) return;
  if (number >= 0 && number < kTwoTo64) {
    value = static_cast<std::uint64_t>(number);
  } else if (number < 0 && number >= -kTwoTo63) {
    value = static_cast<std::int64_t>(number);
  }
}

}  // namespace

Json* find(Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto member = object.find(key);
  return member == object.end() ? nullptr : &*member;
}

bool says(const Json& object, const char* key, std::string_view text) {
  if (!object.is_object()) return false;
  const auto member = object.find(key);
  return member != object.end() && member->is_string() &&
         member->get_ref<const std::string&>() == text;
}

bool says(const Json& object, const char* key, Truth value) {
  if (!object.is_object()) return false;
  const auto member = object.find(key);
  return member != object.end() && member->is_boolean() &&
         member->get_ref<const bool&>() == (value == Truth::Yes);
}

void drop_nulls(Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const auto member = object.find(key); member != object.end() && member->is_null())
      object.erase(member);
  }
}

void drop_default(Json& object, const char* key, const Json& fallback) {
  const auto member = object.find(key);
  if (member != object.end() && *member == fallback) object.erase(member);
}

void fill_default(Json& object, const char* key, const Json& fallback) {
  if (find(object, key) == nullptr) object[key] = fallback;
}

void settle_numbers(Json& tree) {
  if (tree.is_number_float()) return settle_number(tree);
  if (!tree.is_structured()) return;
  for (Json& child : tree) settle_numbers(child);
}

void integer_from_text(Json& value) {
  if (!value.is_string()) return;
  if (Json number = integer_of(value.get_ref<const std::string&>()); !number.is_null())
    value = std::move(number);
}

void number_from_text(Json& value) {
  integer_from_text(value);
  if (!value.is_string()) return;
  if (Json number = decimal_of(value.get_ref<const std::string&>()); !number.is_null()) {
    value = std::move(number);
    settle_number(value);
  }
}

void text_from_integer(Json& value) {
  if (value.is_number_integer()) value = value.dump();
}

void settle_time(Json& value) {
  integer_from_text(value);
  if (value.is_string()) value = settled_time(value.get_ref<const std::string&>());
}

void settle_member(Json& object, const char* key, void (*settle)(Json&)) {
  Json* member = find(object, key);
  if (member == nullptr) return;
  if (!member->is_array()) return settle(*member);
  for (Json& element : *member) settle(element);
}

}  // namespace segctl::canon
