#include "rendering/markup.h"

#include "base/text.h"

namespace segctl::rendering {
namespace {

void append_escaped(std::string& out, std::string_view safe) {
  for (const char c : safe) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

/// U+FFFE and U+FFFF, which are no characters of XML, in UTF-8 begin alike.
std::string without_noncharacters(std::string text) {
  for (std::size_t at = text.find("\xEF\xBF"); at != std::string::npos;
       at = text.find("\xEF\xBF", at + 3)) {
    const char last = at + 2 < text.size() ? text[at + 2] : '\0';
    if (last == '\xBE' || last == '\xBF') text.replace(at, 3, "\xEF\xBF\xBD");
  }
  return text;
}

}  // namespace

std::string markup(std::string_view text) {
  std::string out;
  append_escaped(out, without_noncharacters(printable(text)));
  return out;
}

std::string markup_block(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find_first_of("\n\t");
    out += markup(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

}  // namespace segctl::rendering
