#pragma once

#include "segment/desired.h"

#include <filesystem>
#include <string>

namespace segctl::manifest {

/// `segment` as a manifest that load_manifests() reads back to the same: one YAML document without
/// `---`, stable, with quotes only where the typing rules need them. A definition as MoEngage
/// answers it is spelled as manifests spell it (live_spelling.h); its meaning stays.
///
/// `folder` is the absolute path of the directory that the manifest is for: a cohort's members file
/// is written relative to it. Empty for what has no such file.
[[nodiscard]] std::string to_yaml(const DesiredSegment& segment,
                                  const std::filesystem::path& folder = {});

}  // namespace segctl::manifest
