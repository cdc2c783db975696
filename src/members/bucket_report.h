#pragma once

#include "members/buckets.h"
#include "members/byte_source.h"
#include "members/record.h"
#include "members/record_sorter.h"
#include "members/value_set.h"

#include <cstddef>
#include <span>
#include <string>

namespace segctl::members {

/// What one bucket adds to a ValueSetReport.
struct BucketReport {
  std::string hashes;  ///< of its distinct values, 16 bytes each, sorted
  Places duplicates;
  Places case_variants;
};

/// Reports on buckets one after the other, in memory that it keeps.
class BucketReporter {
 public:
  /// `records` and `folded` may come in several parts: one of each thread that dealt them.
  void report(std::size_t bucket, std::span<const Buckets<ValueRecord>> records,
              std::span<const Buckets<ShortRecord>> folded, const ByteSource& source,
              BucketReport& report);

 private:
  RecordSorter<ValueRecord> records_;
  RecordSorter<ShortRecord> folded_;
};

}  // namespace segctl::members
