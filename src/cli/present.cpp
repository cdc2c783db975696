#include "cli/present.h"

#include "base/excerpt.h"
#include "base/file.h"
#include "cli/masked_line.h"
#include "cli/reports.h"
#include "report/json_diagnostics.h"
#include "report/text_diagnostics.h"

#include <algorithm>

namespace segctl::cli {
namespace {

constexpr std::uint64_t kMaxManifest = std::uint64_t{16} * 1024 * 1024;

/// Line `number` (from 1) of `text`; empty where there is none.
std::string line_of(const std::string& text, int number) {
  std::size_t begin = 0;
  for (int line = 1; line < number; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  std::string line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

/// The diagnostics with nothing secret in the lines that they quote.
Diagnostics presentable(Diagnostics diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    diagnostic.source_line = masked_line(diagnostic.source_line);
  }
  return diagnostics;
}

/// The diagnostics as JSON, for the environment that the user named.
std::string as_json(const Diagnostics& diagnostics, report::Checked checked,
                    const GlobalOptions& options) {
  checked.environment = options.environment;
  return report::diagnostics_json(diagnostics, checked);
}

tl::unexpected<Error> no_network() {
  return fail(ErrorCode::GiveUp, "this command uses no network");
}

}  // namespace

ExitCode present_error(const Console& console, const Error& error) {
  console.error(error);
  return exit_code_of(error);
}

ExitCode present_invalid(const Console& console, const GlobalOptions& options,
                         const Diagnostics& found, const report::Checked& checked) {
  const Diagnostics diagnostics = presentable(found);
  const std::string json = as_json(diagnostics, checked, options);
  const ExitCode code = publish(console, options, json, ExitCode::Invalid);
  const bool as_data = options.format == Format::Json;
  if (as_data || (options.rendering && suits(*options.rendering, rendering::Sort::Validation))) {
    return print_document(console, options, json, code, nullptr);
  }
  console.problems(report::diagnostics_text(diagnostics, checked, console.err()));
  return code;
}

ExitCode present_validation(const Console& console, const GlobalOptions& options,
                            const Diagnostics& found, const report::Checked& checked) {
  const Diagnostics diagnostics = presentable(found);
  const std::string json = as_json(diagnostics, checked, options);
  const bool valid = count(diagnostics, Severity::Error) == 0;
  const ExitCode code = publish(console, options, json, valid ? ExitCode::Done : ExitCode::Invalid);
  return print_document(console, options, json, code, [&] {
    return report::diagnostics_text(diagnostics, checked, console.out());
  });
}

void present_warnings(const Console& console, const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : presentable(diagnostics)) {
    console.message(report::diagnostic_text(diagnostic, console.err()));
  }
}

void present_problems(const Console& console, const Diagnostics& found,
                      const report::Checked& checked) {
  console.problems(report::diagnostics_text(presentable(found), checked, console.err()));
}

void fill_source_lines(const Project& project, Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    const bool placed = !diagnostic.range.file.empty() && diagnostic.range.begin.line > 0;
    if (!placed || !diagnostic.source_line.empty()) continue;
    const auto text = read_file(project.directory / diagnostic.range.file, kMaxManifest);
    if (!text) continue;
    const Position& begin = diagnostic.range.begin;
    Excerpt excerpt = excerpt_at_column(line_of(*text, begin.line), begin.column);
    diagnostic.source_line = std::move(excerpt.text);
    diagnostic.source_column = excerpt.column;
  }
}

Result<http::Response> LocalOnly::send(const http::Request&) { return no_network(); }

std::vector<Result<http::Response>> LocalOnly::send_all(std::span<const http::Request> requests) {
  return std::vector<Result<http::Response>>(requests.size(), no_network());
}

Result<http::Response> LocalOnly::download(const http::Request&, const http::Sink&) {
  return no_network();
}

}  // namespace segctl::cli
