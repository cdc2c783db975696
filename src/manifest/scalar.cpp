#include "manifest/scalar.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace segctl::manifest {
namespace {

constexpr int kSignificantDigits = 17;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// Where the integer part of a number ends; 0 where there is none ("007" has none).
std::size_t integer_end(std::string_view text) {
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  const std::size_t end = skip_digits(text, begin);
  if (end == begin || (text[begin] == '0' && end > begin + 1)) return 0;
  return end;
}

/// Past a fraction at `at`, `at` itself where there is none, 0 where it has no digits.
std::size_t fraction_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '.') return at;
  const std::size_t end = skip_digits(text, at + 1);
  return end == at + 1 ? 0 : end;
}

/// The same for an exponent.
std::size_t exponent_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return at;
  std::size_t begin = at + 1;
  if (begin < text.size() && (text[begin] == '+' || text[begin] == '-')) ++begin;
  const std::size_t end = skip_digits(text, begin);
  return end == begin ? 0 : end;
}

NodeKind classify_number(std::string_view text) {
  const std::size_t integer = integer_end(text);
  if (integer == 0) return NodeKind::String;
  if (integer == text.size()) return NodeKind::Integer;
  const std::size_t fraction = fraction_end(text, integer);
  if (fraction == 0) return NodeKind::String;
  return exponent_end(text, fraction) == text.size() ? NodeKind::Decimal : NodeKind::String;
}

/// How many digits count: without leading zeros, trailing zeros and the exponent.
int significant_digits(std::string_view text) {
  int digits = 0;
  int trailing_zeros = 0;
  for (const char c : text) {
    if (c == 'e' || c == 'E') break;
    if (!is_digit(c) || (digits == 0 && c == '0')) continue;
    ++digits;
    trailing_zeros = c == '0' ? trailing_zeros + 1 : 0;
  }
  return digits - trailing_zeros;
}

}  // namespace

NodeKind classify_plain(std::string_view text) {
  if (text.empty() || text == "~") return NodeKind::Null;
  if (text.front() == '-' || is_digit(text.front())) return classify_number(text);
  if (text == "true" || text == "True" || text == "TRUE") return NodeKind::Bool;
  if (text == "false" || text == "False" || text == "FALSE") return NodeKind::Bool;
  if (text == "null" || text == "Null" || text == "NULL") return NodeKind::Null;
  return NodeKind::String;
}

std::optional<Integer64> integer_of(std::string_view text) {
  if (integer_end(text) != text.size() || text.empty()) return std::nullopt;
  const char* end = text.data() + text.size();
  Integer64 value;
  if (std::from_chars(text.data(), end, value.as_signed).ec == std::errc{}) return value;
  value.is_unsigned = true;
  if (text.front() != '-' &&
      std::from_chars(text.data(), end, value.as_unsigned).ec == std::errc{}) {
    return value;
  }
  return std::nullopt;
}

std::optional<double> decimal_of(std::string_view text) {
  const NodeKind kind = classify_number(text);
  if (kind != NodeKind::Integer && kind != NodeKind::Decimal) return std::nullopt;
  const int digits = significant_digits(text);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (digits > kSignificantDigits || read.ec != std::errc{}) return std::nullopt;
  // A double below the normal range has fewer digits than were written.
  if (digits != 0 && !std::isnormal(value)) return std::nullopt;
  return value;
}

}  // namespace segctl::manifest
