#include "segment/file_operation.h"

namespace segctl {

const char* file_operation_word(FileOperationKind kind) {
  switch (kind) {
    case FileOperationKind::Create:
      return "create-file";
    case FileOperationKind::AddUsers:
      return "add-users";
    case FileOperationKind::RemoveUsers:
      return "remove-users";
    case FileOperationKind::ReplaceUsers:
      return "replace-users";
  }
  return "";
}

std::uint64_t match_rate(const FileOutcome& outcome) {
  if (outcome.values_found == 0) return 0;
  constexpr std::uint64_t kTenths = 1000;
  const std::uint64_t whole = outcome.user_count / outcome.values_found * kTenths;
  return whole + outcome.user_count % outcome.values_found * kTenths / outcome.values_found;
}

const char* standing_word(FileStanding standing) {
  switch (standing) {
    case FileStanding::Accepted:
      return "accepted";
    case FileStanding::Pending:
      return "pending";
    case FileStanding::Done:
      return "done";
    case FileStanding::PoorMatch:
      return "poor-match";
    case FileStanding::Failed:
      return "failed";
  }
  return "";
}

FileStanding standing_of(const FileOperation& operation, MatchRate wanted) {
  if (!operation.outcome) {
    return operation.awaited ? FileStanding::Pending : FileStanding::Accepted;
  }
  if (operation.failed()) return FileStanding::Failed;
  const std::uint64_t tenths = std::uint64_t{wanted.value_or(0)} * 10;
  return match_rate(*operation.outcome) < tenths ? FileStanding::PoorMatch : FileStanding::Done;
}

bool went_wrong(FileStanding standing) {
  return standing == FileStanding::PoorMatch || standing == FileStanding::Failed;
}

}  // namespace segctl
