#pragma once

#include "cli/preparation.h"

namespace CLI {
class App;
}

namespace segctl::cli {

/// Adds the options that plan and apply share.
void add_plan_choices(CLI::App& command, PlanChoices& choices);

}  // namespace segctl::cli
