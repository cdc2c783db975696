#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

namespace segctl::manifest {

/// Reports what is wrong with the `aggregation_attributes` of an actions filter, and with its
/// standing there. API.md says that it holds exactly one aggregation, not in what: a mapping, a
/// list of one and a group of one are all taken. **Requires:** `action` has the key.
void check_aggregation(const Node& action, Findings& findings);

}  // namespace segctl::manifest
