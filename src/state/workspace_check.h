#pragma once

#include "base/result.h"
#include "state/state.h"

#include <string_view>

namespace segctl::state {

/// The identity that a state keeps of a workspace: the endpoint without credentials, query and
/// trailing slash, host in lower case, and a digest of the workspace ID. An empty ID, as in a
/// simulator that asks for none, stays empty.
[[nodiscard]] WorkspaceIdentity identity_of(std::string_view endpoint,
                                            std::string_view workspace_id);

/// Fails with ErrorCode::Invalid, naming both workspaces, where `state` was recorded in another one
/// than `workspace`: its IDs would mean nothing, or something else, there. A state that names no
/// workspace passes.
[[nodiscard]] Result<void> check_workspace(const State& state, const WorkspaceIdentity& workspace);

}  // namespace segctl::state
