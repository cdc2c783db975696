#pragma once

#include "manifest/read_file.h"
#include "manifest/rules.h"

#include <string>
#include <vector>

namespace segctl::manifest {

/// A manifest together with the file that it stands in.
struct Site {
  const Manifest* manifest;
  const Source* source;
};

/// A diagnostic about a place in the site's file.
[[nodiscard]] Diagnostic diagnose(Rule rule, const Site& site, Span span, std::string message,
                                  std::string hint = {});

/// Reports everything wrong with the references between manifests: unknown and archived targets,
/// cycles, nesting, and the numbers of API.md's limits that need the targets to be known.
void check_references(const std::vector<Site>& sites, Completeness completeness,
                      const ManifestLimits& limits, Diagnostics& diagnostics);

}  // namespace segctl::manifest
