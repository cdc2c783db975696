#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "cli/global_options.h"
#include "manifest/accepted_drift.h"
#include "members/csv.h"
#include "members/snapshot_store.h"
#include "moengage/connection.h"
#include "plan/planner.h"
#include "quota/limits.h"
#include "upload/place.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// Everything that flags, environment variables, the project file and the defaults settle, in that
/// order of precedence.
struct Project {
  std::filesystem::path directory;  ///< absolute
  std::filesystem::path manifests;  ///< absolute
  std::filesystem::path state;      ///< absolute
  std::string environment;          ///< --env; empty where none
  std::string endpoint;  ///< "https://…", "http://127.0.0.1:…", "sim:<path>"; may be empty
  std::string workspace_id;
  std::string db_name;
  plan::Ownership ownership = plan::Ownership::State;
  plan::Safety safety;
  std::string callback_url;                ///< of file manifests that have none; may be empty
  std::optional<unsigned> min_match_rate;  ///< of file manifests that have none: percent
  quota::Limits limits;
  members::CsvLimits csv_limits;
  bool keeps_snapshots = true;  ///< `snapshots`
  std::vector<manifest::AcceptedDrift> accepted_drift;
  std::map<std::string, std::string> simulator_files;  ///< URL prefix to absolute directory
  std::optional<upload::Place> uploads;  ///< where CSVs without a `file_url` go; nothing: nowhere
};

/// Reads the project file and the environment. Problems of the file are in `diagnostics`.
[[nodiscard]] Result<Project> load_project(const GlobalOptions& options, Diagnostics& diagnostics);

/// The endpoint as the state and reports name it. A `sim:` file inside the project directory is
/// named from there: a project that is moved, or checked out elsewhere, keeps its workspace.
[[nodiscard]] std::string endpoint_name(const Project& project);

/// The snapshots of members: beside the state, in `<state>.members/`.
[[nodiscard]] members::SnapshotStore snapshot_store(const Project& project);

/// The same; nothing where they are turned off.
[[nodiscard]] std::optional<members::SnapshotStore> snapshots_of(const Project& project);

/// Whether the endpoint is the simulator inside this process.
[[nodiscard]] bool is_simulated(const Project& project);

/// SEGCTL_CALLBACK_TOKEN, what stands for {token} in callback URLs; empty where it is not set.
[[nodiscard]] std::string callback_token();

/// The way to the workspace. Fails with what to set where the endpoint, the workspace or the key is
/// missing. The key comes from MOENGAGE_API_KEY or the file that MOENGAGE_API_KEY_FILE names.
[[nodiscard]] Result<moengage::Connection> connection_of(const Project& project);

}  // namespace segctl::cli
