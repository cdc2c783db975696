#include "cli/plan_options.h"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace segctl::cli {
namespace {

const std::map<std::string, apply::Refresh> kRefreshes{{"all", apply::Refresh::All},
                                                       {"changed", apply::Refresh::Changed},
                                                       {"none", apply::Refresh::None}};

}  // namespace

void add_plan_choices(CLI::App& command, PlanChoices& choices) {
  command.add_flag("--strict", choices.strict, "Make warnings about manifests errors");
  command.add_option("--adopt", choices.adopt, "Take over the segment of that name (repeatable)")
      ->type_name("KEY")
      ->expected(1)
      ->allow_extra_args(false)  // what follows is a PATH
      ->take_all();
  command.add_flag("--adopt-all", choices.adopt_all,
                   "Take over every segment with a manifest's name");
  add_refresh_choice(command, choices.refresh);
  command
      .add_option("--allow-archives", choices.allowed_archives,
                  "Let a plan through that archives up to N segments")
      ->type_name("N");
  command
      .add_option("--allow-removals", choices.allowed_removals,
                  "Let a change through that removes up to N members")
      ->type_name("N");
  command
      .add_option("--allow-protected", choices.allowed_protected,
                  "Lift that segment's protection (repeatable)")
      ->type_name("KEY")
      ->expected(1)
      ->allow_extra_args(false)  // what follows is a PATH
      ->take_all();
  command.add_flag("--retry-failed", choices.retry_failed,
                   "Send files again however often they failed");
}

void add_refresh_choice(CLI::App& command, apply::Refresh& refresh) {
  command.add_option("--refresh", refresh, "Definitions to read: all, changed or none")
      ->transform(CLI::CheckedTransformer(kRefreshes, CLI::ignore_case).description(""))
      ->type_name("WHICH");
}

}  // namespace segctl::cli
