#pragma once

#include "base/diagnostic.h"
#include "manifest/read_file.h"

#include <vector>

namespace segctl::manifest {

/// Checks what no manifest can tell alone: keys, names, definitions and cohorts that two of them
/// share, and everything about their references. Broken manifests take part with what could be read
/// of them. `files` in the order in which the first of two equals is to be found.
[[nodiscard]] Diagnostics check_between(const std::vector<ManifestFile>& files,
                                        const ManifestLimits& limits);

}  // namespace segctl::manifest
