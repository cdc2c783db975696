#pragma once

#include "base/digest.h"
#include "base/result.h"
#include "members/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::members {

/// What is kept of a version of the members to compare the next one with: 64-bit hashes, no values.
/// They are salted, so that tables made beforehand find nothing and two snapshots can't be compared
/// with each other; whoever has the file can still try candidates, so it is written with mode 0600.
///
/// File format (`*.members`; all numbers little-endian):
///
///     8 bytes   "SEGMEMB\n"
///     4 bytes   version of the format: 1
///     8 bytes   salt
///     8 bytes   count of hashes
///     32 bytes  set digest of the values (CsvReport), which says which version this is of
///     …         the hashes in ascending order, each as its distance from the one before (the first
///               from 0), in LEB128: 7 bits a byte, lowest first, the top bit where more follow
///     32 bytes  SHA-256 of all bytes before
///
/// A hash is the first 8 bytes of BLAKE2s-128 (RFC 7693) of the value with the salt's 8 bytes where
/// BLAKE2s has its salt, read big-endian. About 6 bytes a value.
class Snapshot {
 public:
  /// Of the values of a file: one a line, blank ones and those too long left out. Makes a salt of
  /// its own. Fails where the file can't be read, or changes meanwhile.
  [[nodiscard]] static Result<Snapshot> of_file(const std::filesystem::path& values,
                                                const Digest& set_digest);
  /// The same of bytes that are at hand. Whether all could be read is theirs to tell.
  [[nodiscard]] static Snapshot of(const ByteSource& values, const Digest& set_digest);
  /// This version's hashes and those of `added`, as the version that `set_digest` names; with the
  /// same salt.
  [[nodiscard]] Snapshot with(const ByteSource& added, const Digest& set_digest) const;
  /// Fails with ErrorCode::Invalid where the file is not a whole snapshot of a version known here.
  [[nodiscard]] static Result<Snapshot> read(const std::filesystem::path& path);

  /// The same of a file's bytes; nothing where they are no whole snapshot.
  [[nodiscard]] static std::optional<Snapshot> decode(std::string_view content);
  /// What write() writes.
  [[nodiscard]] std::string encode() const;

  /// Replaces the file at `path`, mode 0600 (see write_file_atomically()).
  [[nodiscard]] Result<void> write(const std::filesystem::path& path) const;

  [[nodiscard]] std::uint64_t salt() const { return salt_; }

  [[nodiscard]] const Digest& set_digest() const { return set_digest_; }

  /// Ascending, each once.
  [[nodiscard]] std::span<const std::uint64_t> hashes() const { return hashes_; }

  friend bool operator==(const Snapshot&, const Snapshot&) = default;

 private:
  [[nodiscard]] bool parse(std::string_view content);

  std::uint64_t salt_ = 0;
  Digest set_digest_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace segctl::members
