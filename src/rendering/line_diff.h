#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segctl::rendering {

/// One row of two texts side by side.
struct DiffRow {
  std::string_view before;
  std::string_view after;
  bool in_before = false;  ///< whether there is a line on that side
  bool in_after = false;

  [[nodiscard]] bool same() const { return in_before && in_after && before == after; }
};

/// `before` and `after` line by line: equal lines stand in one row, and what differs between them
/// as well. Texts that are too long to be compared (over 1,000 lines) are paired as they come.
[[nodiscard]] std::vector<DiffRow> line_diff(std::string_view before, std::string_view after);

}  // namespace segctl::rendering
