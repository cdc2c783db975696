#pragma once

#include "cli/project.h"
#include "report/plan_header.h"
#include "segment/desired.h"

#include <string>
#include <vector>

namespace segctl::cli {

/// Holds a plan against a revision of git (`plan --base REV`): says of each change whether this
/// branch touched what it comes from, and who changed the manifest last. `desired` are the
/// manifests that the plan was made of. Fails where the revision, or the repository, isn't there.
[[nodiscard]] Result<report::PlanBase> review(const Project& project, const std::string& revision,
                                              const std::vector<DesiredSegment>& desired,
                                              plan::Plan& plan);

/// Whether there is a change that the branch did not touch.
[[nodiscard]] bool has_surprises(const plan::Plan& plan);

}  // namespace segctl::cli
