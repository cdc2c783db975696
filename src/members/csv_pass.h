#pragma once

#include "members/byte_source.h"
#include "members/csv.h"
#include "members/csv_findings.h"
#include "members/line_splitter.h"
#include "members/value_rules.h"
#include "members/value_set.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::members {

/// Knows the number of the line at an offset, from the offset of each 4,096th line.
class LineIndex {
 public:
  void note(std::uint64_t line, std::uint64_t offset);
  [[nodiscard]] std::uint64_t line_at(std::uint64_t offset, const ByteSource& source) const;

 private:
  static constexpr std::uint64_t kStep = 4096;

  std::vector<std::uint64_t> offsets_;  ///< of lines 1, 1 + kStep, …
};

/// All that is looked for in a CSV, over bytes in pieces; CsvChecker and check_csv_file() feed it.
class CsvPass {
 public:
  /// `worker` takes a share of the work, and outlives the pass.
  CsvPass(ValueType type, const CsvLimits& limits, Worker& worker,
          HashValues hash = hash_values_plain);

  void update(std::string_view bytes);
  /// `source` has the bytes that update() was given, up to the limit of bytes at least.
  [[nodiscard]] CsvReport finish(const ByteSource& source, const Digest& digest);

  /// LineSplitter's sink.
  void operator()(const Line& line);

  void flush() { values_.flush(); }

 private:
  void count_row(const Line& line);
  void check_value(const Line& line);
  void note_line_end(const Line& line);
  void note_header(std::string_view value, ByteKinds kinds);
  void report_sets(const ByteSource& source, CsvReport& report);
  void report_file(CsvReport& report);

  ValueType type_;
  CsvLimits limits_;
  CsvFindings findings_;
  LineSplitter lines_;
  LineIndex index_;
  ValueSet values_;
  std::string head_;  ///< the file's first bytes, which tell what kind of file it is
  std::uint64_t bytes_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t most_compared_;  ///< rows past it are not compared with others
  LineEnd first_end_ = LineEnd::None;
  std::string first_value_;            ///< where it could be a column's name, else empty
  std::uint64_t rows_with_digit_ = 0;  ///< rows with a digit or "@", the first row excluded
};

}  // namespace segctl::members
