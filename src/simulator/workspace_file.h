#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

/// The file in which a workspace is kept, shared by processes: each looks whether another has
/// written it, and writes only under the lock.
class WorkspaceFile {
 public:
  /// Held for one read-change-write; other processes wait for it. The kernel drops it with the
  /// process.
  class Lock {
   public:
    explicit Lock(int fd) : fd_(fd) {}

    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock();

   private:
    int fd_ = -1;
  };

  explicit WorkspaceFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// Waits for the lock, a file beside the workspace's. Fails where that can't be made.
  [[nodiscard]] Result<Lock> lock() const;

  /// The whole text; empty where there is no file yet. Fails where it can't be read.
  [[nodiscard]] Result<std::string> read();

  /// Replaces the file, whole or not at all. **Requires:** the lock.
  [[nodiscard]] Result<void> write(std::string_view text);

  /// Whether the file is another one than was last read or written here.
  [[nodiscard]] bool has_changed() const;

 private:
  /// What tells one version of a file from the next.
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t modified_ns = 0;

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  [[nodiscard]] Stamp stamp() const;

  std::filesystem::path path_;
  Stamp seen_;
};

}  // namespace segctl::simulator
