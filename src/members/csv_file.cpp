#include "members/csv.h"
#include "members/csv_pass.h"
#include "members/feed.h"
#include "members/regular_file.h"
#include "members/worker.h"

#include <string_view>

namespace segctl::members {

Result<CsvReport> check_csv_file(const std::filesystem::path& path, ValueType type,
                                 CsvLimits limits) {
  const Result<RegularFile> file = RegularFile::open(path);
  if (!file) return tl::unexpected(file.error());
  return check_csv_file(*file, type, limits);
}

Result<CsvReport> check_csv_file(const RegularFile& file, ValueType type, CsvLimits limits) {
  Worker worker;
  CsvPass pass(type, limits, worker);
  const Digest digest = feed(file, worker, [&](std::string_view bytes) { pass.update(bytes); });
  CsvReport report = pass.finish(file, digest);
  if (auto unchanged = file.check_unchanged(); !unchanged) {
    return tl::unexpected(unchanged.error());
  }
  return report;
}

}  // namespace segctl::members
