#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/operation.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

/// The numbers of API.md's Limits table. The JSON names are the field names.
struct Limits {
  long active_segments = 1000;
  long list_minute = 50;  ///< list, create filter and update filter: each has windows of its own
  long list_hour = 200;
  long list_day = 1000;
  long get_minute = 100;
  long get_hour = 1000;
  long get_day = 4000;
  long file_hour = 10;  ///< create, add, remove and replace together
  long file_day = 100;
  long file_users_day = 2'000'000;
  long csv_bytes = 150L * 1024 * 1024;
  long file_segment_users = 5'000'000;
  long cohort_minute = 300;
  long cohort_bytes = 128L * 1024;
  long nesting = 6;
  long references = 10;
  long expanded_characters = 262'144;
  long name_characters = 200;

  friend bool operator==(const Limits&, const Limits&) = default;
};

[[nodiscard]] std::string to_json_text(const Limits& limits);

/// Changes the numbers named in `object`, a JSON object. Fails (ErrorCode::Invalid) at an unknown
/// name or a value that is no integer from 0, and then changes nothing.
[[nodiscard]] Result<void> set_limits(Limits& limits, std::string_view object);

/// A rate limit that a call ran into.
struct Breach {
  long allowed = 0;
  long minutes = 0;     ///< the window's length
  Duration free_in{0};  ///< when the window has room again
};

/// When the calls of the last 24 hours were made, for sliding windows.
class RateWindows {
 public:
  /// Counts a call, or says which window is full; a refused call is not counted.
  [[nodiscard]] std::optional<Breach> take(Operation operation, const Limits& limits,
                                           Timestamp now);

  /// Counts users that came through files.
  void add_users(long users, Timestamp now);
  /// Users counted in the 24 hours before `now`.
  [[nodiscard]] long users_in_last_day(Timestamp now) const;

  [[nodiscard]] std::string to_json_text() const;
  /// Reads what to_json_text() wrote; windows that it doesn't name are empty.
  [[nodiscard]] static RateWindows from_json_text(std::string_view text);

  friend bool operator==(const RateWindows&, const RateWindows&) = default;

 private:
  std::map<std::string, std::deque<std::int64_t>, std::less<>> calls_;  ///< ms since the epoch
  std::deque<std::pair<std::int64_t, long>> users_;
};

}  // namespace segctl::simulator
