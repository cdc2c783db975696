#include "cli/run.h"

#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/duration.h"
#include "cli/reports.h"
#include "cli/version.h"
#include "manifest/findings.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace segctl::cli {
namespace {

const std::map<std::string, ColorChoice> kColors{
    {"auto", ColorChoice::Auto}, {"always", ColorChoice::Always}, {"never", ColorChoice::Never}};

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.add_option("-C", options.directory, "The project directory (default: here)")
      ->type_name("DIR");
  app.add_option("--config", options.config, "The project file (default: segctl.yaml, if there)")
      ->type_name("FILE");
  app.add_option("--env", options.environment, "An environment of the project file")
      ->type_name("NAME");
  app.add_option("--endpoint", options.endpoint, "https://…, http:// to this machine, or sim:FILE")
      ->type_name("URL");
  app.add_option("--state", options.state, "The state file (default: .segctl/state.json)")
      ->type_name("FILE");
  app.add_option_function<std::string>(
         "--format",
         [&options](const std::string& name) {
           if (choose_format(lower_ascii(name), options)) return;
           throw CLI::ValidationError("--format",
                                      "takes text, json, or a format of docs/reports.md");
         },
         "text, json, or a format of docs/reports.md")
      ->type_name("FORMAT");
  app.add_option("--color", options.color, "auto, always or never")
      ->transform(CLI::CheckedTransformer(kColors, CLI::ignore_case).description(""))
      ->type_name("WHEN");
  app.add_flag("-q,--quiet", options.quiet, "Only results and errors");
  app.add_flag("-v,--verbose", options.verbose, "Say what is sent and answered; no secrets");
  app.add_flag_callback(
      "--no-progress", [&options] { options.progress = false; }, "No progress line on a terminal");
  app.add_option_function<std::string>(
         "--max-wait",
         [&options](const std::string& text) {
           const auto duration = parse_duration(text);
           if (!duration) throw CLI::ValidationError("--max-wait", "takes a time: 90s, 5m, 1h30m");
           options.max_wait = *duration;
         },
         "Longest wait for MoEngage's limits (default: 1m)")
      ->type_name("DURATION");
  app.add_flag("--wait", options.wait, "Wait for it however long it takes");
}

void add_commands(CLI::App& app, Invocation& invocation) {
  add_validate_command(app, invocation);
  add_plan_command(app, invocation);
  add_apply_command(app, invocation);
  add_lint_csv_command(app, invocation);
  add_members_command(app, invocation);
  add_drift_command(app, invocation);
  add_render_command(app, invocation);
  add_explain_command(app, invocation);
  add_diff_command(app, invocation);
  add_list_command(app, invocation);
  add_show_command(app, invocation);
  add_import_command(app, invocation);
  add_state_command(app, invocation);
  add_simulate_command(app, invocation);
  add_callback_command(app, invocation);
  add_schema_command(app, invocation);
  add_completion_command(app, invocation);
  add_version_command(app, invocation);
}

/// `segctl help plan` is `segctl plan --help`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  return {arguments.rbegin(), arguments.rend()};  // CLI11 takes them from the back
}

/// A word that stands where a command is expected; empty where there is none.
std::string unknown_command(const CLI::App& app) {
  if (!app.get_subcommands().empty()) return {};
  for (const std::string& word : app.remaining()) {
    if (!word.starts_with('-')) return word;
  }
  return {};
}

int explain_unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string hint = manifest::did_you_mean(word, views);
  std::ignore =
      std::fputs(fmt::format("segctl: error: there is no command {}\n  {}\n", in_quotes(word),
                             hint.empty() ? "`segctl help` lists them" : hint)
                     .c_str(),
                 stderr);
  return static_cast<int>(ExitCode::Usage);
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Customer segments as code: a MoEngage workspace's segments as files in git.",
               "segctl");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", fmt::format("segctl {}", kVersion));
  app.footer(
      "`segctl help COMMAND` tells more. Credentials come from the environment:\n"
      "MOENGAGE_DC, MOENGAGE_WORKSPACE_ID, MOENGAGE_API_KEY (or MOENGAGE_API_KEY_FILE),\n"
      "MOENGAGE_DB_NAME.");
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return printable(error.what()) + "\nRun with --help for more information.\n";
  });
  Invocation invocation;
  add_global_options(app, invocation.options);
  add_commands(app, invocation);
  try {
    app.parse(arguments_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    const std::string word = unknown_command(app);
    if (error.get_exit_code() != 0 && !word.empty()) return explain_unknown_command(app, word);
    if (app.exit(error) == 0) return 0;
    for (const CLI::App* command : app.get_subcommands()) tell_of_wrong_usage(command->get_name());
    return static_cast<int>(ExitCode::Usage);
  }
  const Console console(invocation.options);
  if (const std::string unfit = unfit_format(invocation); !unfit.empty()) {
    console.error({ErrorCode::Invalid, unfit, "docs/reports.md says what is made of what"});
    for (const CLI::App* command : app.get_subcommands()) tell_of_wrong_usage(command->get_name());
    return static_cast<int>(ExitCode::Usage);
  }
  return static_cast<int>(invocation.run(console));
}

}  // namespace

int run(int argc, char** argv) {
  std::ignore = std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), told as one
  try {
    return parse_and_run(argc, argv);
  } catch (const std::exception& bug) {
    std::ignore = std::fputs(
        fmt::format("segctl: bug: {}\n  please report it, with the command line\n", bug.what())
            .c_str(),
        stderr);
    return static_cast<int>(ExitCode::Failed);
  }
}

}  // namespace segctl::cli
