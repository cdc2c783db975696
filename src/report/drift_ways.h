#pragma once

#include "plan/drift.h"
#include "report/next_step.h"

#include <string>

namespace segctl::report {

/// How to make the manifests say what live is: by `segctl import --update`, where that can be done,
/// else in words. `environment`: of --env; empty where none was chosen.
[[nodiscard]] NextStep way_to_take(const plan::Finding& finding, const std::string& environment);

/// How to make live again what the manifests say.
[[nodiscard]] NextStep way_to_restore(const plan::Finding& finding, const std::string& environment);

}  // namespace segctl::report
