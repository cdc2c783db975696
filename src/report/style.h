#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segctl::report {

enum class Colour { No, Yes };

/// What a stretch of text is, not which colour it gets.
enum class Paint {
  Plain,
  Good,   ///< made, done
  Alter,  ///< changed, warned of
  Bad,    ///< taken away, failed
  Place,  ///< where to look
  Strong,
  Faint,
};

/// How text reports are laid out. The default is right for a pipe.
struct Style {
  Colour colour = Colour::No;
  std::size_t width =
      80;  ///< terminal columns that lines are wrapped at; less than 40 counts as 40

  /// `text` between the ANSI codes for `paint`; `text` itself without colour or where it is Plain.
  [[nodiscard]] std::string painted(Paint paint, std::string_view text) const;
};

}  // namespace segctl::report
