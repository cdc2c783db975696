#include "manifest/iso_time.h"

#include <chrono>
#include <cstddef>

namespace segctl::manifest {
namespace {

/// Reads a text from left to right; after the first mismatch everything fails.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  /// Exactly `digits` digits, at most `most`.
  int number(std::size_t digits, int most) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = i < rest_.size() ? rest_[i] : ' ';
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value <= most ? value : fail();
  }

  void expect(char c) {
    if (!accept(c)) fail();
  }

  bool accept(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// The digits behind a decimal point as milliseconds; at least one.
  int milliseconds() {
    int value = 0;
    std::size_t digits = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (digits < 3) value = value * 10 + (rest_.front() - '0');
      ++digits;
      rest_.remove_prefix(1);
    }
    if (digits == 0) return fail();
    return digits == 1 ? value * 100 : digits == 2 ? value * 10 : value;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  [[nodiscard]] bool good() const { return good_; }

 private:
  int fail() {
    good_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

std::chrono::minutes read_zone(Cursor& cursor) {
  if (cursor.accept('Z')) return {};
  const int sign = cursor.accept('-') ? -1 : 1;
  if (sign == 1) cursor.expect('+');
  const int hours = cursor.number(2, 23);
  cursor.accept(':');
  return std::chrono::minutes(sign * (hours * 60 + cursor.number(2, 59)));
}

Duration read_time_of_day(Cursor& cursor) {
  const auto hours = std::chrono::hours(cursor.number(2, 23));
  cursor.expect(':');
  const auto minutes = std::chrono::minutes(cursor.number(2, 59));
  cursor.expect(':');
  const auto seconds = std::chrono::seconds(cursor.number(2, 59));
  Duration time = hours + minutes + seconds;
  if (cursor.accept('.')) time += Duration(cursor.milliseconds());
  return cursor.at_end() ? time : time - read_zone(cursor);
}

}  // namespace

std::optional<Timestamp> parse_iso_time(std::string_view text) {
  Cursor cursor(text);
  const auto year = std::chrono::year(cursor.number(4, 9999));
  cursor.expect('-');
  const auto month = std::chrono::month(static_cast<unsigned>(cursor.number(2, 12)));
  cursor.expect('-');
  const auto day = std::chrono::day(static_cast<unsigned>(cursor.number(2, 31)));
  const std::chrono::year_month_day date(year, month, day);
  Duration time{};
  if (cursor.accept('T')) time = read_time_of_day(cursor);
  if (!cursor.good() || !cursor.at_end() || !date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + time;
}

}  // namespace segctl::manifest
