#include "report/snippet.h"

#include "base/text.h"
#include "report/columns.h"
#include "report/words.h"

#include <algorithm>
#include <vector>

namespace segctl::report {
namespace {

/// One code point of the source line as it is shown.
struct Cell {
  std::string text;
  std::size_t columns = 1;
};

std::vector<Cell> cells_of(const std::string& line) {
  std::vector<Cell> cells;
  for (const Glyph& glyph : glyphs(line)) {
    const auto at = static_cast<std::size_t>(glyph.bytes.data() - line.data());
    std::string text = glyph.bytes == "\t"        ? "    "
                       : starts_command(line, at) ? "\\x23"
                                                  : printable(glyph.bytes);
    const std::size_t width = text == glyph.bytes ? glyph.columns : columns(text);
    cells.push_back({std::move(text), width});
  }
  return cells;
}

/// The cells [first, last) and what they take.
std::size_t width_of(const std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  std::size_t sum = 0;
  for (std::size_t i = first; i < std::min(last, cells.size()); ++i) sum += cells[i].columns;
  return sum;
}

struct Window {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The cells around `focus` that fit into `width`: two thirds of it after the start of the range.
Window window_around(const std::vector<Cell>& cells, std::size_t focus, std::size_t width) {
  Window window{std::min(focus, cells.size()), std::min(focus, cells.size())};
  std::size_t used = 0;
  while (window.first > 0 && used + cells[window.first - 1].columns <= width / 3) {
    used += cells[--window.first].columns;
  }
  while (window.last < cells.size() && used + cells[window.last].columns <= width) {
    used += cells[window.last++].columns;
  }
  while (window.first > 0 && used + cells[window.first - 1].columns <= width) {
    used += cells[--window.first].columns;
  }
  return window;
}

std::string text_of(const std::vector<Cell>& cells, const Window& window) {
  std::string text;
  for (std::size_t i = window.first; i < window.last; ++i) text += cells[i].text;
  if (window.last < cells.size()) text += "…";
  return text;
}

/// The cell of a column, counted from that of the first cell.
std::size_t cell_of(int column, int first) {
  return static_cast<std::size_t>(std::max(column - first, 0));
}

/// The cell after the range's last one.
std::size_t range_end(const Diagnostic& diagnostic, std::size_t begin, std::size_t cells) {
  const Range& range = diagnostic.range;
  if (range.end.line > range.begin.line) return std::max(cells, begin + 1);
  const std::size_t end = cell_of(range.end.column, diagnostic.source_column);
  return std::max(range.end.line == range.begin.line ? end : 0, begin + 1);
}

}  // namespace

Snippet snippet_of(const Diagnostic& diagnostic, std::size_t width) {
  const std::vector<Cell> cells = cells_of(diagnostic.source_line);
  const bool placed = diagnostic.range.begin.column > 0;
  const bool cut = diagnostic.source_column > 1;
  const std::size_t begin = cell_of(diagnostic.range.begin.column, diagnostic.source_column);
  Window window{0, cells.size()};
  if (cut || width_of(cells, 0, cells.size()) > width) {
    window = window_around(cells, begin, width - 2);
  }
  const std::string before(cut || window.first > 0 ? "…" : "");

  Snippet snippet{before + text_of(cells, window), ""};
  if (!placed || cells.empty() || begin > cells.size()) return snippet;
  const std::size_t end = std::min(range_end(diagnostic, begin, cells.size()), window.last);
  snippet.carets.assign(columns(before) + width_of(cells, window.first, begin), ' ');
  snippet.carets.append(std::max<std::size_t>(width_of(cells, begin, end), 1), '^');
  return snippet;
}

}  // namespace segctl::report
