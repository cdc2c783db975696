#pragma once

#include "base/digest.h"
#include "cli/project.h"
#include "git/repository.h"
#include "git/tree.h"
#include "manifest/load.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// The manifests of a directory or of a revision, and the files that they name. Of a revision the
/// manifests are checked out for as long as this lives; nothing else of it is written anywhere.
class ManifestTree {
 public:
  /// The manifests of `commit` where `project` has its own now.
  [[nodiscard]] static Result<ManifestTree> of_commit(const git::Repository& repository,
                                                      const git::Commit& commit,
                                                      const Project& project);

  /// What a user names: a directory or a file, REV, or REV:PATH. A directory with a segctl.yaml or
  /// a folder `segments` is a project; any other holds manifests itself. REV alone is the project's
  /// own directory in that revision.
  [[nodiscard]] static Result<ManifestTree> named(const std::string& word, const Project& project);

  [[nodiscard]] const std::vector<DesiredSegment>& segments() const { return loaded_.segments; }

  [[nodiscard]] const manifest::Loaded& loaded() const { return loaded_; }

  /// What is in that file: equal for equal bytes. Nothing where it is not there.
  [[nodiscard]] Result<std::optional<Digest>> content(const std::filesystem::path& file) const;

  /// The object that holds it in the revision; empty where there is none.
  [[nodiscard]] std::string object(const std::filesystem::path& file) const;

 private:
  ManifestTree() = default;

  [[nodiscard]] static Result<ManifestTree> checked_out(const git::Repository& repository,
                                                        const git::Commit& commit,
                                                        const std::string& under);
  [[nodiscard]] static Result<ManifestTree> of_revision(const std::string& word,
                                                        const Project& project);
  [[nodiscard]] Result<void> load(const std::filesystem::path& path, const Project& project);

  std::optional<git::CheckedOut> files_;
  std::optional<git::Repository> repository_;
  std::map<std::string, std::string> objects_;  ///< by path from the root
  manifest::Loaded loaded_;
};

/// The files that a manifest names here, its CSVs or its list of uids, by what they are to it:
/// "file", "changes.0", … Absolute.
[[nodiscard]] std::map<std::string, std::filesystem::path> data_files(
    const DesiredSegment& segment);

}  // namespace segctl::cli
