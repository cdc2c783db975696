#pragma once

#include "git/repository.h"

#include <filesystem>
#include <string>

namespace segctl::git {

/// The manifests of a commit on disk, in a directory of their own that only this user can read;
/// removed with everything in it when the object goes.
class CheckedOut {
 public:
  /// Writes every `*.yaml`, `*.yml` and `*.json` of the commit that is `under` (a path from the
  /// root; empty for all), or a project file above it. Symbolic links are kept where they stay
  /// inside.
  [[nodiscard]] static Result<CheckedOut> of(const Repository& repository,
                                             const std::vector<TreeFile>& files,
                                             const std::string& under);

  /// Stands for the repository's root. Canonical.
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }

  CheckedOut(CheckedOut&& other) noexcept;
  CheckedOut& operator=(CheckedOut&& other) noexcept;
  CheckedOut(const CheckedOut&) = delete;
  CheckedOut& operator=(const CheckedOut&) = delete;
  ~CheckedOut();

 private:
  explicit CheckedOut(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] Result<void> write(const TreeFile& file, const std::string& content) const;

  std::filesystem::path root_;
};

/// Whether `path` is `folder` or below it; both from the root. Everything is below "".
[[nodiscard]] bool is_below(const std::string& path, const std::string& folder);

}  // namespace segctl::git
