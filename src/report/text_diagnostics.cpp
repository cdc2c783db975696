#include "report/text_diagnostics.h"

#include "base/text.h"
#include "report/page.h"
#include "report/snippet.h"
#include "report/words.h"

#include <fmt/format.h>

namespace segctl::report {
namespace {

/// "a.yaml:12:9: "; what is not known is left out.
std::string location(const Range& range) {
  if (range.file.empty()) return "";
  std::string text = shown(range.file);
  if (range.begin.line > 0) text += fmt::format(":{}", range.begin.line);
  if (range.begin.line > 0 && range.begin.column > 0)
    text += fmt::format(":{}", range.begin.column);
  return text + ": ";
}

void write_snippet(Page& page, const Diagnostic& diagnostic, Paint paint) {
  if (diagnostic.source_line.empty()) return;
  const std::string number = std::to_string(diagnostic.range.begin.line);
  const std::string gutter(number.size(), ' ');
  const std::size_t room = page.width() - number.size() - 4;
  const Snippet snippet = snippet_of(diagnostic, room);
  page.whole(1, number + " | " + snippet.line);
  if (!snippet.carets.empty()) page.whole(1, gutter + " | " + snippet.carets, paint);
}

void write_diagnostic(Page& page, const Diagnostic& diagnostic) {
  const bool error = diagnostic.severity == Severity::Error;
  const Paint paint = error ? Paint::Bad : Paint::Alter;
  page.whole(0,
             fmt::format("{}{}: {} [{}]", location(diagnostic.range), error ? "error" : "warning",
                         shown(diagnostic.message), shown(diagnostic.rule)),
             Paint::Strong);
  write_snippet(page, diagnostic, paint);
  if (!diagnostic.hint.empty()) page.item(2, "hint: ", shown(diagnostic.hint), Paint::Good);
  for (const Related& related : diagnostic.related) {
    page.whole(2, location(related.range) + "note: " + shown(related.message));
  }
}

std::string severities(const Diagnostics& diagnostics) {
  const std::size_t errors = count(diagnostics, Severity::Error);
  const std::size_t warnings = count(diagnostics, Severity::Warning);
  std::vector<std::string> parts;
  if (errors > 0) parts.push_back(counted(errors, "error"));
  if (warnings > 0) parts.push_back(counted(warnings, "warning"));
  return parts.empty() ? "no problems" : joined(parts, ", ");
}

}  // namespace

std::string diagnostics_text(const Diagnostics& diagnostics, const Checked& checked,
                             const Style& style) {
  Page page(style);
  for (const Diagnostic& diagnostic : diagnostics) {
    write_diagnostic(page, diagnostic);
    page.blank();
  }
  page.whole(0, diagnostics_totals(diagnostics, checked), Paint::Strong);
  return std::move(page).text();
}

std::string diagnostic_text(const Diagnostic& diagnostic, const Style& style) {
  Page page(style);
  write_diagnostic(page, diagnostic);
  return std::move(page).text();
}

std::string diagnostics_totals(const Diagnostics& diagnostics, const Checked& checked) {
  std::string line = severities(diagnostics) + " in " + counted(checked.manifests, "manifest");
  if (!checked.in_paths || *checked.in_paths == checked.manifests) return line;
  return line + fmt::format(", {} of them in the given paths", with_thousands(*checked.in_paths));
}

}  // namespace segctl::report
