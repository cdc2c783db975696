#include "members/csv.h"
#include "members/difference.h"
#include "members/snapshot.h"

#include <cstdint>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

using namespace segctl;

/// Limits out of the way: what is measured is the pass, not a refusal.
constexpr members::CsvLimits kNoLimits{std::uint64_t{1} << 40U, 100'000'000};

int check(const char* path) {
  const auto report = members::check_csv_file(path, members::ValueType::String, kNoLimits);
  if (!report) {
    std::cerr << report.error().message << '\n';
    return 1;
  }
  std::cout << report->rows << " rows, " << report->duplicates << " duplicates, "
            << report->findings.size() << " findings\n"
            << report->digest.hex() << '\n'
            << report->set_digest.hex() << '\n';
  for (const members::CsvFinding& finding : report->findings) {
    std::cout << finding.rule << ": " << finding.message << '\n';
  }
  return 0;
}

int tell(const Result<members::SetDifference>& difference) {
  if (!difference) {
    std::cerr << difference.error().message << '\n';
    return 1;
  }
  std::cout << '+' << difference->added << " -" << difference->removed << " =" << difference->kept
            << '\n';
  return 0;
}

int take_snapshot(const char* values, const char* path) {
  const auto snapshot = members::Snapshot::of_file(values, Digest{});
  return snapshot && snapshot->write(path) ? 0 : 1;
}

int compare_with_snapshot(const char* path, const char* values) {
  const auto snapshot = members::Snapshot::read(path);
  return snapshot ? tell(members::difference(*snapshot, values)) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "check") return check(argv[2]);
  if (words.size() == 3 && words[0] == "diff") return tell(members::difference(argv[2], argv[3]));
  if (words.size() == 3 && words[0] == "snapshot") return take_snapshot(argv[2], argv[3]);
  if (words.size() == 3 && words[0] == "since") return compare_with_snapshot(argv[2], argv[3]);
  std::cerr << "usage: bench_members check FILE | diff OLD NEW | snapshot FILE SNAPSHOT |"
               " since SNAPSHOT NEW\n";
  return 2;
}
