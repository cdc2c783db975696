#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

namespace segctl::manifest {

/// Reports everything wrong with a user_attributes filter, or with an attribute filter of an
/// action or object, which is the same but for an optional filter_type. A data_type or operator
/// that is not known is a warning, and what depends on it is not checked. **Requires:** a Mapping.
void check_attribute_filter(const Node& filter, Findings& findings);

}  // namespace segctl::manifest
