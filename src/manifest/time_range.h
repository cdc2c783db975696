#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

#include <string_view>

namespace segctl::manifest {

/// What a time range belongs to.
enum class TimeRangeOf {
  Action,   ///< an actions filter or a base_time_range
  Affinity  ///< a psychographic_event filter: from/to too, and no key but the times is required
};

/// Reports everything wrong with the time range that is the value of `key`. Both spellings are
/// taken: value/value1, and the dashboard's days/days1.
void check_time_range(const Node& range, std::string_view key, TimeRangeOf of, Findings& findings);

}  // namespace segctl::manifest
