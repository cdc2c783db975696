#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace segctl {

/// In what way a segment is no longer as segctl left it, or what else there is to know of it.
enum class DriftClass {
  ChangedOutside,     ///< its definition is another
  RenamedOutside,     ///< its name is another
  ArchivedOutside,    ///< archived by someone's hand
  UnarchivedOutside,  ///< in use again
  DeletedOutside,     ///< MoEngage doesn't know it any more
  Expired,            ///< a file segment past its expiry_time
  IdleArchived,       ///< archived, perhaps by MoEngage after 60 days without a run: a guess
  ExpiringSoon,       ///< a file segment whose expiry_time ends within days
  Pending,            ///< the manifest says something that is not applied yet: no drift
  Unmanaged,          ///< in the workspace, but not ours
  Unverifiable,       ///< members that can't be read back
};

/// All of them, in the order of reports: what weighs most first.
inline constexpr std::array kDriftClasses{
    DriftClass::DeletedOutside,    DriftClass::ChangedOutside, DriftClass::ArchivedOutside,
    DriftClass::UnarchivedOutside, DriftClass::RenamedOutside, DriftClass::Expired,
    DriftClass::IdleArchived,      DriftClass::ExpiringSoon,   DriftClass::Pending,
    DriftClass::Unverifiable,      DriftClass::Unmanaged};

/// "changed-outside", …: the word in reports, options and the project file.
[[nodiscard]] std::string_view drift_word(DriftClass kind);

/// The class of that word; nothing where there is none.
[[nodiscard]] std::optional<DriftClass> drift_class(std::string_view word);

/// Whether it is drift where nobody says otherwise: live is no longer what segctl left. The others
/// are told, and fail nothing.
[[nodiscard]] bool is_drift(DriftClass kind);

}  // namespace segctl
