#include "report/columns.h"

#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace segctl::report {
namespace {

struct Block {
  char32_t first;
  char32_t last;
  std::size_t columns;
};

// The blocks of Unicode 15 whose characters are not one column wide, taken whole.
constexpr Block kBlocks[] = {
    {0x0300, 0x036F, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05BD, 0},   {0x064B, 0x065F, 0},
    {0x1100, 0x115F, 2},   {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x200B, 0x200D, 0},
    {0x20D0, 0x20F0, 0},   {0x231A, 0x231B, 2},   {0x23E9, 0x23EC, 2},   {0x2E80, 0x303E, 2},
    {0x3041, 0xA4CF, 2},   {0xA960, 0xA97C, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
    {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},
    {0xFFE0, 0xFFE6, 2},   {0x1F004, 0x1F004, 2}, {0x1F0CF, 0x1F0CF, 2}, {0x1F18E, 0x1F19A, 2},
    {0x1F1E6, 0x1F3FA, 2}, {0x1F3FB, 0x1F3FF, 0}, {0x1F400, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2},
    {0x1F7E0, 0x1F7EB, 2}, {0x1F900, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2}, {0xE0100, 0xE01EF, 0},
};

std::size_t columns_of(char32_t c) {
  const auto* block = std::lower_bound(std::begin(kBlocks), std::end(kBlocks), c,
                                       [](const Block& b, char32_t v) { return b.last < v; });
  return block != std::end(kBlocks) && c >= block->first ? block->columns : 1;
}

std::size_t sequence_size(std::uint8_t lead) {
  if (lead >= 0xF0) return 4;
  if (lead >= 0xE0) return 3;
  return lead >= 0xC0 ? 2 : 1;
}

/// The code point of one well-formed sequence.
char32_t code_point(std::string_view sequence) {
  const auto lead = static_cast<std::uint8_t>(sequence[0]);
  if (sequence.size() == 1) return lead;
  char32_t value = lead & (0xFFU >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) {
    value = (value << 6U) | (static_cast<std::uint8_t>(c) & 0x3FU);
  }
  return value;
}

Glyph first_glyph(std::string_view text) {
  const std::string_view whole = text.substr(0, sequence_size(static_cast<std::uint8_t>(text[0])));
  if (find_bad_utf8(whole) != std::string_view::npos) return {text.substr(0, 1), 1};
  return {whole, columns_of(code_point(whole))};
}

/// The longest beginning of `text` that takes at most `limit` columns, but at least one glyph.
std::string_view beginning(std::string_view text, std::size_t limit) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  for (const Glyph& glyph : glyphs(text)) {
    if (used + glyph.columns > limit && bytes > 0) break;
    used += glyph.columns;
    bytes += glyph.bytes.size();
  }
  return text.substr(0, bytes);
}

class Wrapping {
 public:
  explicit Wrapping(std::size_t width) : width_(std::max<std::size_t>(width, 1)) {}

  void add(std::string_view word) {
    const std::size_t size = columns(word);
    if (!line_.empty() && used_ + 1 + size > width_) end_line();
    if (!line_.empty()) {
      line_ += ' ';
      ++used_;
    }
    append(word, size);
  }

  std::vector<std::string> finish() {
    if (!line_.empty() || lines_.empty()) end_line();
    return std::move(lines_);
  }

 private:
  void append(std::string_view word, std::size_t size) {
    while (used_ + size > width_) {
      const std::string_view piece = beginning(word, width_ - used_);
      line_ += piece;
      word.remove_prefix(piece.size());
      size = columns(word);
      end_line();
      if (word.empty()) return;
    }
    line_ += word;
    used_ += size;
  }

  void end_line() {
    lines_.push_back(std::move(line_));
    line_.clear();
    used_ = 0;
  }

  std::size_t width_;
  std::size_t used_ = 0;
  std::string line_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<Glyph> glyphs(std::string_view text) {
  std::vector<Glyph> found;
  while (!text.empty()) {
    found.push_back(first_glyph(text));
    text.remove_prefix(found.back().bytes.size());
  }
  return found;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  while (!text.empty()) {
    const Glyph glyph = first_glyph(text);
    sum += glyph.columns;
    text.remove_prefix(glyph.bytes.size());
  }
  return sum;
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (columns(text) <= limit) return std::string(text);
  return std::string(beginning(text, std::max<std::size_t>(limit, 2) - 1)) + "…";
}

std::string shortened_inside(std::string_view text, std::size_t limit) {
  if (columns(text) <= limit) return std::string(text);
  const std::vector<Glyph> all = glyphs(text);
  const std::size_t room = limit / 3;
  std::size_t first = all.size();
  std::size_t used = 0;
  while (first > 0 && used + all[first - 1].columns <= room) used += all[--first].columns;
  while (first < all.size() && all[first].columns == 0) ++first;  // marks of what is cut off
  std::string ending;
  for (std::size_t i = first; i < all.size(); ++i) ending += all[i].bytes;
  return shortened(text, std::max<std::size_t>(limit, 2) - used) + ending;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  Wrapping lines(width);
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) lines.add(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return lines.finish();
}

}  // namespace segctl::report
