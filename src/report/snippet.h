#pragma once

#include "base/diagnostic.h"

#include <cstddef>
#include <string>

namespace segctl::report {

/// A source line with the carets to print under it.
struct Snippet {
  std::string line;    ///< printable, tabs as four blanks; cut at either end with "…" where long
  std::string carets;  ///< blanks, then one caret for each column of the range, at least one

  friend bool operator==(const Snippet&, const Snippet&) = default;
};

/// The source line of `diagnostic` within `width` terminal columns, cut around the start of its
/// range; what Diagnostic has cut off already is "…" too. Empty where there is no source line; no
/// carets where the column is not known.
[[nodiscard]] Snippet snippet_of(const Diagnostic& diagnostic, std::size_t width);

}  // namespace segctl::report
