#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "segment/recorded.h"

#include <string>
#include <vector>

namespace segctl::state {

/// A call that changes a workspace.
enum class OperationKind {
  CreateFilter,
  UpdateFilter,  ///< definition, name, or both
  CreateFile,
  AddUsers,
  RemoveUsers,
  ReplaceUsers,
  Archive,
  Unarchive,
  AddMembers,     ///< a payload of a cohort; the first one makes it
  RemoveMembers,  ///< a payload of a cohort
};

/// "create-filter", …: the word in the journal and in reports.
[[nodiscard]] const char* operation_word(OperationKind kind);

/// Whether the call makes a segment and must never be sent twice. A cohort's first payload makes
/// one as well, and can be sent again.
[[nodiscard]] bool creates(OperationKind kind);

/// The limit of the API that the call counts against: "create", "update", "file_operations",
/// "cohort"; empty for archive and unarchive, which have none.
[[nodiscard]] const char* quota_of(OperationKind kind);

/// What a step leaves in the records of a state.
struct Delta {
  std::vector<Key> drop;             ///< first
  std::vector<RecordedSegment> set;  ///< then, by their keys

  friend bool operator==(const Delta&, const Delta&) = default;
};

/// One call that may have been sent and whose outcome is not recorded.
struct Operation {
  std::string id;  ///< unique in a lineage: "<serial>.<number>"
  OperationKind kind = OperationKind::CreateFilter;
  Key key;
  SegmentName name;   ///< what the segment is called once the call has landed
  SegmentId segment;  ///< empty for creates
  Digest body;        ///< SHA-256 of the request's body
  Timestamp begun{};
  Delta landed;  ///< what to record if it took effect; IDs that only the answer tells are empty

  friend bool operator==(const Operation&, const Operation&) = default;
};

}  // namespace segctl::state
