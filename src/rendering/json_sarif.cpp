#include "base/text.h"
#include "rendering/findings.h"
#include "rendering/json_view.h"
#include "rendering/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace segctl::rendering {
namespace {

constexpr std::size_t kMostResults = 5000;
/// Where a finding is shown that has no place: both systems refuse one without.
constexpr const char* kProjectFile = "segctl.yaml";
constexpr const char* kHelp =
    "docs/rules.md tells what manifests may say, docs/reports.md what else is found.";

const char* level_word(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warning:
      return "warning";
    case Level::Note:
      return "note";
  }
  return "note";
}

std::string path_of(const Finding& finding, const Report& report) {
  return report.path_prefix + (finding.place.file.empty() ? kProjectFile : finding.place.file);
}

/// A path as a relative reference of a URI.
std::string uri_of(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string uri;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

Document region_of(const Place& place) {
  Document region = {{"startLine", std::max<std::uint64_t>(place.line, 1)}};
  if (place.line == 0 || place.column == 0) return region;
  region["startColumn"] = place.column;
  const bool spans = place.end_line > place.line ||
                     (place.end_line == place.line && place.end_column > place.column);
  if (!spans || place.end_column == 0) return region;
  region["endLine"] = place.end_line;
  region["endColumn"] = place.end_column;
  return region;
}

Document rule_json(Sort sort, const std::string& rule, Level level) {
  return {{"id", rule},
          {"shortDescription", {{"text", rule_summary(sort, rule)}}},
          {"fullDescription", {{"text", rule_summary(sort, rule)}}},
          {"help", {{"text", kHelp}}},
          {"defaultConfiguration", {{"level", level_word(level)}}}};
}

std::string result_message(const Finding& finding) {
  return finding.hint.empty() ? finding.message : finding.message + "\nhint: " + finding.hint;
}

/// The rules of a run in the order in which they are met, with their numbers.
class Rules {
 public:
  explicit Rules(Sort sort) : sort_(sort) {}

  std::size_t number_of(const Finding& finding) {
    const auto [found, added] = numbers_.emplace(finding.rule, numbers_.size());
    if (added) list_.push_back(rule_json(sort_, finding.rule, finding.level));
    return found->second;
  }

  [[nodiscard]] const Document& list() const { return list_; }

 private:
  Sort sort_;
  std::map<std::string, std::size_t> numbers_;
  Document list_ = Document::array();
};

Document result_json(const Finding& finding, const Report& report, std::size_t rule,
                     const std::string& fingerprint) {
  const Document location = {{"artifactLocation", {{"uri", uri_of(path_of(finding, report))}}},
                             {"region", region_of(finding.place)}};
  return {{"ruleId", finding.rule},
          {"ruleIndex", rule},
          {"level", level_word(finding.level)},
          {"message", {{"text", result_message(finding)}}},
          {"locations", Document::array({{{"physicalLocation", location}}})},
          {"partialFingerprints", {{"primaryLocationLineHash", fingerprint.substr(0, 16) + ":1"}}}};
}

/// The first findings; where there are more, the last one says how many.
std::vector<Finding> shown_findings(const Report& report) {
  std::vector<Finding> findings = findings_of(report);
  if (findings.size() <= kMostResults) return findings;
  const std::size_t more = findings.size() - (kMostResults - 1);
  findings.resize(kMostResults - 1);
  findings.push_back(
      {Level::Note, "more", "and " + with_thousands(more) + " more findings", "", "", {}});
  return findings;
}

const char* severity_word(Level level) {
  switch (level) {
    case Level::Error:
      return "critical";
    case Level::Warning:
      return "minor";
    case Level::Note:
      return "info";
  }
  return "info";
}

}  // namespace

std::string sarif(const Report& report) {
  const std::vector<Finding> findings = shown_findings(report);
  const std::vector<std::string> fingerprints = fingerprints_of(findings);
  Rules rules(report.sort);
  Document results = Document::array();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::size_t rule = rules.number_of(findings[i]);
    results.push_back(result_json(findings[i], report, rule, fingerprints[i]));
  }
  Document driver = {{"name", "segctl"}};
  if (!report.version.empty()) driver["semanticVersion"] = report.version;
  driver["rules"] = rules.list();
  std::string category = std::string("segctl/") + sort_word(report.sort) + "/";
  if (!report.environment.empty()) category += report.environment + "/";
  Document run = {{"tool", {{"driver", driver}}},
                  {"automationDetails", {{"id", category}}},
                  {"columnKind", "unicodeCodePoints"},
                  {"results", results}};
  return indented({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"},
                   {"runs", Document::array({run})}}) +
         "\n";
}

std::string code_quality(const Report& report) {
  const std::vector<Finding> findings = findings_of(report);
  const std::vector<std::string> fingerprints = fingerprints_of(findings);
  Document list = Document::array();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    list.push_back({{"description", result_message(finding)},
                    {"check_name", "segctl/" + finding.rule},
                    {"fingerprint", fingerprints[i]},
                    {"severity", severity_word(finding.level)},
                    {"location",
                     {{"path", path_of(finding, report)},
                      {"lines", {{"begin", std::max<std::uint64_t>(finding.place.line, 1)}}}}}});
  }
  return indented(list) + "\n";
}

}  // namespace segctl::rendering
