#pragma once

#include "base/diagnostic.h"
#include "report/checked.h"
#include "report/style.h"

#include <string>

namespace segctl::report {

/// The diagnostics as a compiler shows them, in their order: `file:line:column: error: message
/// [rule]`, the source line with carets under the range, the hint, the related places as notes;
/// the totals as the last line.
[[nodiscard]] std::string diagnostics_text(const Diagnostics& diagnostics, const Checked& checked,
                                           const Style& style);

/// One diagnostic alone.
[[nodiscard]] std::string diagnostic_text(const Diagnostic& diagnostic, const Style& style);

/// The last line alone, without newline: "3 errors, 1 warning in 12 manifests".
[[nodiscard]] std::string diagnostics_totals(const Diagnostics& diagnostics,
                                             const Checked& checked);

}  // namespace segctl::report
