#include "report/github_annotations.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace segctl::report {
namespace {

constexpr std::size_t kMost = 9;

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : shown(text)) {
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

std::string properties(const Diagnostic& diagnostic) {
  std::vector<std::string> list;
  const Range& range = diagnostic.range;
  if (!range.file.empty()) list.push_back("file=" + property(range.file));
  if (!range.file.empty() && range.begin.line > 0) {
    list.push_back(fmt::format("line={}", range.begin.line));
    if (range.begin.column > 0) list.push_back(fmt::format("col={}", range.begin.column));
  }
  list.push_back("title=" + property(diagnostic.rule));
  return joined(list, ",");
}

std::string annotation(const Diagnostic& diagnostic) {
  std::string message = message_data(diagnostic.message);
  if (!diagnostic.hint.empty()) message += "%0Ahint: " + message_data(diagnostic.hint);
  return fmt::format("::{} {}::{}\n", diagnostic.severity == Severity::Error ? "error" : "warning",
                     properties(diagnostic), message);
}

}  // namespace

std::string github_annotations(const Diagnostics& diagnostics) {
  std::vector<const Diagnostic*> order;
  for (const Diagnostic& diagnostic : diagnostics) order.push_back(&diagnostic);
  std::stable_partition(order.begin(), order.end(),
                        [](const auto* one) { return one->severity == Severity::Error; });
  std::string text;
  for (std::size_t i = 0; i < std::min(order.size(), kMost); ++i) text += annotation(*order[i]);
  if (order.size() > kMost) {
    text += fmt::format("::notice title=segctl::and {} more: see the log\n",
                        with_thousands(order.size() - kMost));
  }
  return text;
}

}  // namespace segctl::report
