#pragma once

#include "base/diagnostic.h"
#include "manifest/discover.h"
#include "manifest/limits.h"
#include "manifest/manifest.h"
#include "manifest/source.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace segctl::manifest {

/// One file, read.
struct ManifestFile {
  std::unique_ptr<Source> source;  ///< what the spans of the manifests point into
  std::vector<Manifest> manifests;
  Diagnostics diagnostics;  ///< of this file alone
  /// Partial where the file can't be read to its end: a reference may lead to what is missing.
  Completeness completeness = Completeness::Whole;
};

/// Reads one file and its manifests. **Requires:** `project` is canonical.
[[nodiscard]] ManifestFile read_manifest_file(const FoundFile& file,
                                              const std::filesystem::path& project,
                                              const ManifestLimits& limits, FileTerms terms = {});

/// The same of a text that stands in no file yet, under the name that diagnostics give it.
[[nodiscard]] ManifestFile read_manifest_text(const std::string& shown, std::string text,
                                              const FileScope& scope, const ManifestLimits& limits);

}  // namespace segctl::manifest
