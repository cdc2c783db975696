#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace segctl::members {

/// The first 128 bits of a value's identity, as two numbers that compare like the bytes of the
/// hash.
struct ValueHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// The 16 bytes as BLAKE2s writes them.
  [[nodiscard]] std::array<char, 16> bytes() const;

  friend auto operator<=>(const ValueHash&, const ValueHash&) = default;
};

/// BLAKE2s (RFC 7693) with 16 bytes of output, of each value by itself: `hashes[i]` becomes that of
/// `values[i]`. The salt goes where BLAKE2 has room for one; 0 is plain BLAKE2s-128.
///
/// Several values of up to 64 bytes are hashed side by side in vector registers, which makes a
/// collision-resistant hash about as cheap as reading the value. That is why it stands here:
/// OpenSSL's interface takes one message at a time and 300 ns for it.
/// **Requires:** as many hashes as values.
void hash_values(std::span<const std::string_view> values, std::span<ValueHash> hashes,
                 std::uint64_t salt);

using HashWay = void (*)(std::span<const std::string_view> values, std::span<ValueHash> hashes,
                         std::uint64_t salt);

/// Every way to compute hash_values() that this processor knows, the fastest, which it takes,
/// first. All come to the same.
[[nodiscard]] std::vector<HashWay> hash_ways();

/// hash_values() with salt 0, the hash that the set digest is made of.
void hash_values_plain(std::span<const std::string_view> values, std::span<ValueHash> hashes);

}  // namespace segctl::members
