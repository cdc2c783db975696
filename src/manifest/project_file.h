#pragma once

#include "base/diagnostic.h"
#include "manifest/accepted_drift.h"
#include "manifest/upload_settings.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace segctl::manifest {

/// What a project file, or one of its environments, sets. Nothing where it says nothing.
struct ProjectSettings {
  std::optional<std::string> manifests;  ///< the manifests' directory, relative to the project
  std::optional<std::string> dc;         ///< data centre: "01" … "101"
  std::optional<std::string>
      endpoint;  ///< in place of dc: "https://…", "http://127.0.0.1:…", "sim:FILE"
  std::optional<std::string> workspace_id;  ///< not a secret
  std::optional<std::string> db_name;
  std::optional<std::string> state;         ///< path of the state, relative to the project
  std::optional<std::string> ownership;     ///< "state" or "name"
  std::optional<bool> snapshots;            ///< whether hashes of members are kept beside the state
  std::optional<std::string> callback_url;  ///< of the file manifests that have none
  /// `safety` and `limits` by their keys, e.g. "max_archive_percent"; whole numbers from 0.
  std::map<std::string, std::uint64_t> safety;
  std::map<std::string, std::uint64_t> limits;
  /// `simulator.files`: URL prefix to directory (relative to the project), for sim: endpoints.
  std::map<std::string, std::string> simulator_files;
  std::optional<UploadSettings> uploads;
  std::optional<std::vector<AcceptedDrift>> accepted_drift;  ///< `drift.accepted`

  friend bool operator==(const ProjectSettings&, const ProjectSettings&) = default;
};

/// segctl.yaml: settings, and what each environment changes of them.
struct ProjectFile {
  ProjectSettings settings;
  std::map<std::string, ProjectSettings> environments;

  friend bool operator==(const ProjectFile&, const ProjectFile&) = default;
};

/// Reads segctl.yaml; `shown` is its path in diagnostics. All problems are in `diagnostics`; with
/// an error among them the result is not to be used.
[[nodiscard]] ProjectFile read_project_file(const std::filesystem::path& path,
                                            const std::string& shown, Diagnostics& diagnostics);

/// `base` with everything that `over` sets in its place.
[[nodiscard]] ProjectSettings overlaid(ProjectSettings base, const ProjectSettings& over);

}  // namespace segctl::manifest
