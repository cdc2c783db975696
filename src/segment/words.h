#pragma once

#include "segment/json.h"

#include <cstddef>
#include <string>
#include <string_view>

/// How values and filters are put into words for a reader. Every text of a definition is a user's
/// data: it is made printable() and cut to a length that can be read.
namespace segctl::words {

/// Lists of up to this many values are shown whole.
inline constexpr std::size_t kShownValues = 8;

/// `text`, printable, with "…" in its middle in place of what is beyond `limit` code points: what
/// tells names and addresses apart often stands at their end.
[[nodiscard]] std::string shown(std::string_view text, std::size_t limit = 80);

/// Whether `text` between commas and brackets still reads as one string.
[[nodiscard]] bool may_stand_bare(std::string_view text);

/// `text`, shown(), in double quotes.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A name or a value: bare where that can't be mistaken, in quotes otherwise.
[[nodiscard]] std::string word(std::string_view text);

/// Any value: a word, a number, "[NO, SE]", "[NO, SE, … 410 more]", or cut JSON.
[[nodiscard]] std::string value(const Json& value);

/// The member `key` of `object` as a string; empty where there is none.
[[nodiscard]] std::string_view text(const Json& object, const char* key);

/// The member `key` of `object`, or null.
[[nodiscard]] const Json* member(const Json& object, const char* key);

/// "country in", "orders not >": the part of an attribute's filter that stands before the value.
[[nodiscard]] std::string condition(const Json& filter);

/// "at least 3 times", "for the first time", "not at all": execution and executed of an action.
[[nodiscard]] std::string times(const Json& filter);

/// "in the last 30 days", "between 2024-01-01 and 2024-01-31".
[[nodiscard]] std::string window(const Json& range);

}  // namespace segctl::words
