#pragma once

#include "members/blake2s.h"

#include <cstddef>
#include <cstdint>

namespace segctl::members {

/// How many buckets values are dealt into, by the first byte of their hash.
inline constexpr std::size_t kBuckets = 256;

[[nodiscard]] inline std::size_t bucket_of(std::uint64_t hash_high) { return hash_high >> 56U; }

/// Offsets of values take 40 bits: a file of 1 TiB.
inline constexpr std::uint64_t kMaxOffset = (std::uint64_t{1} << 40U) - 1;

/// A value in its bucket: its hash without the byte that the bucket tells, and where it stands.
/// 20 bytes: memory is what limits the size of the files.
struct ValueRecord {
  std::uint32_t words[5];

  ValueRecord() = default;

  ValueRecord(const ValueHash& hash, std::uint64_t offset)
      : words{static_cast<std::uint32_t>(hash.high >> 24U),
              static_cast<std::uint32_t>((hash.high & 0xFFFFFFU) << 8U | offset >> 32U),
              static_cast<std::uint32_t>(hash.low >> 32U), static_cast<std::uint32_t>(hash.low),
              static_cast<std::uint32_t>(offset)} {}

  /// The hash's first 64 bits after the bucket's byte, the last 8 of them zero.
  [[nodiscard]] std::uint64_t key() const {
    return std::uint64_t{words[0]} << 32U | (words[1] & ~0xFFU);
  }

  [[nodiscard]] std::uint64_t low() const { return std::uint64_t{words[2]} << 32U | words[3]; }

  [[nodiscard]] std::uint64_t offset() const {
    return std::uint64_t{words[1] & 0xFFU} << 32U | words[4];
  }

  [[nodiscard]] ValueHash hash(std::size_t bucket) const {
    return {std::uint64_t{bucket} << 56U | key() >> 8U, low()};
  }

  [[nodiscard]] bool same_hash(const ValueRecord& other) const {
    return key() == other.key() && low() == other.low();
  }

  /// By hash, then by place.
  friend bool operator<(const ValueRecord& a, const ValueRecord& b) {
    if (a.key() != b.key()) return a.key() < b.key();
    if (a.low() != b.low()) return a.low() < b.low();
    return a.offset() < b.offset();
  }
};

/// The same with half of the hash, where that is enough: for a value's lower-case form, which is
/// compared byte by byte, and for snapshots. 12 bytes.
struct ShortRecord {
  std::uint32_t words[3];

  ShortRecord() = default;

  ShortRecord(const ValueHash& hash, std::uint64_t offset)
      : words{static_cast<std::uint32_t>(hash.high >> 24U),
              static_cast<std::uint32_t>((hash.high & 0xFFFFFFU) << 8U | offset >> 32U),
              static_cast<std::uint32_t>(offset)} {}

  [[nodiscard]] std::uint64_t key() const {
    return std::uint64_t{words[0]} << 32U | (words[1] & ~0xFFU);
  }

  [[nodiscard]] std::uint64_t offset() const {
    return std::uint64_t{words[1] & 0xFFU} << 32U | words[2];
  }

  /// The first 64 bits of the hash.
  [[nodiscard]] std::uint64_t hash(std::size_t bucket) const {
    return std::uint64_t{bucket} << 56U | key() >> 8U;
  }

  [[nodiscard]] bool same_hash(const ShortRecord& other) const { return key() == other.key(); }

  friend bool operator<(const ShortRecord& a, const ShortRecord& b) {
    return a.key() != b.key() ? a.key() < b.key() : a.offset() < b.offset();
  }
};

}  // namespace segctl::members
