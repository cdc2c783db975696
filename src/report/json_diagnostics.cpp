#include "report/json_diagnostics.h"

#include "report/json_parts.h"

namespace segctl::report {
namespace {

constexpr const char* kDiagnosticsFormat = "1.2";

Document number_or_null(int number) { return number > 0 ? Document(number) : Document(nullptr); }

Document position_json(const Position& position) {
  return {{"line", number_or_null(position.line)}, {"column", number_or_null(position.column)}};
}

Document range_json(const Range& range) {
  if (range.file.empty()) return nullptr;
  return {{"filename", range.file},
          {"start", position_json(range.begin)},
          {"end", position_json(range.end)}};
}

Document related_json(const std::vector<Related>& related) {
  Document list = Document::array();
  for (const Related& place : related) {
    list.push_back({{"message", place.message}, {"range", range_json(place.range)}});
  }
  return list;
}

Document snippet_column(const Diagnostic& diagnostic) {
  if (diagnostic.source_line.empty()) return nullptr;
  return diagnostic.source_column;
}

Document diagnostic_json(const Diagnostic& diagnostic) {
  return {{"severity", diagnostic.severity == Severity::Error ? "error" : "warning"},
          {"rule", diagnostic.rule},
          {"message", diagnostic.message},
          {"hint", text_or_null(diagnostic.hint)},
          {"range", range_json(diagnostic.range)},
          {"snippet", text_or_null(diagnostic.source_line)},
          {"snippet_column", snippet_column(diagnostic)},
          {"related", related_json(diagnostic.related)}};
}

}  // namespace

std::string diagnostics_json(const Diagnostics& diagnostics, const Checked& checked) {
  const std::size_t errors = count(diagnostics, Severity::Error);
  Document document = Document::object();
  document["format_version"] = kDiagnosticsFormat;
  document["environment"] = text_or_null(checked.environment);
  document["valid"] = errors == 0;
  document["error_count"] = errors;
  document["warning_count"] = count(diagnostics, Severity::Warning);
  document["files"] = checked.files;
  document["manifests"] = checked.manifests;
  document["manifests_in_paths"] = nullptr;
  if (checked.in_paths) document["manifests_in_paths"] = *checked.in_paths;
  document["diagnostics"] = Document::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    document["diagnostics"].push_back(diagnostic_json(diagnostic));
  }
  return pretty(document);
}

}  // namespace segctl::report
