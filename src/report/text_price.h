#pragma once

#include "plan/price.h"

#include <string>
#include <vector>

namespace segctl::report {

/// "15:02 UTC", with the date where it is not that of `now`; rounded up to the minute.
[[nodiscard]] std::string clock_text(Timestamp moment, Timestamp now);

/// A line for each limit that the plan takes something of: "14 file operations: 10 now, 4 after
/// 15:02 UTC (left now: 10 of 10 an hour, 100 of 100 a day)".
[[nodiscard]] std::vector<std::string> price_lines(const plan::Price& price);

/// When all of it is done at the earliest, and the step that decides it; empty where that is now.
[[nodiscard]] std::string end_text(const plan::Price& price);

}  // namespace segctl::report
