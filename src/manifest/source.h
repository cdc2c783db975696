#pragma once

#include "base/diagnostic.h"
#include "base/excerpt.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::manifest {

/// A stretch of a source's text, in bytes: [begin, end).
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// The text of one file and its name, turning byte offsets into lines and columns. The text must
/// be shorter than 4 GiB.
class Source {
 public:
  /// A byte order mark at the beginning of `text` is dropped. `file` is the path as shown.
  Source(std::string file, std::string text);

  [[nodiscard]] const std::string& file() const { return file_; }

  [[nodiscard]] std::string_view text() const { return text_; }

  [[nodiscard]] Position position(std::uint32_t offset) const;

  [[nodiscard]] Range range(Span span) const;

  /// The line that `offset` is in, without its line break; the part around it where it is long.
  [[nodiscard]] Excerpt excerpt(std::uint32_t offset) const;

  /// Where the line of `offset` begins.
  [[nodiscard]] std::uint32_t line_begin(std::uint32_t offset) const;

 private:
  /// How many there are in [begin, end).
  [[nodiscard]] std::size_t characters(std::uint32_t begin, std::uint32_t end) const;

  std::string file_;
  std::string text_;
  std::vector<std::uint32_t> line_begins_;
};

}  // namespace segctl::manifest
