#include "base/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace segctl {
namespace {

/// The `count` digits at `text[at…]` as a number, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// Reads ".123456" as milliseconds and removes it from the front; -1 where malformed.
int take_fraction(std::string_view& text) {
  if (text.empty() || text[0] != '.') return 0;
  text.remove_prefix(1);
  int millis = 0;
  std::size_t read = 0;
  while (read < text.size() && text[read] >= '0' && text[read] <= '9') {
    if (read < 3) millis = millis * 10 + (text[read] - '0');
    ++read;
  }
  if (read == 0) return -1;
  for (std::size_t i = read; i < 3; ++i) millis *= 10;
  text.remove_prefix(read);
  return millis;
}

}  // namespace

Timestamp SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

void SystemClock::sleep_for(Duration duration) {
  // Not std::this_thread::sleep_for: that goes back to sleep after a signal.
  const auto left = std::max(duration, Duration::zero());
  const auto whole = std::chrono::floor<std::chrono::seconds>(left);
  const std::chrono::nanoseconds rest = left - whole;
  const timespec time{static_cast<std::time_t>(whole.count()), static_cast<long>(rest.count())};
  ::nanosleep(&time, nullptr);
}

std::string format_utc(Timestamp time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss<Duration> clock(time - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                  clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:03}", clock.subseconds().count());
  return text + "Z";
}

std::optional<Timestamp> parse_utc(std::string_view text) {
  using namespace std::chrono;
  const bool shaped = text.size() >= 19 && text[4] == '-' && text[7] == '-' &&
                      (text[10] == 'T' || text[10] == ' ') && text[13] == ':' && text[16] == ':';
  if (!shaped) return std::nullopt;
  const int y = digits(text, 0, 4);
  const int mo = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  const int h = digits(text, 11, 2);
  const int mi = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if (y < 0 || mo < 1 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60) {
    return std::nullopt;
  }
  const year_month_day date{year(y), month(unsigned(mo)), day(unsigned(d))};
  if (!date.ok()) return std::nullopt;
  text.remove_prefix(19);
  const int millis = take_fraction(text);
  if (millis < 0 || !(text.empty() || text == "Z")) return std::nullopt;
  return Timestamp(sys_days(date)) + hours(h) + minutes(mi) + seconds(s) + milliseconds(millis);
}

}  // namespace segctl
