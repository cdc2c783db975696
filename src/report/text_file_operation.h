#pragma once

#include "segment/file_operation.h"

#include <optional>
#include <string>

namespace segctl::report {

/// What became of a file operation, in one line without a full stop: "pending for 2 h",
/// "done: 3 values, 3 processed, 2 users (66.7 %)", "failed (500): File download failed".
/// `min_match_rate`: percent; nothing where any match is good enough.
[[nodiscard]] std::string file_operation_text(const FileOperation& operation,
                                              std::optional<unsigned> min_match_rate,
                                              Timestamp now);

}  // namespace segctl::report
