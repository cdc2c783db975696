#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segctl {

/// What separates the words of a line: none of it stands in a URL.
constexpr std::string_view kBetweenWords = " \t\"'<>`";

/// A part of a line, fit to be shown.
struct Excerpt {
  std::string text;  ///< whole characters, at most 400 bytes
  int column = 1;    ///< of its first character in the line, in code points, from 1

  friend bool operator==(const Excerpt&, const Excerpt&) = default;
};

/// The part of `line` around its byte `at`. It begins and ends between two words, so that who masks
/// URLs in it meets each whole; only a long word at the place itself is cut at its end. Empty where
/// a long word stands before the place.
[[nodiscard]] Excerpt excerpt_of(std::string_view line, std::size_t at);

/// The same around a column, counted in code points from 1.
[[nodiscard]] Excerpt excerpt_at_column(std::string_view line, int column);

}  // namespace segctl
