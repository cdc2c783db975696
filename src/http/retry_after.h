#pragma once

#include "http/rate_fields.h"
#include "http/transport.h"

#include <optional>
#include <string_view>

namespace segctl::http {

/// Reads an HTTP date in any of RFC 9110's three forms: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday,
/// 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994". A two-digit year is taken as the one
/// nearest to `now`, at most 50 years ahead. The name of the day is not checked against the date.
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text, Timestamp now);

/// Reads a Retry-After value: seconds, or a date seen from `now`. A date that has passed is 0; more
/// than kLongestAdvice is kLongestAdvice; nothing where it is neither.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now);

/// How long `response` asks to wait: its Retry-After; else the longest reset of its rate_fields()
/// of which nothing remains; x-ratelimit-remaining counts as 0 where it is missing. Dates are seen
/// from the response's Date header, else from `now`. Malformed fields count as missing.
/// 0..kLongestAdvice.
[[nodiscard]] std::optional<Duration> advised_wait(const Response& response, Timestamp now);

}  // namespace segctl::http
