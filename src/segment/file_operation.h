#pragma once

#include "base/clock.h"
#include "segment/content_mark.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace segctl {

/// What a file operation does with the users of a segment.
enum class FileOperationKind { Create, AddUsers, RemoveUsers, ReplaceUsers };

/// "create-file", "add-users", …: the words of the journal.
[[nodiscard]] const char* file_operation_word(FileOperationKind kind);

/// What MoEngage's callback says of a file that it has processed (API.md, Files).
struct FileOutcome {
  int status = 0;                      ///< 201: done; 400, 500: failed
  std::uint64_t values_found = 0;      ///< in the CSV
  std::uint64_t values_processed = 0;  ///< of these
  std::uint64_t user_count = 0;        ///< users of the workspace that they matched
  std::string error_message;           ///< MoEngage's own words; empty where it is done
  std::string request_id;              ///< MoEngage's, for its support; may be empty
  Timestamp received{};

  [[nodiscard]] bool failed() const { return status != kDone; }

  static constexpr int kDone = 201;

  friend bool operator==(const FileOutcome&, const FileOutcome&) = default;
};

/// One file operation that MoEngage accepted: what it was, and what became of it.
struct FileOperation {
  std::string id;  ///< the journal's, unique in a lineage
  FileOperationKind kind = FileOperationKind::Create;
  Timestamp sent{};
  bool awaited = false;                 ///< sent with a callback URL of its own
  std::optional<std::uint64_t> values;  ///< in the CSV, where known
  ContentMark content;                  ///< of an entry of `changes`; else all that the segment has
  std::optional<std::size_t> entry;     ///< the place in `changes`, from 0; nothing: none of them
  /// The record's content and rows before it, which count again where it failed.
  ContentMark content_before;
  std::optional<std::uint64_t> rows_before;
  std::optional<FileOutcome> outcome;  ///< nothing: not heard of yet

  /// Whether the segment has all users of a known content after it: all but an entry of `changes`.
  [[nodiscard]] bool fills() const { return !entry; }

  /// Whether it does so whatever was there before: additions don't.
  [[nodiscard]] bool is_whole() const {
    return kind == FileOperationKind::Create || kind == FileOperationKind::ReplaceUsers;
  }

  [[nodiscard]] bool failed() const { return outcome && outcome->failed(); }

  friend bool operator==(const FileOperation&, const FileOperation&) = default;
};

/// The users that were matched, as a share of the values found, in tenths of a percent; 0 where no
/// value was found.
[[nodiscard]] std::uint64_t match_rate(const FileOutcome& outcome);

/// What is to be said of a file operation.
enum class FileStanding {
  Accepted,   ///< MoEngage took it, and nobody will tell what became of it
  Pending,    ///< its callback is awaited
  Done,       ///< processed
  PoorMatch,  ///< processed, and fewer users were matched than `min_match_rate` asks for
  Failed,     ///< MoEngage refused the file, or could not download it
};

/// "accepted", "pending", …: the word in reports.
[[nodiscard]] const char* standing_word(FileStanding standing);

/// A manifest's `min_match_rate`, in percent; nothing where any match is good enough.
using MatchRate = std::optional<unsigned>;

[[nodiscard]] FileStanding standing_of(const FileOperation& operation, MatchRate wanted);

/// Whether the operation has failed, be it for its poor match.
[[nodiscard]] bool went_wrong(FileStanding standing);

}  // namespace segctl
