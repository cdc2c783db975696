#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>

namespace segctl {

/// An exclusive lock on a file, held until destroyed or the process ends, however it ends: the
/// kernel drops it with the process, so that there is no stale lock to break.
class FileLock {
 public:
  /// Takes the lock without waiting; `holder` (who, since when) is written into the file for
  /// whoever is refused. Fails with ErrorCode::Locked, naming the holder, where another process has
  /// it.
  [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& path,
                                                const std::string& holder);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace segctl
