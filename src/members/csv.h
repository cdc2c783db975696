#pragma once

#include "base/diagnostic.h"
#include "base/digest.h"
#include "base/result.h"
#include "members/byte_source.h"
#include "members/regular_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::members {

enum class ValueType { String, Double };

/// What a CSV may hold (API.md, Files and Limits). A contract can raise the numbers.
struct CsvLimits {
  std::uint64_t max_bytes = 150'000'000;  ///< "150 MB": the smaller reading
  std::uint64_t max_rows = 5'000'000;
};

/// One kind of problem in a CSV. Holds no value: values are personal data.
struct CsvFinding {
  std::string rule;  ///< stable name, e.g. "csv-duplicate-value"
  Severity severity = Severity::Error;
  std::string message;               ///< one sentence, no value in it
  std::uint64_t count = 0;           ///< how often
  std::vector<std::uint64_t> lines;  ///< the first few line numbers, from 1

  friend bool operator==(const CsvFinding&, const CsvFinding&) = default;
};

/// All that one pass over a CSV tells.
struct CsvReport {
  Digest digest;      ///< SHA-256 of the bytes
  Digest set_digest;  ///< the same for every order of the same set of values; docs/csv.md
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;        ///< values, empty rows excluded
  std::uint64_t duplicates = 0;  ///< values that stood earlier already; exact
  std::vector<CsvFinding> findings;

  [[nodiscard]] bool valid() const;  ///< no finding is an error

  friend bool operator==(const CsvReport&, const CsvReport&) = default;
};

/// Checks and digests a CSV as its bytes come; how they are cut into pieces makes no difference.
/// Memory: 20 bytes a value, 12 more for one with upper-case letters, and a copy of the bytes up to
/// the limit: values whose hashes are equal are compared byte by byte.
class CsvChecker {
 public:
  explicit CsvChecker(ValueType type, CsvLimits limits = {});
  ~CsvChecker();
  CsvChecker(CsvChecker&&) noexcept;
  CsvChecker& operator=(CsvChecker&&) noexcept;
  CsvChecker(const CsvChecker&) = delete;
  CsvChecker& operator=(const CsvChecker&) = delete;

  void update(std::string_view bytes);
  /// **Requires:** called once, last.
  [[nodiscard]] CsvReport finish();

  /// The bytes up to the limit, for looking at the values again. **Requires:** called once, after
  /// finish().
  [[nodiscard]] std::unique_ptr<ByteSource> take_bytes();

 private:
  struct Pass;
  std::unique_ptr<Pass> pass_;
};

/// The same for a file, on two threads and without the copy. Fails only where the file is no
/// regular one, can't be read, or changes meanwhile (ErrorCode::Retry); what is wrong in it is in
/// the report.
[[nodiscard]] Result<CsvReport> check_csv_file(const std::filesystem::path& path, ValueType type,
                                               CsvLimits limits = {});
/// The same for a file that is open, and may be read again.
[[nodiscard]] Result<CsvReport> check_csv_file(const RegularFile& file, ValueType type,
                                               CsvLimits limits = {});

}  // namespace segctl::members
