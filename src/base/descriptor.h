#pragma once

#include "base/result.h"

#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace segctl {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}

  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }

  [[nodiscard]] bool valid() const { return fd_ >= 0; }

  /// Closes now, for the error code that the destructor would drop.
  [[nodiscard]] int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

/// "cannot write PATH: No space left on device", by `code` of errno. NotFound for ENOENT, else
/// GiveUp.
[[nodiscard]] tl::unexpected<Error> fail_errno(const char* doing, const std::filesystem::path& path,
                                               int code);

/// Zero, or the errno of the write that failed.
[[nodiscard]] int write_all(int fd, std::string_view content);

/// Makes what happened to names in the directory of `path` durable.
[[nodiscard]] Result<void> sync_directory_of(const std::filesystem::path& path);

}  // namespace segctl
