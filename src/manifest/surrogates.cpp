#include "manifest/surrogates.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace segctl::manifest {
namespace {

constexpr std::size_t kEscapeSize = 6;
constexpr std::uint32_t kSaved = 2;

/// The code unit of the escape "\uXXXX" at `at`.
std::optional<std::uint32_t> code_unit(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || text.size() < at + kEscapeSize) return std::nullopt;
  const char* digits = text.data() + at + 2;
  std::uint32_t unit = 0;
  const auto read = std::from_chars(digits, digits + 4, unit, 16);
  return read.ptr == digits + 4 ? std::optional(unit) : std::nullopt;
}

/// The code point of the pair of escapes at `at`.
std::optional<std::uint32_t> pair_at(std::string_view text, std::size_t at) {
  const auto high = code_unit(text, at);
  if (!high || *high < 0xD800 || *high > 0xDBFF) return std::nullopt;
  const auto low = code_unit(text, at + kEscapeSize);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
  return 0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00);
}

}  // namespace

JoinedSurrogates::JoinedSurrogates(std::string_view original) {
  text_.reserve(original.size());
  for (std::size_t at = 0; at < original.size();) {
    if (original[at] != '\\') {
      text_ += original[at++];
    } else if (const auto pair = pair_at(original, at)) {
      text_ += fmt::format("\\U{:08x}", *pair);
      joined_at_.push_back(static_cast<std::uint32_t>(text_.size()));
      at += 2 * kEscapeSize;
    } else {
      // The escaped character goes with its backslash: "\\ud83d" is a backslash and five letters.
      text_ += original.substr(at, 2);
      at += 2;
    }
  }
}

std::uint32_t JoinedSurrogates::original_offset(std::uint32_t offset) const {
  const auto before = std::upper_bound(joined_at_.begin(), joined_at_.end(), offset);
  return offset + kSaved * static_cast<std::uint32_t>(before - joined_at_.begin());
}

}  // namespace segctl::manifest
