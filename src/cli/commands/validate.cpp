#include "cli/commands/command.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "cli/reports.h"
#include "source/inspector.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace segctl::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> paths;
  bool strict = false;
};

ExitCode run_validate(const ValidateOptions& options, const GlobalOptions& global,
                      const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto repo = read_repo(*project, options.paths, options.strict);
  if (!repo) return present_error(console, repo.error());
  LocalOnly nothing;
  source::Inspector inspector(nothing, project->csv_limits);
  source::Inspected inspected = inspector.inspect_local(repo->desired);
  Diagnostics members = apply::check_member_files(repo->desired, project->csv_limits);
  std::move(members.begin(), members.end(), std::back_inserter(inspected.diagnostics));
  if (options.strict) promote_warnings(inspected.diagnostics);
  std::move(diagnostics.begin(), diagnostics.end(), std::back_inserter(repo->diagnostics));
  std::move(inspected.diagnostics.begin(), inspected.diagnostics.end(),
            std::back_inserter(repo->diagnostics));
  sort_by_place(repo->diagnostics);
  fill_source_lines(*project, repo->diagnostics);
  return present_validation(console, global, repo->diagnostics, repo->checked);
}

}  // namespace

void add_validate_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command = app.add_subcommand("validate", "Check the manifests; no network");
  command->add_option("PATH", options->paths, "Files and folders (default: the manifests folder)");
  command->add_flag("--strict", options->strict, "Make warnings errors");
  add_report_option(*command, invocation.options);
  command->footer(
      "Exit codes: 0 valid, 3 invalid, 1 another error. See docs/commands/validate.md.");
  command->callback([options, &invocation] {
    invocation.run = reporting(invocation, rendering::Sort::Validation,
                               [options, &invocation](const Console& console) {
                                 return run_validate(*options, invocation.options, console);
                               });
  });
}

}  // namespace segctl::cli
