#include "segment/drift_class.h"

#include <algorithm>

namespace segctl {

std::string_view drift_word(DriftClass kind) {
  switch (kind) {
    case DriftClass::ChangedOutside:
      return "changed-outside";
    case DriftClass::RenamedOutside:
      return "renamed-outside";
    case DriftClass::ArchivedOutside:
      return "archived-outside";
    case DriftClass::UnarchivedOutside:
      return "unarchived-outside";
    case DriftClass::DeletedOutside:
      return "deleted-outside";
    case DriftClass::Expired:
      return "expired";
    case DriftClass::IdleArchived:
      return "idle-archived";
    case DriftClass::ExpiringSoon:
      return "expiring-soon";
    case DriftClass::Pending:
      return "pending";
    case DriftClass::Unmanaged:
      return "unmanaged";
    case DriftClass::Unverifiable:
      return "unverifiable";
  }
  return "changed-outside";
}

std::optional<DriftClass> drift_class(std::string_view word) {
  const auto* found = std::find_if(kDriftClasses.begin(), kDriftClasses.end(),
                                   [word](DriftClass kind) { return drift_word(kind) == word; });
  return found == kDriftClasses.end() ? std::nullopt : std::optional(*found);
}

bool is_drift(DriftClass kind) {
  switch (kind) {
    case DriftClass::ExpiringSoon:
    case DriftClass::Pending:
    case DriftClass::Unmanaged:
    case DriftClass::Unverifiable:
      return false;
    default:
      return true;
  }
}

}  // namespace segctl
