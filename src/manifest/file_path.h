#pragma once

#include "manifest/findings.h"
#include "manifest/manifest.h"

#include <filesystem>

namespace segctl::manifest {

/// The absolute path of the file that `value` names, relative to the manifest's folder. Reports one
/// that is absolute, leads out of the project directory by `..` or a symbolic link, does not exist
/// or is no regular file, and is empty then; whether it is there counts for
/// DataFiles::MustExist alone. **Requires:** a String that is not empty.
[[nodiscard]] std::filesystem::path find_project_file(const Node& value, const FileScope& scope,
                                                      Findings& findings);

/// Whether `path` is `folder` or inside it. Both must be canonical.
[[nodiscard]] bool is_inside(const std::filesystem::path& path,
                             const std::filesystem::path& folder);

}  // namespace segctl::manifest
