#pragma once

#include "base/digest.h"
#include "base/result.h"
#include "members/snapshot.h"

#include <filesystem>
#include <optional>
#include <set>
#include <utility>

namespace segctl::members {

/// The snapshots beside a state: a directory with one file for each version of members that a
/// segment was last given, called by the first 32 digits of its set digest and ".members". The name
/// says which version a snapshot is of, so that an old one is never taken for a newer one.
class SnapshotStore {
 public:
  /// Nothing is touched before the first call.
  explicit SnapshotStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// The snapshot of the version with that set digest; nothing where there is none. Fails with
  /// ErrorCode::Invalid where it is damaged, or is of another version than its name says.
  [[nodiscard]] Result<std::optional<Snapshot>> read(const Digest& set_digest) const;

  /// Writes it, mode 0600, and makes the directory (mode 0700) where there is none.
  [[nodiscard]] Result<void> write(const Snapshot& snapshot) const;

  /// Removes the snapshots of all versions but these, as far as they can be removed; leaves every
  /// other file alone.
  void keep_only(const std::set<Digest>& set_digests) const;

 private:
  [[nodiscard]] std::filesystem::path path_of(const Digest& set_digest) const;

  std::filesystem::path directory_;
};

}  // namespace segctl::members
