#pragma once

#include "members/csv_rule.h"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace segctl::members {

/// What kinds of bytes a value has; a set of bits.
using ByteKinds = std::uint8_t;

inline constexpr ByteKinds kUpper = 1;       ///< A to Z
inline constexpr ByteKinds kDigitOrAt = 2;   ///< 0 to 9, "@"
inline constexpr ByteKinds kSeparator = 4;   ///< "," ";" tab
inline constexpr ByteKinds kQuote = 8;       ///< double quote or apostrophe
inline constexpr ByteKinds kBlank = 16;      ///< space
inline constexpr ByteKinds kControl = 32;    ///< C0 but for tab, DEL
inline constexpr ByteKinds kSpecial = 64;    ///< seldom part of what identifies a user
inline constexpr ByteKinds kNotAscii = 128;  ///< 0x80 and up

/// The kinds that a value can hold and break no rule of text.
inline constexpr ByteKinds kHarmless = kUpper | kDigitOrAt;

/// The kinds of all bytes of `value`.
[[nodiscard]] ByteKinds byte_kinds(std::string_view value);

using BrokenRules = std::bitset<kCsvRules>;

/// The rules of text that one value breaks: columns, quotes, spaces, control and special
/// characters, UTF-8. **Requires:** `kinds` is byte_kinds(value); the value is not blank.
[[nodiscard]] BrokenRules broken_text_rules(std::string_view value, ByteKinds kinds);

/// Nothing but white space (ASCII's, U+00A0 and U+3000), or nothing at all.
[[nodiscard]] bool is_blank(std::string_view value);

/// A finite number in decimal as JSON and C write it: "-1", "1.5e3"; no "+", no space, no "inf".
[[nodiscard]] bool is_finite_number(std::string_view value);

/// What spreadsheets make of long numbers: one digit, maybe a fraction, "E+" and two digits or
/// more.
[[nodiscard]] bool looks_mangled(std::string_view value);

/// Could be a column's name: letters, then letters, "_", "-" and spaces; at most 40 bytes.
[[nodiscard]] bool looks_like_name(std::string_view value);

/// One of the names that columns of IDs, addresses and phone numbers usually have.
[[nodiscard]] bool is_usual_column_name(std::string_view value);

}  // namespace segctl::members
