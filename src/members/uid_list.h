#pragma once

#include "base/result.h"
#include "members/byte_source.h"
#include "members/csv.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::members {

/// Uids in the order they came, in one piece of memory: 8 bytes a uid and its own bytes.
class UidList : public ByteSource {
 public:
  /// Makes room at once for what is to come: growing step by step takes up to three times as much.
  /// `bytes`: of all uids with their line feeds.
  void reserve(std::size_t uids, std::size_t bytes);

  [[nodiscard]] std::size_t bytes() const { return text_.size(); }

  /// **Requires:** not empty, no line feed in it.
  void add(std::string_view uid);

  [[nodiscard]] std::size_t size() const { return ends_.size(); }

  [[nodiscard]] bool empty() const { return ends_.empty(); }

  /// **Requires:** `i < size()`. Valid until the next add().
  [[nodiscard]] std::string_view operator[](std::size_t i) const;

  /// The uids as lines, each closed by a line feed.
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* out,
                                    std::size_t size) const override;

  friend bool operator==(const UidList& a, const UidList& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
  std::vector<std::uint64_t> ends_;  ///< where in text_ the line feed after each uid stands
};

/// A cohort's file: its uids, and what is wrong in it.
struct UidFile {
  UidList uids;      ///< blank rows and rows that are too long excluded, repeated ones included
  CsvReport report;  ///< by the rules of a CSV: one uid a line, the same characters, no repeats
};

/// Reads a file of one uid a line. Fails only where the file can't be read, or changes meanwhile.
/// The limits are those of CSV files unless others are given; the API has none for cohorts.
[[nodiscard]] Result<UidFile> read_uid_file(const std::filesystem::path& path,
                                            CsvLimits limits = {});

}  // namespace segctl::members
