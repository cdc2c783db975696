#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

namespace segctl::manifest {

/// Reports everything wrong with an actions filter. **Requires:** a Mapping.
void check_action(const Node& filter, Findings& findings);

/// The same for a psychographic_event filter (affinity).
void check_affinity(const Node& filter, Findings& findings);

}  // namespace segctl::manifest
