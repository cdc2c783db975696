#pragma once

#include "members/buckets.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segctl::members {

/// Sorts the records of one bucket after the other, in memory that it keeps. Hashes are spread
/// evenly, so that one pass over their first bits leaves at most one record in most bins.
template <class Record>
class RecordSorter {
 public:
  /// The bucket's records, of all parts together; valid until the next call.
  std::span<const Record> sort(std::span<const Buckets<Record>> parts, std::size_t bucket) {
    std::size_t size = 0;
    for (const Buckets<Record>& part : parts) size += part.size(bucket);
    sorted_.resize(size);
    constexpr std::size_t kFits = std::size_t{1} << 17U;  // more: hardly spread, or too large
    if (size < 64 || size > kFits) {
      std::size_t at = 0;
      each(parts, bucket, [&](const Record& record) { sorted_[at++] = record; });
      std::sort(sorted_.begin(), sorted_.end());
    } else {
      spread(parts, bucket, static_cast<int>(std::bit_width(size)));
      sort_bins();
    }
    return sorted_;
  }

 private:
  template <class Use>
  static void each(std::span<const Buckets<Record>> parts, std::size_t bucket, const Use& use) {
    for (const Buckets<Record>& part : parts) {
      part.each_chunk(bucket, [&](std::span<const Record> chunk) {
        for (const Record& record : chunk) {
          __builtin_prefetch(&record + kAhead);
          use(record);
        }
      });
    }
  }

  /// Deals the records into 2^`bits` bins by the first bits of their keys.
  void spread(std::span<const Buckets<Record>> parts, std::size_t bucket, int bits) {
    const int shift = 64 - bits;
    ends_.assign(std::size_t{1} << static_cast<unsigned>(bits), 0);
    each(parts, bucket, [&](const Record& record) { ++ends_[record.key() >> shift]; });
    std::uint32_t begin = 0;
    for (std::uint32_t& end : ends_) {
      const std::uint32_t count = end;
      end = begin;  // where the next record of the bin goes; its end when all have gone
      begin += count;
    }
    each(parts, bucket,
         [&](const Record& record) { sorted_[ends_[record.key() >> shift]++] = record; });
  }

  void sort_bins() {
    std::uint32_t first = 0;
    for (const std::uint32_t end : ends_) {
      if (end - first > kFew) {
        std::sort(sorted_.begin() + first, sorted_.begin() + end);
      } else {
        insert_each(first, end);
      }
      first = end;
    }
  }

  void insert_each(std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t i = first + 1; i < end; ++i) {
      const Record record = sorted_[i];
      std::uint32_t at = i;
      for (; at > first && record < sorted_[at - 1]; --at) sorted_[at] = sorted_[at - 1];
      sorted_[at] = record;
    }
  }

  static constexpr std::uint32_t kFew = 16;
  static constexpr std::size_t kAhead = 32;  ///< records are asked for before they are used

  std::vector<std::uint32_t> ends_;
  std::vector<Record> sorted_;
};

}  // namespace segctl::members
