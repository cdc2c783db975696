#include "members/csv_diagnostics.h"

#include "base/text.h"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

namespace segctl::members {
namespace {

/// The first line that the finding is about; nothing where it is about the whole file.
std::vector<Related> first_line(const CsvFinding& finding, const NamedCsv& csv) {
  const bool placed = !csv.file.empty() && !finding.lines.empty() &&
                      finding.lines.front() <= std::numeric_limits<int>::max();
  if (!placed) return {};
  const auto folder = std::filesystem::path(csv.place.file).parent_path();
  Related related;
  related.range.file = (folder / csv.file).lexically_normal().generic_string();
  related.range.begin.line = related.range.end.line = static_cast<int>(finding.lines.front());
  related.message = finding.count > 1 ? "the first of them" : "here";
  return {std::move(related)};
}

}  // namespace

void add_findings(const CsvReport& report, const NamedCsv& csv, Diagnostics& diagnostics) {
  for (const CsvFinding& finding : report.findings) {
    Diagnostic diagnostic;
    diagnostic.rule = finding.rule;
    diagnostic.severity = finding.severity;
    diagnostic.range = csv.place;
    diagnostic.message = fmt::format("{}: {}", printable(csv.shown), finding.message);
    diagnostic.related = first_line(finding, csv);
    diagnostics.push_back(std::move(diagnostic));
  }
}

}  // namespace segctl::members
