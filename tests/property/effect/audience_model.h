#pragma once

#include "segment/definition.h"
#include "segment/json.h"

#include <cstdint>

/// Who is in a segment, worked out user by user: written from the API's documentation alone, so
/// that the code under test can be held against it. Small and slow.
namespace segctl::test {

/// What the documentation leaves open, decided one way or the other.
struct Readings {
  bool negation_takes_absent = false;   ///< "not NO" takes in who has no country
  bool at_most_takes_never = false;     ///< "at most 3 times" takes in who never did it
  bool absent_filter_type_any = false;  ///< an array without array_filter_type matches by any value
  bool all_of_means_listed = false;  ///< all_of: all listed values are there; else all are listed
  bool bounds_belong = false;        ///< "greater than 3" takes in 3
  bool empty_list_matches = false;
  bool blank_exists = false;         ///< "exists" takes in who has ""
  bool blank_is_absent = false;      ///< `is ""` takes in who has no attribute
  bool first_of_matching = false;    ///< the first time is looked for among the events that match
  bool boundary_day_counts = false;  ///< "in the last 7 days" takes in the seventh
  bool empty_group_matches = false;
  bool sum_of_nothing = false;  ///< an aggregation over no event is 0; else it never matches
  bool odd_negate = false;      ///< `negate` counts where nobody says that it does
  bool days_count = false;      ///< `days` counts beside `value`
  std::uint32_t unknown = 0;    ///< what filters do that nobody documents

  [[nodiscard]] static Readings of(std::uint32_t bits);
};

/// Which of two moments: segments that are referred to have users for each.
enum class Moment { Before, After };

/// Today, in days of January 2026.
inline constexpr int kToday = 20;

/// `{"attributes": {name: value}, "events": [{"name", "day", "attributes"}],
/// "segments": {id: [before, after]}}`; a datetime attribute is a day of January.
using User = Json;

[[nodiscard]] bool is_member(const Definition& definition, const User& user, Moment moment,
                             const Readings& readings);

}  // namespace segctl::test
