#pragma once

#include "base/result.h"
#include "members/snapshot.h"
#include "members/uid_list.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace segctl::members {

/// How many values one set has and another has not. Repeated values count once; blank rows and
/// values longer than kMaxValueBytes not at all.
struct SetDifference {
  std::uint64_t added = 0;    ///< only in the new version
  std::uint64_t removed = 0;  ///< only in the old version
  std::uint64_t kept = 0;     ///< in both

  friend bool operator==(const SetDifference&, const SetDifference&) = default;
};

/// Takes values one by one; each is valid during the call only.
using ValueSink = std::function<void(std::string_view value)>;

/// Who is told the values that differ; an empty function: nobody. Each value comes once, in the
/// order of the version that has it: all removed ones, then all added ones.
struct DifferenceSinks {
  ValueSink removed;
  ValueSink added;
};

/// The difference between two files of one value a line (a CSV of one column, a uid list). Values
/// count as equal when their BLAKE2s-128 hashes are: nobody knows how to find two that differ with
/// less than 2^64 attempts. Fails where a file can't be read, or changes meanwhile; sinks may have
/// been called by then.
/// Memory: 20 bytes a value of both.
[[nodiscard]] Result<SetDifference> difference(const std::filesystem::path& before,
                                               const std::filesystem::path& after,
                                               const DifferenceSinks& sinks = {});

/// The same for lists in memory.
[[nodiscard]] SetDifference difference(const UidList& before, const UidList& after,
                                       const DifferenceSinks& sinks = {});

/// The same for an old version of which only the snapshot is left. By 64-bit hashes: with 6 million
/// values in both, the chance that one is miscounted is 1 in 500,000.
/// Memory: 12 bytes a value of the file, 8 a value of the snapshot.
[[nodiscard]] Result<SetDifference> difference(const Snapshot& before,
                                               const std::filesystem::path& after);
/// The same for bytes that are at hand; where they are a file's, its check_unchanged() tells
/// afterwards if they could be read.
[[nodiscard]] SetDifference difference(const Snapshot& before, const ByteSource& after);

/// What is left of one set of values when another is taken out.
struct Remainder {
  Digest digest;              ///< CsvReport's set digest, of what is left
  std::uint64_t left = 0;     ///< values that are left
  std::uint64_t taken = 0;    ///< values of `part` that `whole` has
  std::uint64_t foreign = 0;  ///< values of `part` that `whole` has not

  friend bool operator==(const Remainder&, const Remainder&) = default;
};

/// Takes `part` out of `whole`: where nothing of it is foreign, and the digest is that of an older
/// version, then that version and `part` are exactly `whole`. By BLAKE2s-128, as certain as set
/// digests are. Memory: 20 bytes a value of both.
[[nodiscard]] Remainder remainder(const ByteSource& whole, const ByteSource& part);

}  // namespace segctl::members
