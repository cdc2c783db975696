#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace segctl::members {

/// Bytes that were read once and can be asked for again: how values whose hashes agree are compared
/// for real.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Copies up to `size` bytes from `offset` on into `out`; returns how many there were.
  [[nodiscard]] virtual std::size_t read_at(std::uint64_t offset, char* out,
                                            std::size_t size) const = 0;
};

/// Reads ahead, for values that are asked for in ascending order. One thread at a time.
class WindowedSource : public ByteSource {
 public:
  /// `source` must outlive it.
  explicit WindowedSource(const ByteSource& source) : source_(source) {}

  [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* out,
                                    std::size_t size) const override;

 private:
  const ByteSource& source_;
  mutable std::string window_;
  mutable std::uint64_t begin_ = 0;
};

/// The value that begins at `offset`: up to its line end, which is left out.
[[nodiscard]] std::string value_at(const ByteSource& source, std::uint64_t offset);

}  // namespace segctl::members
