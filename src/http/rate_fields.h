#pragma once

#include "http/transport.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace segctl::http {

/// The longest wait that is believed: 24 hours, the length of MoEngage's longest window.
inline constexpr Duration kLongestAdvice = std::chrono::hours(24);

/// What an answer says of one limit.
struct RateField {
  std::optional<std::uint64_t> allowed;    ///< in the whole window
  std::optional<std::uint64_t> remaining;  ///< how many more are let through
  std::optional<Duration> reset;           ///< until there are more; 0..kLongestAdvice
  std::optional<Duration> window;          ///< its length

  friend bool operator==(const RateField&, const RateField&) = default;
};

/// Decimal digits only; a number too large for the type becomes a huge one.
[[nodiscard]] std::optional<std::int64_t> parse_digits(std::string_view text);

/// `seconds` as a wait, 0..kLongestAdvice.
[[nodiscard]] Duration believed(std::int64_t seconds);

/// The limits of RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers), matched by
/// their names, and of x-ratelimit-limit/-remaining/-reset. A malformed field counts as missing, as
/// the draft has it. `now` is for a reset that is given as a time.
[[nodiscard]] std::vector<RateField> rate_fields(const Response& response, Timestamp now);

}  // namespace segctl::http
