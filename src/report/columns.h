#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::report {

/// One code point of a text, or one ill-formed byte, and the terminal columns that it takes.
struct Glyph {
  std::string_view bytes;   ///< into the text
  std::size_t columns = 1;  ///< 0 for combining marks and joiners, 2 for East Asian wide and emoji
};

/// `text` as glyphs, in order.
[[nodiscard]] std::vector<Glyph> glyphs(std::string_view text);

/// How many terminal columns `text` takes.
[[nodiscard]] std::size_t columns(std::string_view text);

/// `text`, or as much of it as fits into `limit` columns together with a final "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t limit);

/// The same with the "…" in the middle: names that begin alike are told apart by their ends.
[[nodiscard]] std::string shortened_inside(std::string_view text, std::size_t limit);

/// `text` broken at spaces into lines of at most `width` columns (at least 1); a longer word is
/// broken where it must be. Never empty: a text without words is one empty line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace segctl::report
