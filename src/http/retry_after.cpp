#include "http/retry_after.h"

#include "http/rate_fields.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace segctl::http {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Reads a text piece by piece; after the first piece that doesn't fit, all fail.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : rest_(text) {}

  Pieces& literal(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) good_ = false;
    if (good_) rest_.remove_prefix(expected.size());
    return *this;
  }

  int number(std::size_t digits) {
    const auto value = parse_digits(rest_.substr(0, digits));
    if (!value || rest_.size() < digits) good_ = false;
    if (good_) rest_.remove_prefix(digits);
    return good_ ? static_cast<int>(*value) : 0;
  }

  /// " 6" or "16".
  int padded_day() {
    if (rest_.substr(0, 1) != " ") return number(2);
    rest_.remove_prefix(1);
    return number(1);
  }

  unsigned month() {
    const auto found = std::find(kMonths.begin(), kMonths.end(), rest_.substr(0, 3));
    if (found == kMonths.end()) good_ = false;
    if (good_) rest_.remove_prefix(3);
    return static_cast<unsigned>(found - kMonths.begin()) + 1;
  }

  std::chrono::milliseconds time_of_day() {
    const int hours = number(2);
    const int minutes = literal(":").number(2);
    const int seconds = literal(":").number(2);
    if (hours > 23 || minutes > 59 || seconds > 60) good_ = false;
    return std::chrono::hours(hours) + std::chrono::minutes(minutes) +
           std::chrono::seconds(seconds);
  }

  [[nodiscard]] bool complete() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<Timestamp> moment(int year, unsigned month, int day, Duration time) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + time;
}

/// After "Sun, ": "06 Nov 1994 08:49:37 GMT".
std::optional<Timestamp> parse_imf_date(std::string_view text) {
  Pieces pieces(text);
  const int day = pieces.number(2);
  const unsigned month = pieces.literal(" ").month();
  const int year = pieces.literal(" ").number(4);
  const Duration time = pieces.literal(" ").time_of_day();
  if (!pieces.literal(" GMT").complete()) return std::nullopt;
  return moment(year, month, day, time);
}

int whole_year(int two_digits, Timestamp now) {
  const int this_year = static_cast<int>(
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
  const int year = this_year - this_year % 100 + two_digits;
  if (year > this_year + 50) return year - 100;
  return year <= this_year - 50 ? year + 100 : year;
}

/// After "Sunday, ": "06-Nov-94 08:49:37 GMT".
std::optional<Timestamp> parse_rfc850_date(std::string_view text, Timestamp now) {
  Pieces pieces(text);
  const int day = pieces.number(2);
  const unsigned month = pieces.literal("-").month();
  const int year = whole_year(pieces.literal("-").number(2), now);
  const Duration time = pieces.literal(" ").time_of_day();
  if (!pieces.literal(" GMT").complete()) return std::nullopt;
  return moment(year, month, day, time);
}

/// After "Sun ": "Nov  6 08:49:37 1994".
std::optional<Timestamp> parse_asctime_date(std::string_view text) {
  Pieces pieces(text);
  const unsigned month = pieces.month();
  const int day = pieces.literal(" ").padded_day();
  const Duration time = pieces.literal(" ").time_of_day();
  const int year = pieces.literal(" ").number(4);
  if (!pieces.complete()) return std::nullopt;
  return moment(year, month, day, time);
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text, Timestamp now) {
  const auto comma = text.find(", ");
  if (comma == 3) return parse_imf_date(text.substr(5));
  if (comma != std::string_view::npos) return parse_rfc850_date(text.substr(comma + 2), now);
  return text.size() > 4 && text[3] == ' ' ? parse_asctime_date(text.substr(4)) : std::nullopt;
}

std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now) {
  value = trimmed(value);
  if (const auto seconds = parse_digits(value)) return believed(*seconds);
  const auto date = parse_http_date(value, now);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, Duration(0), Duration(kLongestAdvice));
}

std::optional<Duration> advised_wait(const Response& response, Timestamp now) {
  if (const auto date = response.header("date")) now = parse_http_date(*date, now).value_or(now);
  if (const auto field = response.header("retry-after")) {
    if (const auto wait = parse_retry_after(*field, now)) return wait;
  }
  std::optional<Duration> wait;
  for (const RateField& field : rate_fields(response, now)) {
    if (field.reset && field.remaining.value_or(0) == 0) {
      wait = std::max(wait.value_or(Duration(0)), *field.reset);
    }
  }
  return wait;
}

}  // namespace segctl::http
