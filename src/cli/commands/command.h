#pragma once

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/global_options.h"

#include <functional>
#include <optional>

namespace CLI {
class App;
}

namespace segctl::cli {

/// What the command line asks for: set by the command that was chosen, carried out after parsing.
struct Invocation {
  GlobalOptions options;
  std::function<ExitCode(const Console&)> run;
  bool renders = false;                 ///< whether --format takes every format
  std::optional<rendering::Sort> sort;  ///< of the document that the command prints; see reports.h
};

/// Each adds one command with its options and help. docs/commands/<name>.md has the same text.
void add_validate_command(CLI::App& app, Invocation& invocation);
void add_plan_command(CLI::App& app, Invocation& invocation);
void add_apply_command(CLI::App& app, Invocation& invocation);
void add_lint_csv_command(CLI::App& app, Invocation& invocation);
void add_members_command(CLI::App& app, Invocation& invocation);
void add_drift_command(CLI::App& app, Invocation& invocation);
void add_render_command(CLI::App& app, Invocation& invocation);
void add_explain_command(CLI::App& app, Invocation& invocation);
void add_diff_command(CLI::App& app, Invocation& invocation);
void add_list_command(CLI::App& app, Invocation& invocation);
void add_show_command(CLI::App& app, Invocation& invocation);
void add_import_command(CLI::App& app, Invocation& invocation);
void add_state_command(CLI::App& app, Invocation& invocation);
void add_simulate_command(CLI::App& app, Invocation& invocation);
void add_callback_command(CLI::App& app, Invocation& invocation);
void add_schema_command(CLI::App& app, Invocation& invocation);
void add_completion_command(CLI::App& app, Invocation& invocation);
void add_version_command(CLI::App& app, Invocation& invocation);

}  // namespace segctl::cli
