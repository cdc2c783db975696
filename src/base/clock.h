#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace segctl {

using Duration = std::chrono::milliseconds;
/// A moment in UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<Duration>;

/// The world's time, so that tests can hold it.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  /// Returns after `duration`, or earlier where the program is being interrupted.
  virtual void sleep_for(Duration duration) = 0;
};

class SystemClock : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  /// Any signal that has a handler ends the sleep.
  void sleep_for(Duration duration) override;
};

/// A clock that moves only when told to, or when somebody sleeps on it. Not for several threads.
class ManualClock : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}

  [[nodiscard]] Timestamp now() const override { return now_; }

  void sleep_for(Duration duration) override { now_ += duration; }

  void advance(Duration duration) { now_ += duration; }

  void set(Timestamp now) { now_ = now; }

 private:
  Timestamp now_;
};

/// "2026-03-01T12:00:00Z", or with ".123" before the Z where the milliseconds are not zero.
[[nodiscard]] std::string format_utc(Timestamp time);

/// Reads "2026-03-01T12:00:00[.digits][Z]", also with a space for the T; a time without zone is
/// taken as UTC, as MoEngage means it (API: `2022-12-01T13:17:46.409000`). Nothing where the text
/// is no such time.
[[nodiscard]] std::optional<Timestamp> parse_utc(std::string_view text);

}  // namespace segctl
