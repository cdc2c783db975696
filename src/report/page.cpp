#include "report/page.h"

#include "report/columns.h"

#include <algorithm>

namespace segctl::report {
namespace {

constexpr std::size_t kNarrowest = 40;

/// `line`, with a visible escape where it would start a workflow command.
std::string inert(std::string_view line) {
  const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  if (line.substr(start, 2) != "::") return std::string(line);
  return std::string(line.substr(0, start)).append("\\x3a").append(line.substr(start + 1));
}

}  // namespace

Page::Page(const Style& style) : style_(style) { style_.width = std::max(style.width, kNarrowest); }

void Page::blank() {
  if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
}

void Page::item(std::size_t indent, std::string_view mark, std::string_view text, Paint paint) {
  const std::size_t hang = columns(mark);
  const std::size_t room = style_.width - std::min(style_.width / 2, indent + hang);
  std::string start(mark);
  for (const std::string& line : wrapped(text, room)) {
    whole(indent, start + line, paint);
    start.assign(hang, ' ');
  }
}

void Page::whole(std::size_t indent, std::string_view text, Paint paint) {
  const std::string line = inert(text);
  const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  text_.append(indent + start, ' ');
  text_ += style_.painted(paint, std::string_view(line).substr(start));
  text_ += '\n';
}

}  // namespace segctl::report
