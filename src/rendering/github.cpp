#include "rendering/github.h"

#include "base/text.h"
#include "rendering/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace segctl::rendering {
namespace {

constexpr std::size_t kMostAnnotations = 9;

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : printable(text)) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string message_data(std::string_view text) { return escaped(text, "%\r\n"); }

std::string property(std::string_view text) { return escaped(text, "%\r\n:,"); }

std::string properties(const Finding& finding, const std::string& prefix) {
  std::vector<std::string> list;
  const Place& place = finding.place;
  if (!place.file.empty()) list.push_back("file=" + property(prefix + place.file));
  if (!place.file.empty() && place.line > 0) {
    list.push_back(fmt::format("line={}", place.line));
    if (place.column > 0) list.push_back(fmt::format("col={}", place.column));
  }
  list.push_back("title=" + property(finding.rule));
  return fmt::format("{}", fmt::join(list, ","));
}

const char* command_of(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warning:
      return "warning";
    case Level::Note:
      return "notice";
  }
  return "notice";
}

std::string annotation(const Finding& finding, const std::string& prefix) {
  std::string message = message_data(finding.message);
  if (!finding.hint.empty()) message += "%0Ahint: " + message_data(finding.hint);
  return fmt::format("::{} {}::{}\n", command_of(finding.level), properties(finding, prefix),
                     message);
}

}  // namespace

std::string github_annotations(const Report& report) {
  const std::vector<Finding> findings = findings_of(report);
  std::string text;
  for (std::size_t i = 0; i < std::min(findings.size(), kMostAnnotations); ++i) {
    text += annotation(findings[i], report.path_prefix);
  }
  if (findings.size() > kMostAnnotations) {
    text += fmt::format("::notice title=segctl::and {} more: see the log\n",
                        with_thousands(findings.size() - kMostAnnotations));
  }
  return text;
}

}  // namespace segctl::rendering
