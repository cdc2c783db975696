#pragma once

#include "manifest/fields.h"
#include "manifest/findings.h"
#include "manifest/node.h"

#include <string_view>

namespace segctl::manifest {

/// How the values of a datetime filter are written.
enum class TimeForm : std::uint8_t {
  Absolute,  ///< an ISO time
  Relative,  ///< a number of days or hours
  Either,    ///< the filter does not say
  HourOfDay,
  DayOfWeek,
  DayOfMonth,
  MonthOfYear,
  DateOfYear  ///< "MM-DD"
};

/// Reads value_type and extract_type of a datetime filter, reports what is wrong with them, and
/// says how the values of `name_of_operator` are written.
[[nodiscard]] TimeForm read_time_form(const Node& filter, std::string_view name_of_operator,
                                      Findings& findings);

/// Reports a value_type that is none of `words`, with a word about "relative", which is none.
[[nodiscard]] bool check_value_type_word(const Node& value_type, Words words, Findings& findings);

/// Reports a value that is not written in `form`.
void check_time_value(const Node& value, std::string_view key, TimeForm form, Findings& findings);

/// Whether `later` is after `earlier`, where both are times or both are numbers; true where they
/// can't be compared.
[[nodiscard]] bool is_after(const Node& later, const Node& earlier);

}  // namespace segctl::manifest
