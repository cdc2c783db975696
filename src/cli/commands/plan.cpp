#include "base/file.h"
#include "base/keep.h"
#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/plan_options.h"
#include "cli/present.h"
#include "cli/reports.h"
#include "cli/review.h"
#include "report/json_plan.h"
#include "report/text_plan.h"
#include "report/words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace segctl::cli {
namespace {

struct PlanOptions {
  PlanChoices choices;
  std::string out;   ///< --out: where the plan is stored; empty: nowhere
  std::string base;  ///< --base: a revision of git; empty: none
  bool only_touched = false;
  bool detailed_exit_code = false;
};

ExitCode exit_code_of(const plan::Plan& plan, const PlanOptions& options) {
  if (!plan.holds.empty()) return ExitCode::Held;
  if (options.only_touched && has_surprises(plan)) return ExitCode::Held;
  if (plan.has_conflicts()) return ExitCode::Conflict;
  return plan.has_actions() && options.detailed_exit_code ? ExitCode::Pending : ExitCode::Done;
}

/// With --base, says of each change where it comes from.
Result<void> hold_against_base(const Project& project, const PlanOptions& options,
                               Preparation& preparation) {
  if (options.base.empty()) return {};
  auto base = review(project, options.base, preparation.material.desired, preparation.plan);
  if (!base) return tl::unexpected(base.error());
  preparation.header.base = std::move(*base);
  return {};
}

ExitCode run_plan(const PlanOptions& options, const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  auto& preparation =
      keep_to_the_end(prepare(*project, **session, options.choices, Keep::InMemory));
  if (!preparation) return present_error(console, preparation.error());
  fill_source_lines(*project, preparation->diagnostics);
  if (count(preparation->diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, preparation->diagnostics, preparation->checked);
  }
  present_warnings(console, preparation->diagnostics);
  const auto held = hold_against_base(*project, options, *preparation);
  if (!held) return present_error(console, held.error());
  const std::string json = report::plan_json(preparation->plan, preparation->header);
  if (!options.out.empty()) {
    const auto stored = write_file_atomically(options.out, json);
    if (!stored) return present_error(console, stored.error());
  }
  const ExitCode code = publish(console, global, json, exit_code_of(preparation->plan, options));
  const ExitCode printed = print_document(console, global, json, code, [&] {
    return report::plan_text(preparation->plan, preparation->header, console.out());
  });
  if (!options.out.empty()) {
    console.message(fmt::format("The plan is stored in {}; carry it out with: {} apply {}",
                                options.out, report::program(global.environment),
                                shell_word(options.out)));
  }
  return printed;
}

}  // namespace

void add_plan_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command = app.add_subcommand("plan", "Show what apply would change; changes nothing");
  command->add_option("PATH", options->choices.paths,
                      "Plan the manifests in these alone; archive nothing");
  command->add_option("--out", options->out, "Store the plan, for `segctl apply FILE`")
      ->type_name("FILE");
  command->add_flag("--detailed-exitcode", options->detailed_exit_code,
                    "Exit with 2 where changes are pending");
  CLI::Option* base =
      command->add_option("--base", options->base, "Say which changes this branch of git touched")
          ->type_name("REV");
  command
      ->add_flag("--only-touched", options->only_touched, "Exit with 8 where it didn't touch all")
      ->needs(base);
  add_plan_choices(*command, options->choices);
  add_report_option(*command, invocation.options);
  command->footer(
      "--max-wait and --wait say how long to wait for MoEngage's limits.\n"
      "Exit codes: 0 planned, 2 changes pending (--detailed-exitcode), 3 manifests\n"
      "invalid, 4 a conflict, 5 a limit of MoEngage is used up, 8 held back by a\n"
      "safety limit or --only-touched, 1 another error.\n"
      "See docs/commands/plan.md.");
  command->callback([options, &invocation] {
    invocation.run = reporting(invocation, rendering::Sort::Plan,
                               [options, &invocation](const Console& console) {
                                 return run_plan(*options, invocation.options, console);
                               });
  });
}

}  // namespace segctl::cli
