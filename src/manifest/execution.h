#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

namespace segctl::manifest {

/// Reports what is wrong with an action's `execution`, and with it beside `executed`, which may be
/// null where it is missing.
void check_execution(const Node& execution, const Node* executed, Findings& findings);

}  // namespace segctl::manifest
