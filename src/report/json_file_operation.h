#pragma once

#include "report/json_parts.h"
#include "segment/file_operation.h"

#include <optional>

namespace segctl::report {

/// `{operation, action, standing, sent_at, received_at, values, entry, status, values_found,
/// values_processed, user_count, match_rate, min_match_rate, error_message, request_id}`: what is
/// not known is null. `match_rate` is in percent.
[[nodiscard]] Document file_operation_json(const FileOperation& operation,
                                           std::optional<unsigned> min_match_rate);

}  // namespace segctl::report
