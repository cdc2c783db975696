#pragma once

#include "cli/preparation.h"

namespace CLI {
class App;
}

namespace segctl::cli {

/// Adds the options that plan and apply share.
void add_plan_choices(CLI::App& command, PlanChoices& choices);

/// Adds --refresh: which definitions are read.
void add_refresh_choice(CLI::App& command, apply::Refresh& refresh);

}  // namespace segctl::cli
