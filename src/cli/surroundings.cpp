#include "cli/surroundings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// The nearest directory above `directory`, or it, that git has marked; empty where none is.
fs::path marked_root(fs::path directory) {
  std::error_code error;
  while (!fs::exists(directory / ".git", error)) {
    if (!directory.has_relative_path()) return {};
    directory = directory.parent_path();
  }
  return directory;
}

/// "a/b/" from `root` down to `directory`; empty where they are the same, or it lies elsewhere.
std::string way_down(const fs::path& root, const fs::path& directory) {
  if (root.empty()) return "";
  const std::string way = directory.lexically_relative(root).generic_string();
  return way.empty() || way == "." || way.starts_with("..") ? std::string() : way + "/";
}

fs::path named_root() {
  for (const char* name : {"GITHUB_WORKSPACE", "CI_PROJECT_DIR"}) {
    std::error_code error;
    fs::path root = fs::canonical(environment_variable(name), error);
    if (!error) return root;
  }
  return {};
}

std::string run_url() {
  const std::string server = environment_variable("GITHUB_SERVER_URL");
  const std::string repository = environment_variable("GITHUB_REPOSITORY");
  const std::string run = environment_variable("GITHUB_RUN_ID");
  if (!server.empty() && !repository.empty() && !run.empty()) {
    return fmt::format("{}/{}/actions/runs/{}", server, repository, run);
  }
  return environment_variable("CI_JOB_URL");
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

rendering::Surroundings surroundings_of(const std::string& directory) {
  std::error_code error;
  const fs::path project = fs::canonical(directory, error);
  rendering::Surroundings surroundings;
  surroundings.run_url = run_url();
  if (error) return surroundings;
  surroundings.path_prefix = way_down(named_root(), project);
  if (surroundings.path_prefix.empty()) {
    surroundings.path_prefix = way_down(marked_root(project), project);
  }
  return surroundings;
}

}  // namespace segctl::cli
