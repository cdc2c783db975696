#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

namespace segctl::manifest {

/// Reports what MoEngage would refuse, loudly or silently, in a segment's name (API.md: names).
/// **Requires:** a String.
bool check_name(const Node& name, Findings& findings);

/// Reports a key that can't be told from another one by looking, or is longer than a name can be.
/// **Requires:** a String.
bool check_key(const Node& key, Findings& findings);

}  // namespace segctl::manifest
