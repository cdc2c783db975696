#include "report/style.h"

namespace segctl::report {
namespace {

std::string_view ansi_code(Paint paint) {
  switch (paint) {
    case Paint::Plain:
      return "";
    case Paint::Good:
      return "32";
    case Paint::Alter:
      return "33";
    case Paint::Bad:
      return "31";
    case Paint::Place:
      return "36";
    case Paint::Strong:
      return "1";
    case Paint::Faint:
      return "2";
  }
  return "";
}

}  // namespace

std::string Style::painted(Paint paint, std::string_view text) const {
  const std::string_view code = ansi_code(paint);
  if (colour == Colour::No || code.empty() || text.empty()) return std::string(text);
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

}  // namespace segctl::report
