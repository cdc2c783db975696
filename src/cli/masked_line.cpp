#include "cli/masked_line.h"

#include "base/excerpt.h"

#include <algorithm>
#include <cstddef>

namespace segctl::cli {
namespace {

/// One "*" for each code point.
std::string stars(std::string_view text) {
  const auto count = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return std::string(static_cast<std::size_t>(count), '*');
}

/// Where the signed part of a word begins; the word's end where it has none. A JSON string may
/// write its "?" as an escape; a URL whose scheme was forgotten still carries its signature.
std::size_t signed_part(std::string_view word) {
  const bool is_url =
      word.find(":/") != std::string_view::npos || word.find(":\\/") != std::string_view::npos;
  std::size_t begin = word.find('?');
  if (is_url) begin = std::min({begin, word.find('#'), word.find("\\u")});
  if (begin == std::string_view::npos) return word.size();
  const bool has_value = word.find('=', begin) != std::string_view::npos;
  return is_url || has_value ? begin + 1 : word.size();
}

/// "https://user:password@host/" with stars for the user.
std::string without_user(std::string_view word) {
  const std::size_t scheme = word.find("://");
  if (scheme == std::string_view::npos) return std::string(word);
  const std::size_t begin = scheme + 3;
  const std::string_view authority = word.substr(begin, word.find('/', begin) - begin);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::string(word);
  return std::string(word.substr(0, begin)) + stars(authority.substr(0, at)) +
         std::string(word.substr(begin + at));
}

std::string masked_word(std::string_view word) {
  const std::size_t end = signed_part(word);
  return without_user(word.substr(0, end)) + stars(word.substr(end));
}

}  // namespace

std::string masked_line(std::string_view line) {
  std::string shown;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(kBetweenWords), line.size());
    shown += masked_word(line.substr(0, end));
    const std::size_t next = std::min(line.find_first_not_of(kBetweenWords, end), line.size());
    shown += line.substr(end, next - end);
    line.remove_prefix(next);
  }
  return shown;
}

}  // namespace segctl::cli
