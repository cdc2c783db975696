#pragma once

#include "base/clock.h"

#include <optional>
#include <string_view>

namespace segctl::cli {

/// Reads "90s", "5m", "1h30m", "2d", "0", or a plain number of seconds; nothing where the text is
/// none of that, or longer than a year.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

}  // namespace segctl::cli
