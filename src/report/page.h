#pragma once

#include "report/style.h"

#include <string>
#include <string_view>

namespace segctl::report {

/// A text report in the making: lines, wrapped and indented. No line of it starts a command of a
/// CI system, whatever text it is given: GitHub executes what follows `::` at the start of a line,
/// after blanks too.
class Page {
 public:
  explicit Page(const Style& style);

  /// An empty line; none at the top, and never two.
  void blank();
  /// `mark` and `text`, indented; wrapped lines stand under the start of `text`.
  void item(std::size_t indent, std::string_view mark, std::string_view text,
            Paint paint = Paint::Plain);
  /// `text` indented and on one line, however long: something to copy or to click on.
  void whole(std::size_t indent, std::string_view text, Paint paint = Paint::Plain);

  [[nodiscard]] std::size_t width() const { return style_.width; }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  Style style_;
  std::string text_;
};

}  // namespace segctl::report
