#pragma once

#include "base/digest.h"
#include "members/blake2s.h"
#include "members/buckets.h"
#include "members/byte_source.h"
#include "members/record.h"
#include "members/worker.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::members {

/// What a set is hashed with; a test puts one in whose hashes collide.
using HashValues = void (*)(std::span<const std::string_view> values, std::span<ValueHash> hashes);

/// How often something was seen, and where first.
struct Places {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> offsets;  ///< the first kShown, ascending

  static constexpr std::size_t kShown = 5;

  void add(std::uint64_t offset);
  void merge(const Places& other);
};

/// What is known when all values have been seen.
struct ValueSetReport {
  /// SHA-256 over the BLAKE2s-128 hashes (RFC 7693, 16 bytes each) of the distinct values, sorted
  /// as bytes: the same for every order and for repeated values. Two sets with one digest would
  /// need a collision in one of the two hashes.
  Digest digest;
  Places duplicates;     ///< values that stood earlier already
  Places case_variants;  ///< distinct values that equal an earlier one but for ASCII case
};

enum class Case { Lower, HasUpper };

/// Finds out what repeats in a stream of values. Equal hashes only say where to look: values are
/// then compared byte by byte in the source they came from, so that the counts are exact.
/// Memory: 20 bytes a value, 12 more for one with upper-case letters.
class ValueSet {
 public:
  /// `worker` takes a share of the work, and outlives the set.
  ValueSet(HashValues hash, Worker& worker);

  /// **Requires:** `value`'s bytes stay until flush(); offsets ascend, below kMaxOffset.
  void add(std::string_view value, std::uint64_t offset, Case letters);
  void flush();

  /// **Requires:** called once, last, with the source of all values.
  [[nodiscard]] ValueSetReport finish(const ByteSource& source);

 private:
  /// Values that wait to be hashed together, and the bytes of those that need a copy.
  struct Batch {
    std::vector<std::string_view> values;
    std::vector<std::uint64_t> offsets;
    std::string text;

    void add(std::string_view value, std::uint64_t offset);
    void clear();
  };

  void fold_batch();
  /// Those with anything in them, in their order: a small file has few.
  [[nodiscard]] std::vector<std::size_t> filled_buckets() const;
  template <class Record>
  void deal(Batch& batch, std::span<Buckets<Record>> sides);

  HashValues hash_;
  Worker& worker_;
  Batch waiting_;
  Batch folded_waiting_;
  std::vector<std::uint32_t> with_upper_;  ///< which of those that wait have upper-case letters
  std::array<Buckets<ValueRecord>, Worker::kSides> records_;
  std::array<Buckets<ShortRecord>, Worker::kSides> folded_;
};

}  // namespace segctl::members
