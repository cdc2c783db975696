#include "members/value_rules.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

namespace segctl::members {
namespace {

constexpr std::string_view kSpecialCharacters = "#$%*<>?[\\]^`{|}~";
constexpr std::string_view kSeparators = ",;\t";

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr ByteKinds kind_of(unsigned byte) {
  const char c = static_cast<char>(byte);
  if (byte >= 0x80) return kNotAscii;
  if (kSeparators.find(c) != std::string_view::npos) return kSeparator;
  if (byte < 0x20 || byte == 0x7F) return kControl;
  if (kSpecialCharacters.find(c) != std::string_view::npos) return kSpecial;
  if (c >= 'A' && c <= 'Z') return kUpper;
  if (is_digit(c) || c == '@') return kDigitOrAt;
  if (c == '"' || c == '\'') return kQuote;
  return c == ' ' ? kBlank : ByteKinds{0};
}

constexpr std::array<ByteKinds, 256> kKinds = [] {
  std::array<ByteKinds, 256> kinds{};
  for (unsigned byte = 0; byte < 256; ++byte) kinds[byte] = kind_of(byte);
  return kinds;
}();

/// 16 bytes that are looked at together; signed, so that bytes from 0x80 on are less than the rest.
using Chunk __attribute__((vector_size(16))) = std::int8_t;

/// What usual_kinds() found in a value's chunks: each byte is all ones or zero.
struct ChunkKinds {
  Chunk usual = ~Chunk{};  ///< letter, digit or one of "@._-"; kept only where every chunk is
  Chunk upper = {};
  Chunk digit_or_at = {};

  void look(const char* bytes) {
    Chunk c;
    std::memcpy(&c, bytes, sizeof c);
    const Chunk folded = c | 0x20;
    const Chunk letter = (folded >= 'a') & (folded <= 'z');
    const Chunk digit = ((c >= '0') & (c <= '9')) | (c == '@');
    usual &= letter | digit | (c == '.') | (c == '_') | (c == '-');
    upper |= letter & (c <= 'Z');
    digit_or_at |= digit;
  }
};

bool any(const Chunk& chunk) {
  std::uint64_t halves[2];
  std::memcpy(halves, &chunk, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

constexpr ByteKinds kUnusual = kNotAscii;

/// byte_kinds() of values that most files are full of; kUnusual where a byte is none of the usual.
/// **Requires:** a chunk at least.
ByteKinds usual_kinds(std::string_view value) {
  ChunkKinds kinds;
  for (std::size_t at = 0; at + sizeof(Chunk) < value.size(); at += sizeof(Chunk)) {
    kinds.look(value.data() + at);
  }
  kinds.look(value.data() + value.size() - sizeof(Chunk));
  if (any(~kinds.usual)) return kUnusual;
  return static_cast<ByteKinds>((any(kinds.upper) ? kUpper : 0) |
                                (any(kinds.digit_or_at) ? kDigitOrAt : 0));
}

/// White space that is looked for at both ends. A no-break space comes from web pages, an
/// ideographic one from Japanese input methods.
constexpr std::string_view kSpaces[] = {" ", "\t", "\r", "\v", "\f", "\xC2\xA0", "\xE3\x80\x80"};

std::size_t leading_space(std::string_view value) {
  for (const std::string_view space : kSpaces) {
    if (value.starts_with(space)) return space.size();
  }
  return 0;
}

std::size_t trailing_space(std::string_view value) {
  for (const std::string_view space : kSpaces) {
    if (value.ends_with(space)) return space.size();
  }
  return 0;
}

std::string_view trimmed(std::string_view value) {
  while (const std::size_t size = leading_space(value)) value.remove_prefix(size);
  while (const std::size_t size = trailing_space(value)) value.remove_suffix(size);
  return value;
}

/// Every carriage return of `text` is followed by another or by nothing, i.e. none ends a line.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return c != '\r' && kKinds[static_cast<std::uint8_t>(c)] == kControl;
  });
}

/// C1 control characters, which UTF-8 writes as C2 80 to C2 9F.
bool has_c1_control(std::string_view text) {
  for (std::size_t at = text.find('\xC2'); at != std::string_view::npos;
       at = text.find('\xC2', at + 1)) {
    if (at + 1 < text.size() && static_cast<std::uint8_t>(text[at + 1]) < 0xA0) return true;
  }
  return false;
}

/// Characters that are there but can't be seen: zero-width ones, marks of direction, the no-break
/// space and the byte order mark inside a value.
bool has_invisible(std::string_view text) {
  constexpr std::string_view kInvisible[] = {
      "\xC2\xA0",     "\xC2\xAD",     "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F",
      "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC",
      "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA0", "\xE2\x81\xA6", "\xE2\x81\xA7",
      "\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBB\xBF"};
  return std::any_of(std::begin(kInvisible), std::end(kInvisible), [&](std::string_view sequence) {
    return text.find(sequence) != std::string_view::npos;
  });
}

bool has_quote(std::string_view value) {
  const bool wrapped = value.size() > 1 && value.front() == '\'' && value.back() == '\'';
  return wrapped || value.find('"') != std::string_view::npos;
}

/// A separator that stands inside makes columns; one at the very end a trailing comma.
void find_separators(std::string_view value, BrokenRules& broken) {
  const std::string_view inner = trimmed(value);
  const std::size_t first = inner.find_first_of(kSeparators);
  if (first == std::string_view::npos) return;
  const bool trailing = first + 1 == inner.size();
  broken.set(static_cast<std::size_t>(trailing ? CsvRule::TrailingComma : CsvRule::SeveralColumns));
}

}  // namespace

ByteKinds byte_kinds(std::string_view value) {
  if (value.size() >= sizeof(Chunk)) {
    const ByteKinds kinds = usual_kinds(value);
    if (kinds != kUnusual) return kinds;
  }
  ByteKinds kinds = 0;
  for (const char c : value) kinds |= kKinds[static_cast<std::uint8_t>(c)];
  return kinds;
}

BrokenRules broken_text_rules(std::string_view value, ByteKinds kinds) {
  BrokenRules broken;
  const auto set = [&](CsvRule rule, bool is_broken) {
    if (is_broken) broken.set(static_cast<std::size_t>(rule));
  };
  const bool not_ascii = (kinds & kNotAscii) != 0;
  const bool bad_utf8 = not_ascii && find_bad_utf8(value) != std::string_view::npos;
  set(CsvRule::BadUtf8, bad_utf8);
  set(CsvRule::ControlCharacter, ((kinds & kControl) != 0 && has_control(value)) ||
                                     (not_ascii && !bad_utf8 && has_c1_control(value)));
  set(CsvRule::LoneCarriageReturn,
      (kinds & kControl) != 0 && value.find('\r') != std::string_view::npos);
  if ((kinds & kSeparator) != 0) find_separators(value, broken);
  set(CsvRule::Quote, (kinds & kQuote) != 0 && has_quote(value));
  if ((kinds & (kBlank | kSeparator | kControl | kNotAscii)) != 0) {
    const std::string_view inner = trimmed(value);
    set(CsvRule::OuterSpace, inner.size() != value.size());
    set(CsvRule::SpecialCharacter, not_ascii && !bad_utf8 && has_invisible(inner));
  }
  if ((kinds & kSpecial) != 0) set(CsvRule::SpecialCharacter, true);
  return broken;
}

bool is_blank(std::string_view value) {
  const bool plain = !value.empty() && value[0] > ' ' && value[0] < '\x7F';
  return !plain && trimmed(value).empty();
}

bool is_finite_number(std::string_view value) {
  double number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  return error == std::errc{} && stop == end && std::isfinite(number);
}

bool looks_mangled(std::string_view value) {
  if (value.starts_with('-')) value.remove_prefix(1);
  const std::size_t exponent = value.find("E+");
  if (exponent == std::string_view::npos || exponent == 0) return false;
  const auto all_digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
  };
  const std::string_view mantissa = value.substr(0, exponent);
  const std::string_view power = value.substr(exponent + 2);
  const bool fraction = mantissa.size() > 2 && (mantissa[1] == '.' || mantissa[1] == ',');
  return is_digit(mantissa[0]) && (mantissa.size() == 1 || fraction) &&
         all_digits(mantissa.substr(std::min<std::size_t>(2, mantissa.size()))) &&
         power.size() >= 2 && all_digits(power);
}

bool looks_like_name(std::string_view value) {
  const auto in_name = [](char c) { return is_letter(c) || c == '_' || c == '-' || c == ' '; };
  return !value.empty() && value.size() <= 40 && is_letter(value[0]) &&
         std::all_of(value.begin(), value.end(), in_name);
}

bool is_usual_column_name(std::string_view value) {
  constexpr std::string_view kNames[] = {
      "uid",         "id",           "user_id",       "userid",         "user id",
      "customer_id", "customerid",   "customer id",   "unique_id",      "unique id",
      "email",       "e-mail",       "email_address", "email address",  "phone",
      "mobile",      "phone_number", "phone number",  "mobile_number",  "mobile number",
      "external_id", "member_id",    "subscriber_id", "attribute_value"};
  const std::string lowered = lower_ascii(value.substr(0, 40));
  return std::find(std::begin(kNames), std::end(kNames), lowered) != std::end(kNames);
}

}  // namespace segctl::members
