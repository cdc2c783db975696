#include "rendering/markdown_text.h"

#include "base/text.h"

#include <algorithm>

namespace segctl::rendering {
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

bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Whether the character at `at` means nothing in Markdown where it stands. www.example.com, GH-1
/// and a/b#1 become links; the point that ends a sentence and the hyphen of "add-users" don't.
bool is_harmless(std::string_view text, std::size_t at) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,:;()%\"'";
  const char c = text[at];
  const bool last = at + 1 == text.size();
  if (c == '.') return last || text[at + 1] == ' ';
  if (c == '-') {
    return at > 0 && !last && is_small_letter(text[at - 1]) && is_small_letter(text[at + 1]);
  }
  // An underscore between letters is one; elsewhere it would be emphasis, and only look odd.
  return c == '_' || kHarmless.find(c) != std::string_view::npos;
}

}  // namespace

std::string code_span(std::string_view text) {
  const std::string inside = text.empty() ? "\"\"" : printable(text);
  const std::string fence(longest_backticks(inside) + 1, '`');
  // Markdown takes one blank away at either end, which keeps backticks at the ends apart.
  const bool apart = inside.front() == '`' || inside.back() == '`' || inside.front() == ' ' ||
                     inside.back() == ' ';
  const char* const between = apart ? " " : "";
  return fence + between + inside + between + fence;
}

std::string prose(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_harmless(text, at)) return code_span(text);
  }
  return text.find("::") == std::string_view::npos ? std::string(text) : code_span(text);
}

std::string fenced(std::string_view language, std::string_view text) {
  const std::string fence(std::max<std::size_t>(longest_backticks(text) + 1, 3), '`');
  return fence + std::string(language) + "\n" + std::string(text) + fence + "\n";
}

}  // namespace segctl::rendering
