#pragma once

#include "base/result.h"
#include "members/byte_source.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <string>

namespace segctl::members {

/// A regular file, read in blocks; notices when it changes meanwhile. Not mapped: a mapped file
/// that another process cuts short kills its reader.
class RegularFile : public ByteSource {
 public:
  /// Fails where the path can't be opened or is no regular file (a FIFO would block).
  [[nodiscard]] static Result<RegularFile> open(const std::filesystem::path& path);

  RegularFile(RegularFile&& other) noexcept;
  RegularFile& operator=(RegularFile&&) = delete;
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;
  ~RegularFile() override;

  [[nodiscard]] std::uint64_t size() const { return stamp_.size; }

  /// Returns fewer bytes than asked for at the end that the file had when it was opened, so that a
  /// file that grows as fast as it is read has an end, and on an error, which check_unchanged()
  /// tells. Threads may call it at the same time.
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* out,
                                    std::size_t size) const override;

  /// Fails where a read failed, or where the file is not what it was when it was opened.
  [[nodiscard]] Result<void> check_unchanged() const;

 private:
  /// What changes when a file's content does.
  struct Stamp {
    std::uint64_t size = 0;
    std::int64_t modified_s = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_s = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  RegularFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  /// Zero or an errno.
  [[nodiscard]] int read_stamp(Stamp& stamp) const;

  int fd_;
  std::string path_;
  Stamp stamp_;
  mutable std::atomic<int> error_ = 0;  ///< the errno of the first read that failed
};

}  // namespace segctl::members
