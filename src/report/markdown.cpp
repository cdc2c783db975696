#include "report/markdown.h"

#include "report/words.h"

#include <algorithm>

namespace segctl::report {
namespace {

std::size_t longest_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string code_span(std::string_view text) {
  const std::string inside = text.empty() ? "\"\"" : shown(text);
  const std::string fence(longest_backticks(inside) + 1, '`');
  // Markdown takes one blank away at either end, which keeps backticks at the ends apart.
  const bool apart = inside.front() == '`' || inside.back() == '`' || inside.front() == ' ' ||
                     inside.back() == ' ';
  const char* const between = apart ? " " : "";
  return fence + between + inside + between + fence;
}

std::string prose(std::string_view text) {
  // No point, hyphen or slash: www.example.com, GH-1 and a/b#1 become links.
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,:;()%";
  // An underscore between letters is one; elsewhere it would be emphasis, and only look odd.
  const bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return c == '_' || kHarmless.find(c) != std::string_view::npos;
  });
  return plain && text.find("::") == std::string_view::npos ? std::string(text) : code_span(text);
}

std::string fenced(std::string_view language, std::string_view text) {
  const std::string fence(std::max<std::size_t>(longest_backticks(text) + 1, 3), '`');
  return fence + std::string(language) + "\n" + std::string(text) + fence + "\n";
}

}  // namespace segctl::report
