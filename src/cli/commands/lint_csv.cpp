#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/present.h"
#include "members/csv.h"
#include "report/page.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <memory>

namespace segctl::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct LintOptions {
  std::vector<std::string> files;
  members::ValueType type = members::ValueType::String;
  bool strict = false;
};

/// A file that was looked at, or why it could not be.
struct Linted {
  std::string file;
  Result<members::CsvReport> report;
};

const std::map<std::string, members::ValueType> kTypes{{"string", members::ValueType::String},
                                                       {"double", members::ValueType::Double}};

Linted lint(const std::string& file, const LintOptions& options, members::CsvLimits limits) {
  Linted linted{file, members::check_csv_file(file, options.type, limits)};
  if (!options.strict || !linted.report) return linted;
  for (members::CsvFinding& finding : linted.report->findings) finding.severity = Severity::Error;
  return linted;
}

const char* severity_text(Severity severity) {
  return severity == Severity::Error ? "error" : "warning";
}

void write_report(report::Page& page, const members::CsvReport& csv) {
  page.whole(2, "sha256 of the bytes:  " + csv.digest.hex());
  page.whole(2, "of the set of values: " + csv.set_digest.hex());
  for (const members::CsvFinding& finding : csv.findings) {
    const bool error = finding.severity == Severity::Error;
    page.item(2, fmt::format("{}: ", severity_text(finding.severity)),
              fmt::format("{} [{}]", finding.message, finding.rule),
              error ? report::Paint::Bad : report::Paint::Alter);
  }
}

std::string text_of(const std::vector<Linted>& all, const report::Style& style) {
  report::Page page(style);
  for (const Linted& linted : all) {
    page.blank();
    if (!linted.report) {
      page.item(0, printable(linted.file) + ": ", printable(linted.report.error().message),
                report::Paint::Bad);
      continue;
    }
    const members::CsvReport& csv = *linted.report;
    page.item(0, printable(linted.file) + ": ",
              fmt::format("{}, {}{}", counted(csv.rows, "value"), counted(csv.bytes, "byte"),
                          csv.findings.empty() ? "; no problems" : ""),
              report::Paint::Strong);
    write_report(page, csv);
  }
  return std::move(page).text();
}

OrderedJson findings_json(const std::vector<members::CsvFinding>& findings) {
  OrderedJson list = OrderedJson::array();
  for (const members::CsvFinding& finding : findings) {
    list.push_back({{"rule", finding.rule},
                    {"severity", severity_text(finding.severity)},
                    {"message", finding.message},
                    {"count", finding.count},
                    {"lines", finding.lines}});
  }
  return list;
}

OrderedJson report_json(const members::CsvReport& csv) {
  return {{"valid", csv.valid()},
          {"bytes", csv.bytes},
          {"rows", csv.rows},
          {"duplicates", csv.duplicates},
          {"sha256", csv.digest.hex()},
          {"values_sha256", csv.set_digest.hex()},
          {"findings", findings_json(csv.findings)}};
}

std::string json_of(const std::vector<Linted>& all) {
  OrderedJson files = OrderedJson::array();
  for (const Linted& linted : all) {
    OrderedJson entry{{"file", linted.file}};
    entry["error"] =
        linted.report ? OrderedJson(nullptr) : OrderedJson(linted.report.error().message);
    entry["report"] = linted.report ? report_json(*linted.report) : OrderedJson(nullptr);
    files.push_back(std::move(entry));
  }
  const OrderedJson root{{"format_version", "1.0"}, {"files", files}};
  return root.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

ExitCode exit_code_of(const std::vector<Linted>& all) {
  const auto unread = [](const Linted& linted) { return !linted.report; };
  const auto invalid = [](const Linted& linted) {
    return linted.report && !linted.report->valid();
  };
  if (std::any_of(all.begin(), all.end(), unread)) return ExitCode::Failed;
  return std::any_of(all.begin(), all.end(), invalid) ? ExitCode::Invalid : ExitCode::Done;
}

ExitCode run_lint(const LintOptions& options, const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  std::vector<Linted> all;
  for (const std::string& file : options.files) {
    all.push_back(lint(file, options, project->csv_limits));
  }
  console.result(global.format == Format::Json ? json_of(all) : text_of(all, console.out()));
  return exit_code_of(all);
}

}  // namespace

void add_lint_csv_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<LintOptions>();
  CLI::App* command = app.add_subcommand("lint-csv", "Check CSV files of users; no network");
  command->add_option("FILE", options->files, "The files")->required();
  command->add_option("--attribute-type", options->type, "What the values are: string or double")
      ->transform(CLI::CheckedTransformer(kTypes, CLI::ignore_case).description(""))
      ->type_name("TYPE");
  command->add_flag("--strict", options->strict, "Make warnings errors");
  command->footer(
      "Tells rules, counts and lines, never a value. docs/csv.md has the rules;\n"
      "`limits` in segctl.yaml sets csv_bytes and csv_rows.\n"
      "Exit codes: 0 valid, 3 invalid, 1 a file that can't be read.");
  command->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_lint(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
