#pragma once

#include "base/result.h"
#include "base/strong.h"
#include "git/process.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace segctl::git {

/// The full hash of a commit.
using Commit = Strong<struct CommitTag>;

/// One file of a commit.
struct TreeFile {
  std::string path;  ///< from the repository's root, as bytes
  std::string object;
  bool link = false;  ///< a symbolic link: its content is where it leads

  friend bool operator==(const TreeFile&, const TreeFile&) = default;
};

/// The last commit to some lines.
struct LastChange {
  std::string author;     ///< as the commit has it: never trusted; empty where there is no commit
  std::string commit;     ///< empty where the line is in no commit yet
  std::size_t later = 0;  ///< how many commits to the file came after it, by history, not by clocks

  friend bool operator==(const LastChange&, const LastChange&) = default;
};

/// A git repository as it is on disk, read by running git: nothing of it is changed, no network is
/// used, and no program that the repository names (textconv, external diff, a hook) is run.
class Repository {
 public:
  /// The one that `directory` is in. NotFound where it is in none, or there is no git.
  [[nodiscard]] static Result<Repository> open(const std::filesystem::path& directory);

  /// Canonical.
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

  /// What a revision as users write it (origin/main, v1.2, HEAD~3) stands for. NotFound where it
  /// isn't there, with a hint on shallow clones.
  [[nodiscard]] Result<Commit> commit_of(const std::string& revision) const;

  /// Where HEAD left the history of `base`: what a pull request is compared with.
  [[nodiscard]] Result<Commit> fork_point(const Commit& base, const std::string& shown) const;

  /// All files of a commit.
  [[nodiscard]] Result<std::vector<TreeFile>> files(const Commit& commit) const;

  /// The contents of objects, in their order. GiveUp where one is missing or they are too many.
  [[nodiscard]] Result<std::vector<std::string>> contents(
      const std::vector<std::string>& objects) const;

  /// The tracked files of the work tree that are not as in `commit`, by their path from the root.
  /// Files that git doesn't track are not among them.
  [[nodiscard]] Result<std::set<std::string>> changed_since(const Commit& commit) const;

  /// The last change of each line of a file in the work tree, from line 1. Empty where git doesn't
  /// track it.
  [[nodiscard]] std::vector<LastChange> blame(const std::string& path) const;

  /// The last commit since `base` that had to do with the file; empty where there is none.
  [[nodiscard]] LastChange last_commit(const Commit& base, const std::string& path) const;

 private:
  explicit Repository(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] Result<Finished> git(std::vector<std::string> arguments,
                                     std::string input = {}) const;
  /// The hint for what a shallow clone doesn't have.
  [[nodiscard]] std::string missing_hint() const;

  std::filesystem::path root_;
};

}  // namespace segctl::git
