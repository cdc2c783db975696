#include "base/excerpt.h"

#include <algorithm>

namespace segctl {
namespace {

constexpr std::size_t kLongest = 400;
constexpr std::size_t kBefore = 100;      ///< as many bytes before the place are wanted
constexpr std::size_t kMostBefore = 300;  ///< and as many are taken for the sake of a long word

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t code_points_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

/// Where an excerpt around `at` begins; npos where no word begins near enough.
std::size_t begin_of(std::string_view line, std::size_t at) {
  if (at <= kMostBefore) return 0;
  const std::size_t after = line.find_first_of(kBetweenWords, at - kBefore);
  if (after <= at) return after;
  const std::size_t before = line.find_last_of(kBetweenWords, at - kBefore);
  const bool near = before != std::string_view::npos && at - before <= kMostBefore;
  return near ? before : std::string_view::npos;
}

/// Cuts behind a word where one ends after `at`, else between two characters.
std::string_view cut(std::string_view text, std::size_t at) {
  if (text.size() <= kLongest) return text;
  const std::size_t between = text.find_last_of(kBetweenWords, kLongest - 1);
  if (between != std::string_view::npos && between > at) return text.substr(0, between + 1);
  std::size_t end = kLongest;
  while (end > kLongest - 4 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace

Excerpt excerpt_of(std::string_view line, std::size_t at) {
  const std::size_t begin = begin_of(line.substr(0, std::max(at, kLongest) + kLongest), at);
  if (begin == std::string_view::npos) return {};
  return {std::string(cut(line.substr(begin), at - begin)),
          1 + static_cast<int>(code_points_of(line.substr(0, begin)))};
}

Excerpt excerpt_at_column(std::string_view line, int column) {
  std::size_t at = 0;
  for (int before = 1; before < column && at < line.size(); ++before) {
    ++at;
    while (at < line.size() && continues_character(line[at])) ++at;
  }
  return excerpt_of(line, at);
}

}  // namespace segctl
