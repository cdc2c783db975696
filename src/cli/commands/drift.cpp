#include "cli/commands/command.h"
#include "cli/drift_look.h"
#include "cli/plan_options.h"
#include "cli/present.h"
#include "cli/reports.h"
#include "report/json_drift.h"
#include "report/text_drift.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace segctl::cli {
namespace {

struct DriftOptions {
  DriftChoices choices;
  std::vector<std::string> fail_on;
  std::vector<std::string> ignored;
  report::Shown shown;
  bool strict = false;
};

ExitCode exit_code_of(const plan::Drift& drift) {
  if (drift.found()) return ExitCode::Pending;
  return drift.incomplete() ? ExitCode::Incomplete : ExitCode::Done;
}

/// **Requires:** the words were checked where they were parsed.
std::set<DriftClass> classes_of(const std::vector<std::string>& words) {
  std::set<DriftClass> classes;
  for (const std::string& word : words) {
    if (const auto kind = drift_class(word)) classes.insert(*kind);
  }
  return classes;
}

ExitCode run_drift(const DriftOptions& options, const GlobalOptions& global,
                   const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto repo = read_repo(*project, options.choices.paths, options.strict);
  if (!repo) return present_error(console, repo.error());
  if (count(repo->diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, repo->diagnostics, repo->checked);
  }
  present_warnings(console, repo->diagnostics);
  auto session = ReadSession::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  DriftChoices choices = options.choices;
  choices.fail_on = classes_of(options.fail_on);
  choices.ignored = classes_of(options.ignored);
  const auto look = look_for_drift(*project, **session, std::move(*repo), choices);
  console.end_progress();
  if (!look) return present_error(console, look.error());
  const std::string json = report::drift_json(look->drift, look->header, options.shown.unmanaged);
  const ExitCode code = publish(console, global, json, exit_code_of(look->drift));
  return print_document(console, global, json, code, [&] {
    return report::drift_text(look->drift, look->header, options.shown, console.out());
  });
}

void add_classes(CLI::App& command, const char* name, std::vector<std::string>& words,
                 const char* help) {
  std::vector<std::string> known;
  known.reserve(std::size(kDriftClasses));
  for (const DriftClass kind : kDriftClasses) known.emplace_back(drift_word(kind));
  command.add_option(name, words, help)
      ->type_name("CLASSES")
      ->delimiter(',')
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->check(CLI::IsMember(known).description(""));
}

}  // namespace

void add_drift_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<DriftOptions>();
  CLI::App* command = app.add_subcommand("drift", "Show what others changed; changes nothing");
  command->add_option("PATH", options->choices.paths, "Look at the manifests in these alone");
  add_classes(*command, "--fail-on", options->fail_on, "Exit with 2 for these alone");
  add_classes(*command, "--ignore", options->ignored, "Tell of these, but don't fail for them");
  add_refresh_choice(*command, options->choices.refresh);
  command->add_flag_callback(
      "--unmanaged", [options] { options->shown.unmanaged = report::Unmanaged::Listed; },
      "List the segments that are not managed, too");
  command->add_flag_callback(
      "--yaml", [options] { options->shown.yaml = report::Yaml::Shown; },
      "Show what changed as manifests to paste");
  command->add_flag("--strict", options->strict, "Make warnings about manifests errors");
  add_report_option(*command, invocation.options);
  command->footer(
      "Classes: deleted-outside, changed-outside, archived-outside,\n"
      "unarchived-outside, renamed-outside, expired, idle-archived (these are\n"
      "drift); expiring-soon, pending, unverifiable, unmanaged (told, no drift).\n"
      "Drift that is accepted for a time stands in segctl.yaml: docs/drift.md.\n"
      "Exit codes: 0 no drift, 2 drift, 3 manifests invalid, 5 not all could be\n"
      "looked at: a limit of MoEngage is used up, 1 another error.");
  command->callback([options, &invocation] {
    invocation.run = reporting(invocation, rendering::Sort::Drift,
                               [options, &invocation](const Console& console) {
                                 return run_drift(*options, invocation.options, console);
                               });
  });
}

}  // namespace segctl::cli
