#pragma once

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/session.h"

#include <string>
#include <vector>

namespace segctl::cli {

/// Rewrites the manifests of `keys` in place to say what their segments are now, and records that:
/// the way to keep what somebody else changed. A manifest that can't be edited safely is left as it
/// is, its YAML printed, and the exit code Failed.
/// **Requires:** the state's lock.
[[nodiscard]] ExitCode update_manifests(const Project& project, Session& session,
                                        const GlobalOptions& options, const Console& console,
                                        const std::vector<std::string>& keys);

}  // namespace segctl::cli
