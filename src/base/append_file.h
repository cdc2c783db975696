#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace segctl {

/// A file that only grows, and whose every growth is on the disk before the next step. Mode 0600.
class AppendFile {
 public:
  /// Makes `path` as an empty file, in place of one that is there, and its name durable. Its
  /// directory must be there.
  [[nodiscard]] static Result<AppendFile> create(const std::filesystem::path& path);

  /// Opens `path`, which is there, to go on behind its first `size` bytes; what is behind those is
  /// cut off.
  [[nodiscard]] static Result<AppendFile> resume(const std::filesystem::path& path,
                                                 std::uint64_t size);

  ~AppendFile();
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Adds `bytes` and waits until the disk has them. After a failure the file is cut to what it was
  /// before, as far as the disk lets it.
  [[nodiscard]] Result<void> append(std::string_view bytes);

 private:
  AppendFile(int file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}

  int file_;
  std::uint64_t size_ = 0;
  std::filesystem::path path_;
};

/// Removes `path` and makes that durable; one that isn't there is no failure.
[[nodiscard]] Result<void> remove_file(const std::filesystem::path& path);

}  // namespace segctl
