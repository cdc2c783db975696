#include "cli/git_trees.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/preparation.h"
#include "manifest/project_file.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// A CSV may have 150 MB.
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20U;

/// The path of `path` from `root`; "" for the root itself.
std::string from_root(const fs::path& path, const fs::path& root) {
  const std::string relative = path.lexically_relative(root).string();
  return relative == "." ? "" : relative;
}

bool has_project_file(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "segctl.yaml", error);
}

/// The nearest folder with a project file that `path` is in, up to `root`; `path` where none is.
fs::path project_around(const fs::path& path, const fs::path& root) {
  for (fs::path folder = path;; folder = folder.parent_path()) {
    if (has_project_file(folder)) return folder;
    if (folder == root || folder == folder.parent_path()) return path;
  }
}

/// Where the manifests of a project are, by its own project file.
Result<fs::path> manifests_of(const fs::path& project, const std::string& environment) {
  if (!has_project_file(project)) return project / "segments";
  Diagnostics problems;
  manifest::ProjectFile file =
      manifest::read_project_file(project / "segctl.yaml", "segctl.yaml", problems);
  if (count(problems, Severity::Error) > 0) {
    return fail(ErrorCode::Invalid,
                fmt::format("the project file there is wrong: {}", problems.front().message),
                "name the folder of the manifests instead");
  }
  const auto chosen = file.environments.find(environment);
  if (chosen != file.environments.end()) {
    file.settings = manifest::overlaid(std::move(file.settings), chosen->second);
  }
  return (project / file.settings.manifests.value_or("segments")).lexically_normal();
}

bool is_project(const fs::path& folder) {
  std::error_code error;
  return has_project_file(folder) || fs::is_directory(folder / "segments", error);
}

Error nothing_there(const std::string& word) {
  return {ErrorCode::NotFound, fmt::format("there are no manifests at {}", in_quotes(word)),
          "give a directory, a revision, or REVISION:PATH"};
}

/// REV:PATH, where PATH is from the root, or from the working directory with "./" before it.
std::string path_in_revision(const std::string& path, const fs::path& root) {
  if (path.starts_with("./") || path.starts_with("../")) {
    std::error_code error;
    return from_root(fs::weakly_canonical(fs::current_path(error) / path, error), root);
  }
  return from_root((root / path).lexically_normal(), root);
}

}  // namespace

Result<ManifestTree> ManifestTree::checked_out(const git::Repository& repository,
                                               const git::Commit& commit,
                                               const std::string& under) {
  const auto files = repository.files(commit);
  if (!files) return tl::unexpected(files.error());
  auto checked_out = git::CheckedOut::of(repository, *files, under);
  if (!checked_out) return tl::unexpected(checked_out.error());
  ManifestTree tree;
  tree.files_ = std::move(*checked_out);
  tree.repository_ = repository;
  for (const git::TreeFile& file : *files) tree.objects_.emplace(file.path, file.object);
  return tree;
}

Result<ManifestTree> ManifestTree::of_commit(const git::Repository& repository,
                                             const git::Commit& commit, const Project& project) {
  std::error_code error;
  const fs::path manifests = fs::weakly_canonical(project.manifests, error);
  const std::string under = from_root(manifests, repository.root());
  if (error || under.starts_with("..")) {
    return fail(ErrorCode::Invalid, "the manifests are outside the git repository of the project",
                "a base can only be compared within one repository");
  }
  auto tree = checked_out(repository, commit, under);
  if (!tree) return tree;
  const fs::path root = tree->files_->root();
  manifest::LoadOptions options;
  options.project = root / from_root(fs::canonical(project.directory, error), repository.root());
  options.limits = manifest_limits(project.limits);
  options.uploads = manifest::Uploads::SetUp;
  options.data_files = manifest::DataFiles::MayBeMissing;
  fs::create_directories(options.project, error);
  if (fs::exists(root / under, error)) options.paths.push_back(root / under);
  tree->loaded_ = manifest::load_manifests(options);
  return tree;
}

Result<ManifestTree> ManifestTree::named(const std::string& word, const Project& project) {
  std::error_code error;
  if (!fs::exists(word, error)) return of_revision(word, project);
  ManifestTree tree;
  const fs::path path = fs::canonical(word, error);
  if (auto loaded = tree.load(path, project); !loaded) return tl::unexpected(loaded.error());
  return tree;
}

Result<ManifestTree> ManifestTree::of_revision(const std::string& word, const Project& project) {
  auto repository = git::Repository::open(project.directory);
  if (!repository) return tl::unexpected(repository.error());
  const std::size_t colon = word.find(':');
  const std::string revision = word.substr(0, colon);
  const auto commit = repository->commit_of(revision);
  if (!commit) return tl::unexpected(commit.error());
  std::error_code error;
  const std::string under =
      colon == std::string::npos
          ? from_root(fs::canonical(project.directory, error), repository->root())
          : path_in_revision(word.substr(colon + 1), repository->root());
  if (under.starts_with("..")) return tl::unexpected(nothing_there(word));
  auto tree = checked_out(*repository, *commit, under);
  if (!tree) return tree;
  const fs::path path = (tree->files_->root() / under).lexically_normal();
  if (!fs::exists(path, error)) return tl::unexpected(nothing_there(word));
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  if (auto loaded = tree->load(folder, project); !loaded) return tl::unexpected(loaded.error());
  return tree;
}

Result<void> ManifestTree::load(const fs::path& path, const Project& project) {
  std::error_code error;
  const fs::path root = files_ ? files_->root() : path.root_path();
  const bool whole = fs::is_directory(path, error) && is_project(path);
  const fs::path around = fs::is_directory(path, error) ? path : path.parent_path();
  manifest::LoadOptions options;
  options.project = whole ? path : project_around(around, root);
  options.limits = manifest_limits(project.limits);
  options.uploads = manifest::Uploads::SetUp;
  options.data_files = manifest::DataFiles::MayBeMissing;
  const auto manifests = whole ? manifests_of(path, project.environment) : Result<fs::path>(path);
  if (!manifests) return tl::unexpected(manifests.error());
  options.paths.push_back(*manifests);
  loaded_ = manifest::load_manifests(options);
  return {};
}

std::string ManifestTree::object(const fs::path& file) const {
  if (!files_) return {};
  const auto found = objects_.find(from_root(file, files_->root()));
  return found == objects_.end() ? "" : found->second;
}

Result<std::optional<Digest>> ManifestTree::content(const fs::path& file) const {
  if (files_) {
    const std::string id = object(file);
    if (id.empty()) return std::nullopt;
    const auto contents = repository_->contents({id});
    if (!contents) return tl::unexpected(contents.error());
    return sha256(contents->front());
  }
  std::error_code error;
  if (!fs::exists(file, error)) return std::nullopt;
  const auto text = read_file(file, kMostBytes);
  if (!text) return tl::unexpected(text.error());
  return sha256(*text);
}

std::map<std::string, fs::path> data_files(const DesiredSegment& segment) {
  std::map<std::string, fs::path> files;
  const auto add = [&](const std::string& role, const fs::path& path) {
    if (!path.empty()) files.emplace(role, path);
  };
  if (const auto* file = std::get_if<DesiredFile>(&segment.spec)) {
    add("file", file->source.file);
    if (file->additions) add("additions", file->additions->file);
    for (std::size_t i = 0; i < file->changes.size(); ++i) {
      add("changes." + std::to_string(i), file->changes[i].source.file);
    }
  }
  if (const auto* cohort = std::get_if<DesiredCohort>(&segment.spec)) {
    add("members", cohort->members_file);
  }
  return files;
}

}  // namespace segctl::cli
