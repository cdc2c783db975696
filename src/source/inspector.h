#pragma once

#include "base/diagnostic.h"
#include "http/transport.h"
#include "members/csv.h"
#include "plan/planner.h"
#include "segment/desired.h"
#include "segment/recorded.h"

#include <map>
#include <vector>

namespace segctl::source {

/// What the CSVs of the manifests hold, and what is wrong with them.
struct Inspected {
  std::map<Key, plan::FileContents> contents;
  Diagnostics diagnostics;  ///< findings and unreachable files, at their `file_url`
};

/// Looks at the content behind a manifest's `file` and `file_url`. A `file` is read; without one
/// the URL is asked for its ETag, and downloaded only where that is not the one last applied.
class Inspector {
 public:
  /// **Requires:** `web` outlives the inspector. It reaches the files' hosts, without credentials.
  explicit Inspector(http::Transport& web, members::CsvLimits limits = {});

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

 private:
  [[nodiscard]] plan::SourceContent look(const CsvSource& csv, AttributeType type,
                                         const ContentMark& last, Diagnostics& diagnostics);
  [[nodiscard]] plan::SourceContent read_local(const CsvSource& csv, AttributeType type,
                                               Diagnostics& diagnostics);
  [[nodiscard]] plan::SourceContent fetch(const CsvSource& csv, AttributeType type,
                                          const ContentMark& last, Diagnostics& diagnostics);

  http::Transport& web_;
  members::CsvLimits limits_;
};

}  // namespace segctl::source
