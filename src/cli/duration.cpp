#include "cli/duration.h"

#include <charconv>

namespace segctl::cli {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLongest = 365 * 24h;

std::optional<Duration> unit_of(std::string_view word) {
  if (word == "ms") return Duration(1);
  if (word == "s" || word.empty()) return Duration(1s);
  if (word == "m") return Duration(1min);
  if (word == "h") return Duration(1h);
  if (word == "d") return Duration(24h);
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration sum{0};
  const bool plain = text.find_first_not_of("0123456789") == std::string_view::npos;
  while (!text.empty()) {
    Duration::rep number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || text.front() == '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto word = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(word.size());
    const auto unit = unit_of(word);
    if (!unit || (word.empty() && !plain) || number > kLongest / *unit) return std::nullopt;
    sum += number * *unit;
    if (sum > kLongest) return std::nullopt;
  }
  return sum;
}

}  // namespace segctl::cli
