#pragma once

#include "base/clock.h"

#include <optional>
#include <string_view>

namespace segctl::manifest {

/// Reads an ISO 8601 date or time as the API takes them: "2024-01-15", "2024-01-15T00:00:00.000Z",
/// with or without fraction and zone ("Z", "+02:00"). Nothing where it is none, or no such day
/// exists. A text without zone is taken as UTC: only the order of two matters here.
[[nodiscard]] std::optional<Timestamp> parse_iso_time(std::string_view text);

}  // namespace segctl::manifest
