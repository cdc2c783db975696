#pragma once

#include "members/record.h"
#include "members/slab.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace segctl::members {

/// Records dealt into buckets by their hash, so that each bucket can be sorted in the processor's
/// cache. Grows without moving what is there.
template <class Record>
class Buckets {
 public:
  void add(const ValueHash& hash, std::uint64_t offset) {
    Bucket& bucket = buckets_[bucket_of(hash.high)];
    if (bucket.next == bucket.end) bucket.grow(slab_);
    *bucket.next++ = Record(hash, offset);
    __builtin_prefetch(bucket.next + kAhead, 1);
  }

  [[nodiscard]] bool empty(std::size_t bucket) const { return buckets_[bucket].chunks.empty(); }

  [[nodiscard]] std::size_t size(std::size_t bucket) const { return buckets_[bucket].size(); }

  /// Calls `use(std::span<const Record>)` for all records of a bucket, in the order they came.
  template <class Use>
  void each_chunk(std::size_t bucket, const Use& use) const {
    buckets_[bucket].each_chunk(use);
  }

 private:
  static constexpr std::size_t kAhead = 4;  ///< records: one line of memory

  /// Records in chunks that are never moved; each chunk is twice the last up to kLargest.
  struct Bucket {
    std::vector<Record*> chunks;
    Record* next = nullptr;  ///< in the last chunk
    Record* end = nullptr;

    [[nodiscard]] static std::size_t capacity(std::size_t chunk) {
      constexpr std::size_t kSmallest = 8;
      constexpr std::size_t kDoublings = 7;
      return kSmallest << std::min(chunk, kDoublings);
    }

    void grow(Slab& slab) {
      const std::size_t size = capacity(chunks.size());
      next = static_cast<Record*>(slab.take(size * sizeof(Record)));
      end = next + size;
      chunks.push_back(next);
    }

    [[nodiscard]] std::size_t size() const {
      std::size_t total = 0;
      each_chunk([&](std::span<const Record> chunk) { total += chunk.size(); });
      return total;
    }

    template <class Use>
    void each_chunk(const Use& use) const {
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        const bool last = i + 1 == chunks.size();
        use(std::span<const Record>(chunks[i], last ? next : chunks[i] + capacity(i)));
      }
    }
  };

  Slab slab_;
  std::array<Bucket, kBuckets> buckets_;
};

}  // namespace segctl::members
