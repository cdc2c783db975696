#include "base/text.h"
#include "rendering/json_view.h"

#include <fmt/format.h>

#include <set>

namespace segctl::rendering {
namespace {

Place range_place(const Document& range) {
  const Document& start = field(range, "start");
  const Document& end = field(range, "end");
  return {text(range, "filename"), number(start, "line"), number(start, "column"),
          number(end, "line"), number(end, "column")};
}

std::string range_words(const Place& place) {
  if (place.file.empty()) return "";
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

Entry diagnostic_entry(const Document& diagnostic) {
  Entry entry;
  entry.group = text(diagnostic, "severity") == "error" ? Group::Failed : Group::Warning;
  entry.what = text(diagnostic, "rule");
  entry.place = range_place(field(diagnostic, "range"));
  entry.message = text(diagnostic, "message");
  entry.snippet = text(diagnostic, "snippet");
  const std::string hint = text(diagnostic, "hint");
  if (!hint.empty()) entry.steps.push_back({hint, ""});
  for (const Document& related : field(diagnostic, "related")) {
    const std::string place = range_words(range_place(field(related, "range")));
    entry.notes.push_back(text(related, "message") + (place.empty() ? "" : ": " + place));
  }
  return entry;
}

std::string summary_of(const Document& document, std::uint64_t manifests) {
  const std::uint64_t errors = number(document, "error_count");
  const std::uint64_t warnings = number(document, "warning_count");
  std::string found = errors > 0 ? counted(errors, "error") : "";
  if (warnings > 0) found += (found.empty() ? "" : ", ") + counted(warnings, "warning");
  return fmt::format("{} in {}.", found.empty() ? "Nothing wrong" : found,
                     counted(manifests, "manifest"));
}

}  // namespace

void read_validation(const Document& document, Report& report) {
  const auto in_paths = optional_number(document, "manifests_in_paths");
  const std::uint64_t manifests = in_paths.value_or(number(document, "manifests"));
  report.summary = summary_of(document, manifests);
  report.counts = {{"errors", "errors", number(document, "error_count"), Group::Failed},
                   {"warnings", "warnings", number(document, "warning_count"), Group::Warning},
                   {"manifests", "manifests", manifests, Group::Quiet}};
  std::set<std::string> files;
  for (const Document& diagnostic : field(document, "diagnostics")) {
    report.entries.push_back(diagnostic_entry(diagnostic));
    files.insert(report.entries.back().place.file);
  }
  files.erase("");
  const std::uint64_t read = number(document, "files");
  report.unnamed = read > files.size() ? read - files.size() : 0;
}

}  // namespace segctl::rendering
