#pragma once

#include "apply/observe.h"
#include "cli/preparation.h"
#include "cli/session.h"
#include "plan/drift.h"

#include <set>
#include <string>
#include <vector>

namespace segctl::cli {

/// What the user says about a look for drift.
struct DriftChoices {
  std::vector<std::string> paths;  ///< the scope; empty: the whole repo
  apply::Refresh refresh = apply::Refresh::All;
  std::set<DriftClass> fail_on;  ///< empty: those that are drift by themselves
  std::set<DriftClass> ignored;
};

/// What was found, and what it was found in.
struct DriftLook {
  plan::Drift drift;
  report::PlanHeader header;
};

/// Reads state and live and compares them with the manifests of `repo`. Changes nothing: neither
/// the workspace, to which a ReadSession has no way, nor the state. Fails where there are manifests
/// and there has never been a state.
[[nodiscard]] Result<DriftLook> look_for_drift(const Project& project, ReadSession& session,
                                               Repo repo, const DriftChoices& choices);

}  // namespace segctl::cli
