#include "rendering/line_diff.h"

#include <algorithm>
#include <cstdint>

namespace segctl::rendering {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kMostLines = 1000;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// For each pair of places, how long the longest common subsequence of what follows is.
class Common {
 public:
  Common(const Lines& before, const Lines& after)
      : width_(after.size() + 1), lengths_((before.size() + 1) * width_) {
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = after.size(); j-- > 0;) {
        lengths_[i * width_ + j] =
            before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }

  [[nodiscard]] std::uint16_t at(std::size_t i, std::size_t j) const {
    return lengths_[i * width_ + j];
  }

 private:
  std::size_t width_;
  std::vector<std::uint16_t> lengths_;
};

/// Lines [at, end) of one side.
struct Block {
  const Lines& lines;
  std::size_t at;
  std::size_t end;
};

/// Rows for the lines of both blocks, none of which are in common.
void add_blocks(std::vector<DiffRow>& rows, Block before, Block after) {
  while (before.at < before.end || after.at < after.end) {
    DiffRow row;
    row.in_before = before.at < before.end;
    row.in_after = after.at < after.end;
    if (row.in_before) row.before = before.lines[before.at++];
    if (row.in_after) row.after = after.lines[after.at++];
    rows.push_back(row);
  }
}

}  // namespace

std::vector<DiffRow> line_diff(std::string_view before_text, std::string_view after_text) {
  const Lines before = lines_of(before_text);
  const Lines after = lines_of(after_text);
  std::vector<DiffRow> rows;
  std::size_t i = 0;
  std::size_t j = 0;
  if (before.size() <= kMostLines && after.size() <= kMostLines) {
    const Common common(before, after);
    std::size_t block_i = 0;
    std::size_t block_j = 0;
    while (i < before.size() && j < after.size()) {
      if (before[i] == after[j]) {
        add_blocks(rows, {before, block_i, i}, {after, block_j, j});
        rows.push_back({before[i], after[j], true, true});
        block_i = ++i;
        block_j = ++j;
      } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
        ++i;
      } else {
        ++j;
      }
    }
    i = block_i;
    j = block_j;
  }
  add_blocks(rows, {before, i, before.size()}, {after, j, after.size()});
  return rows;
}

}  // namespace segctl::rendering
