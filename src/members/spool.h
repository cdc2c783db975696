#pragma once

#include "members/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace segctl::members {

/// Keeps the bytes of a stream in memory, never on disk: they are personal data.
class Spool : public ByteSource {
 public:
  /// What comes after `limit` bytes is dropped.
  explicit Spool(std::uint64_t limit) : limit_(limit) {}

  void append(std::string_view bytes);
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, char* out,
                                    std::size_t size) const override;

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 18U;

  std::uint64_t limit_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace segctl::members
