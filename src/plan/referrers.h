#pragma once

#include "plan/changes.h"

namespace segctl::plan {

/// Keeps active what an active segment of ours goes on referring to, be its manifest in scope or
/// not, and has archives wait for those that are to let go of it: until then whoever is in the
/// segment would drop out of theirs. Has what refers to another one wait for its ID.
void settle_references(Draft& draft);

}  // namespace segctl::plan
