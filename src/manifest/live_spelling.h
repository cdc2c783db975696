#pragma once

#include "segment/definition.h"

namespace segctl::manifest {

/// `definition` as a manifest may spell it. MoEngage's answers write a list of one value as the
/// value alone, numbers as strings and the other way round; all read alike in canonical form, but a
/// manifest that says so is refused. Filters of a type that is not known
/// stay as they are, and so does a definition that would mean something else.
[[nodiscard]] Definition manifest_spelling(const Definition& definition);

}  // namespace segctl::manifest
