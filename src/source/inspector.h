#pragma once

#include "base/diagnostic.h"
#include "http/transport.h"
#include "members/csv.h"
#include "members/snapshot_store.h"
#include "plan/planner.h"
#include "segment/desired.h"
#include "segment/recorded.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace segctl::source {

/// What the CSVs of the manifests hold, and what is wrong with them.
struct Inspected {
  std::map<Key, plan::FileContents> contents;
  Diagnostics diagnostics;  ///< findings and unreachable files, at the `file` or `file_url`
};

/// Looks at the content behind a manifest's `file` and `file_url`. A `file` is read; without one
/// the URL is asked for its ETag, and downloaded only where that is not the one last applied from
/// that very URL. What
/// is another than last time is compared with the snapshot of that time.
class Inspector {
 public:
  /// **Requires:** `web` outlives the inspector. It reaches the files' hosts, without credentials.
  /// Without `snapshots` nothing is compared and nothing kept to be compared.
  explicit Inspector(http::Transport& web, members::CsvLimits limits = {},
                     std::optional<members::SnapshotStore> snapshots = std::nullopt);

  /// For planning: the contents of all file manifests. Entries of `changes` that were carried out
  /// already are not looked at where only a URL tells of them: old files may be gone by now.
  [[nodiscard]] Inspected inspect(const std::vector<DesiredSegment>& desired,
                                  const std::map<Key, RecordedSegment>& recorded);

  /// For validating, without network: the `file`s alone.
  [[nodiscard]] Inspected inspect_local(const std::vector<DesiredSegment>& desired);

  /// Before a file operation is spent: downloads what MoEngage would download and checks that it is
  /// a valid CSV and, where `planned` is known, the content that the plan was about. The error says
  /// what is wrong with the file and where it is.
  [[nodiscard]] Result<plan::SourceContent> check(const CsvSource& csv, AttributeType type,
                                                  const ContentMark& planned);

  /// After a file operation is recorded: writes the snapshot of the members that the segment has
  /// now, from what the last check() downloaded. `before` and `now` are the record's contents;
  /// where they are the same, or the members are not known, nothing is written.
  [[nodiscard]] Result<void> keep_snapshot(const ContentMark& before, const ContentMark& now);

 private:
  /// A CSV that was looked at, and its bytes where they are at hand.
  struct Looked {
    plan::SourceContent content;
    std::unique_ptr<members::ByteSource> bytes;
    const members::RegularFile* file = nullptr;  ///< `bytes`, where they are a file's
    bool valid = false;                          ///< no error was found in it
  };

  [[nodiscard]] Looked look(const CsvSource& csv, AttributeType type, const ContentMark& last,
                            Diagnostics& diagnostics);
  [[nodiscard]] Looked read_local(const CsvSource& csv, AttributeType type,
                                  Diagnostics& diagnostics);
  [[nodiscard]] Looked fetch(const CsvSource& csv, AttributeType type, const ContentMark& last,
                             Diagnostics& diagnostics);
  void compare(const DesiredFile& file, const RecordedFile& last, const Looked& base,
               plan::FileContents& contents, Diagnostics& diagnostics);
  void try_additions(const DesiredFile& file, const RecordedFile& last, const Looked& base,
                     plan::FileContents& contents, Diagnostics& diagnostics);
  void compare_with_snapshot(const Digest& last, const Looked& base, plan::FileContents& contents);

  http::Transport& web_;
  members::CsvLimits limits_;
  std::optional<members::SnapshotStore> snapshots_;
  /// What check() downloaded last, until its snapshot is written.
  std::optional<Digest> checked_;
  std::unique_ptr<members::ByteSource> checked_bytes_;
};

}  // namespace segctl::source
