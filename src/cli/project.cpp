#include "cli/project.h"

#include "base/file.h"
#include "base/text.h"
#include "manifest/project_file.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <system_error>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultProjectFile = "segctl.yaml";

/// The variable's value; nothing where it is unset or empty.
std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

std::string first_of(const std::string& flag, const char* name,
                     const std::optional<std::string>& file) {
  if (!flag.empty()) return flag;
  if (const auto value = variable(name)) return *value;
  return file.value_or("");
}

Result<fs::path> project_directory(const GlobalOptions& options) {
  std::error_code error;
  fs::path directory = fs::canonical(options.directory, error);
  if (error || !fs::is_directory(directory, error)) {
    return fail(ErrorCode::Invalid,
                fmt::format("there is no directory {}", in_quotes(options.directory)),
                "-C takes the project directory");
  }
  return directory;
}

/// The settings of the project file with those of the environment over them.
Result<manifest::ProjectSettings> read_settings(const GlobalOptions& options,
                                                const fs::path& directory,
                                                Diagnostics& diagnostics) {
  const bool named = !options.config.empty();
  const std::string shown = named ? options.config : kDefaultProjectFile;
  const fs::path path = named ? fs::absolute(options.config) : directory / kDefaultProjectFile;
  std::error_code error;
  manifest::ProjectFile file;
  if (named || fs::exists(path, error)) {
    file = manifest::read_project_file(path, shown, diagnostics);
  }
  if (options.environment.empty()) return file.settings;
  const auto found = file.environments.find(options.environment);
  if (found == file.environments.end()) {
    std::string known;
    for (const auto& [name, settings] : file.environments) {
      known += (known.empty() ? "" : ", ") + name;
    }
    return fail(ErrorCode::Invalid,
                fmt::format("{} has no environment {}", shown, in_quotes(options.environment)),
                known.empty() ? "it has none at all" : fmt::format("it has: {}", known));
  }
  return manifest::overlaid(file.settings, found->second);
}

Result<std::string> settle_endpoint(const GlobalOptions& options, const fs::path& directory,
                                    const manifest::ProjectSettings& settings) {
  std::string endpoint = options.endpoint;
  if (endpoint.empty()) {
    if (const auto dc = variable("MOENGAGE_DC")) return moengage::endpoint_of_dc(*dc);
    if (settings.dc) return moengage::endpoint_of_dc(*settings.dc);
    endpoint = settings.endpoint.value_or("");
  }
  if (endpoint.empty()) return endpoint;
  if (endpoint.starts_with("sim:")) {
    const std::string file = endpoint.substr(4);
    if (file.empty()) {
      return fail(ErrorCode::Invalid, "the endpoint sim: names no file",
                  "write sim:FILE; the simulated workspace is kept in FILE");
    }
    return "sim:" + (directory / file).lexically_normal().string();
  }
  return moengage::checked_endpoint(endpoint);
}

template <class Number>
void take(const std::map<std::string, std::uint64_t>& settings, const char* key, Number& into) {
  const auto found = settings.find(key);
  if (found != settings.end()) into = static_cast<Number>(found->second);
}

template <class Number>
void take(const std::map<std::string, std::uint64_t>& settings, const char* key,
          std::optional<Number>& into) {
  const auto found = settings.find(key);
  if (found != settings.end()) into = static_cast<Number>(found->second);
}

void settle_numbers(const manifest::ProjectSettings& settings, Project& project) {
  take(settings.safety, "max_archive_percent", project.safety.max_archive_percent);
  take(settings.safety, "max_archive_count", project.safety.max_archive_count);
  take(settings.safety, "min_managed", project.safety.min_managed);
  take(settings.safety, "max_member_removal_percent", project.safety.max_member_removal_percent);
  take(settings.safety, "min_members", project.safety.min_members);
  take(settings.safety, "min_match_rate", project.min_match_rate);
  for (const auto& [setting, number] : settings.limits) project.limits.set(setting, number);
  project.safety.max_active_segments = project.limits.number("active_segments");
  project.csv_limits.max_bytes = project.limits.number("csv_bytes");
  project.csv_limits.max_rows = project.limits.number("csv_rows");
}

fs::path settle_state(const GlobalOptions& options, const fs::path& directory,
                      const manifest::ProjectSettings& settings) {
  if (!options.state.empty()) return fs::absolute(options.state);
  if (settings.state) return directory / *settings.state;
  const std::string file = options.environment.empty()
                               ? "state.json"
                               : fmt::format("state.{}.json", options.environment);
  return directory / ".segctl" / file;
}

upload::Place upload_place(const manifest::UploadSettings& settings) {
  if (settings.to == manifest::UploadSettings::To::WebDav) {
    return upload::DavPlace{settings.url, settings.prefix, settings.public_url};
  }
  // AWS wants the bucket in the host name; a certificate for *.host covers no further periods.
  const bool in_path = !settings.url.empty() || settings.bucket.find('.') != std::string::npos;
  upload::S3Place place;
  place.endpoint = settings.url;
  place.bucket = settings.bucket;
  place.region = settings.region;
  place.prefix = settings.prefix;
  place.bucket_in_path = settings.path_style.value_or(in_path);
  place.public_url = settings.public_url;
  place.expires = std::chrono::hours(settings.expires_hours);
  return place;
}

Result<std::string> api_key() {
  if (const auto key = variable("MOENGAGE_API_KEY")) return *key;
  const auto file = variable("MOENGAGE_API_KEY_FILE");
  if (!file) return std::string();
  auto text = read_file(*file, 4096);
  if (!text) return tl::unexpected(text.error());
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return std::move(*text);
}

}  // namespace

Result<Project> load_project(const GlobalOptions& options, Diagnostics& diagnostics) {
  auto directory = project_directory(options);
  if (!directory) return tl::unexpected(directory.error());
  const auto settings = read_settings(options, *directory, diagnostics);
  if (!settings) return tl::unexpected(settings.error());
  auto endpoint = settle_endpoint(options, *directory, *settings);
  if (!endpoint) return tl::unexpected(endpoint.error());
  Project project;
  project.directory = *directory;
  project.manifests = *directory / settings->manifests.value_or("segments");
  project.state = settle_state(options, *directory, *settings);
  project.environment = options.environment;
  project.endpoint = std::move(*endpoint);
  project.workspace_id = first_of({}, "MOENGAGE_WORKSPACE_ID", settings->workspace_id);
  project.db_name = first_of({}, "MOENGAGE_DB_NAME", settings->db_name);
  if (settings->ownership == "name") project.ownership = plan::Ownership::Name;
  project.keeps_snapshots = settings->snapshots.value_or(true);
  project.accepted_drift = settings->accepted_drift.value_or(project.accepted_drift);
  project.callback_url = settings->callback_url.value_or("");
  settle_numbers(*settings, project);
  if (settings->uploads) project.uploads = upload_place(*settings->uploads);
  for (const auto& [prefix, path] : settings->simulator_files) {
    project.simulator_files.emplace(prefix, (*directory / path).lexically_normal().string());
  }
  return project;
}

std::string endpoint_name(const Project& project) {
  if (!is_simulated(project)) return project.endpoint;
  const fs::path file = project.endpoint.substr(4);
  const fs::path inside = file.lexically_relative(project.directory);
  const bool outside = inside.empty() || *inside.begin() == "..";
  return "sim:" + (outside ? file : inside).string();
}

members::SnapshotStore snapshot_store(const Project& project) {
  return members::SnapshotStore(project.state.string() + ".members");
}

std::optional<members::SnapshotStore> snapshots_of(const Project& project) {
  if (!project.keeps_snapshots) return std::nullopt;
  return snapshot_store(project);
}

bool is_simulated(const Project& project) { return project.endpoint.starts_with("sim:"); }

std::string callback_token() { return variable("SEGCTL_CALLBACK_TOKEN").value_or(""); }

Result<moengage::Connection> connection_of(const Project& project) {
  if (project.endpoint.empty()) {
    return fail(ErrorCode::Invalid, "no workspace is chosen",
                "set MOENGAGE_DC, or workspace: {dc: …} in segctl.yaml, or try --endpoint "
                "sim:.segctl/simulator.json");
  }
  if (project.workspace_id.empty()) {
    return fail(ErrorCode::Invalid, "the workspace ID is not set",
                "set MOENGAGE_WORKSPACE_ID, or workspace: {id: …} in segctl.yaml");
  }
  auto key = api_key();
  if (!key) return tl::unexpected(key.error());
  if (key->empty()) {
    return fail(
        ErrorCode::Invalid, "the API key is not set",
        "set MOENGAGE_API_KEY, or MOENGAGE_API_KEY_FILE to a file that holds it: the key of "
        "the Data tile under Settings > Account > APIs");
  }
  return moengage::Connection{project.endpoint, project.workspace_id, std::move(*key),
                              project.db_name};
}

}  // namespace segctl::cli
