#pragma once

#include "base/result.h"
#include "cli/exit_code.h"
#include "rendering/document.h"

#include <string>

namespace segctl::cli {

/// Whether GitHub Actions run us.
[[nodiscard]] bool in_github_actions();

/// The outputs of a step that tell of `report`: a line `name=value` each, numbers and words of ours
/// alone. docs/reports.md lists them.
[[nodiscard]] std::string step_outputs(const rendering::Report& report);

/// The outputs that tell how a run ended.
[[nodiscard]] std::string exit_outputs(ExitCode code);

/// Adds `text` to the file that the variable `name` of the environment names; nothing where it
/// names none.
[[nodiscard]] Result<void> append_to_step_file(const char* name, const std::string& text);

/// The report for $GITHUB_STEP_SUMMARY, as long as there is room in it; empty where there is none.
[[nodiscard]] std::string step_summary(const rendering::Report& report);

}  // namespace segctl::cli
