#pragma once

#include "manifest/fields.h"
#include "manifest/manifest.h"
#include "segment/desired.h"

namespace segctl::manifest {

/// The keys that manifests of every kind may have.
inline constexpr std::string_view kCommonKeys[] = {"kind", "key", "name", "archived", "protected"};

/// Each reads what is particular to its kind. What comes back is only good when no error was found.
[[nodiscard]] DesiredFilter read_filter(const Node& document, Manifest& manifest,
                                        Findings& findings);
[[nodiscard]] DesiredFile read_file_segment(const Node& document, const FileScope& scope,
                                            Findings& findings);
[[nodiscard]] DesiredCohort read_cohort(const Node& document, const FileScope& scope,
                                        Findings& findings);

}  // namespace segctl::manifest
