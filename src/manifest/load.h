#pragma once

#include "base/diagnostic.h"
#include "manifest/limits.h"
#include "manifest/manifest.h"
#include "segment/desired.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace segctl::manifest {

/// Which manifests to read, and how strictly.
struct LoadOptions {
  std::filesystem::path project;  ///< the project directory: `file:` paths stay inside, diagnostics
                                  ///< show paths relative to it
  std::vector<std::filesystem::path>
      paths;  ///< files and directories, read recursively; absolute or relative to `project`
  enum class Warnings { Keep, AreErrors } warnings = Warnings::Keep;
  ManifestLimits limits = {};
  Uploads uploads = Uploads::None;
  /// Whether the CSVs and uid lists that manifests name have to be there: of another revision only
  /// the manifests are.
  DataFiles data_files = DataFiles::MustExist;
};

/// All that was read.
struct Loaded {
  std::vector<DesiredSegment> segments;  ///< the valid ones, in file order (files sorted by path)
  Diagnostics diagnostics;               ///< of all files, in file order
  std::size_t files = 0;                 ///< how many files were read
  std::size_t documents = 0;             ///< how many manifests they held, broken ones included
  /// The same for each file that held any, by its path as diagnostics show it.
  std::map<std::string, std::size_t> documents_of = {};

  [[nodiscard]] bool valid() const;  ///< no diagnostic is an error
};

/// Reads every `*.yaml`, `*.yml` and `*.json` under the paths, on several threads, and checks every
/// rule, those between manifests (same key, name, definition; unknown or cyclic `key:` references)
/// included. All problems are in the diagnostics; it never throws for what a file holds. A path
/// that does not exist, or can't be read, is a diagnostic too.
[[nodiscard]] Loaded load_manifests(const LoadOptions& options);

}  // namespace segctl::manifest
