#pragma once

#include "base/diagnostic.h"
#include "manifest/load.h"

#include <filesystem>
#include <string>
#include <vector>

namespace segctl::manifest {

/// One manifest file to read.
struct FoundFile {
  std::string shown;           ///< relative to the project directory where inside it
  std::filesystem::path path;  ///< absolute
  /// The file itself, where symbolic links lead to it; empty where that is not known.
  std::filesystem::path real = {};
};

/// What the paths of LoadOptions lead to.
struct Discovered {
  std::filesystem::path project;  ///< canonical
  std::vector<FoundFile>
      files;                ///< sorted by `shown`, each file once, however many ways lead there
  Diagnostics diagnostics;  ///< paths that do not exist or can't be looked at; links that lead
                            ///< nowhere or in circles, whatever they are called
};

/// Finds the manifests: files that are named, and under directories all `*.yaml`, `*.yml` and
/// `*.json` but hidden ones and the project file. Symbolic links are followed,
/// but not out of the project, nor out of a path that was named outside of it.
[[nodiscard]] Discovered discover(const LoadOptions& options);

}  // namespace segctl::manifest
