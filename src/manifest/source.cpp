#include "manifest/source.h"

#include <algorithm>
#include <utility>

namespace segctl::manifest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<std::uint32_t> find_line_begins(std::string_view text) {
  std::vector<std::uint32_t> begins{0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at)) {
    begins.push_back(static_cast<std::uint32_t>(++at));
  }
  return begins;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

Source::Source(std::string file, std::string text)
    : file_(std::move(file)), text_(std::move(text)) {
  if (std::string_view(text_).starts_with(kByteOrderMark)) text_.erase(0, kByteOrderMark.size());
  line_begins_ = find_line_begins(text_);
}

Position Source::position(std::uint32_t offset) const {
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const std::size_t column = 1 + characters(*(next - 1), offset);
  return {static_cast<int>(next - line_begins_.begin()), static_cast<int>(column)};
}

/// One comparison a byte, not base's code_points(): a hostile line can be 16 MB long.
std::size_t Source::characters(std::uint32_t begin, std::uint32_t end) const {
  const auto at = [this](std::uint32_t offset) {
    return text_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(offset, text_.size()));
  };
  return static_cast<std::size_t>(
      std::count_if(at(begin), at(end), [](char c) { return !continues_character(c); }));
}

Range Source::range(Span span) const {
  const Position begin = position(span.begin);
  if (span.end <= span.begin) return {file_, begin, begin};
  if (line_begin(span.begin) != line_begin(span.end)) return {file_, begin, position(span.end)};
  const auto width = static_cast<int>(characters(span.begin, span.end));
  return {file_, begin, {begin.line, begin.column + width}};
}

std::uint32_t Source::line_begin(std::uint32_t offset) const {
  return *(std::upper_bound(line_begins_.begin(), line_begins_.end(), offset) - 1);
}

Excerpt Source::excerpt(std::uint32_t offset) const {
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const std::uint32_t begin = *(next - 1);
  const std::size_t end = next == line_begins_.end() ? text_.size() : *next - 1;
  std::string_view line = text().substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return excerpt_of(line, offset - begin);
}

}  // namespace segctl::manifest
