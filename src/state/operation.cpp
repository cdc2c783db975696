#include "state/operation.h"

namespace segctl::state {

const char* operation_word(OperationKind kind) {
  switch (kind) {
    case OperationKind::CreateFilter:
      return "create-filter";
    case OperationKind::UpdateFilter:
      return "update-filter";
    case OperationKind::CreateFile:
      return "create-file";
    case OperationKind::AddUsers:
      return "add-users";
    case OperationKind::RemoveUsers:
      return "remove-users";
    case OperationKind::ReplaceUsers:
      return "replace-users";
    case OperationKind::Archive:
      return "archive";
    case OperationKind::Unarchive:
      return "unarchive";
    case OperationKind::AddMembers:
      return "add-members";
    case OperationKind::RemoveMembers:
      return "remove-members";
  }
  return "";
}

bool creates(OperationKind kind) {
  return kind == OperationKind::CreateFilter || kind == OperationKind::CreateFile;
}

const char* quota_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::CreateFilter:
      return "create";
    case OperationKind::UpdateFilter:
      return "update";
    case OperationKind::CreateFile:
    case OperationKind::AddUsers:
    case OperationKind::RemoveUsers:
    case OperationKind::ReplaceUsers:
      return "file_operations";
    case OperationKind::AddMembers:
    case OperationKind::RemoveMembers:
      return "cohort";
    case OperationKind::Archive:
    case OperationKind::Unarchive:
      return "";
  }
  return "";
}

}  // namespace segctl::state
