#include "http/retry_after.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace segctl;
using namespace segctl::http;
using namespace std::chrono_literals;

namespace {

// 1994-11-06T08:49:37Z, the moment of RFC 9110's examples.
const Timestamp kExample = *parse_utc("1994-11-06T08:49:37");
const Timestamp kNow = *parse_utc("2026-03-01T12:00:00");

std::optional<Duration> advice_of(std::vector<Header> headers) {
  return advised_wait(Response{429, std::move(headers), ""}, kNow);
}

}  // namespace

TEST_CASE("the three forms of an HTTP date name the same moment") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow) == kExample);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kExample) == kExample);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", kNow) == kExample);
  CHECK(parse_http_date("Wed Nov 16 08:49:37 1994", kNow) == kExample + 240h);
}

TEST_CASE("a year of two digits is the one nearest to now") {
  const auto year_of = [](const char* text) {
    return format_utc(parse_http_date(text, kNow).value()).substr(0, 4);
  };
  CHECK(year_of("Sunday, 06-Nov-27 08:49:37 GMT") == "2027");
  CHECK(year_of("Sunday, 06-Nov-76 08:49:37 GMT") == "2076");
  CHECK(year_of("Sunday, 06-Nov-77 08:49:37 GMT") == "1977");
}

TEST_CASE("what is no HTTP date is none") {
  for (const char* text :
       {"", "Sun", "Sun, ", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Noo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "1994-11-06T08:49:37Z",
        "Sun Nov 6 08:49:37 1994", "Sunday, 06-Nov-1994 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK(parse_http_date(text, kNow) == std::nullopt);
  }
}

TEST_CASE("Retry-After is seconds or a date, between nothing and a day") {
  const std::vector<std::pair<const char*, std::optional<Duration>>> cases = {
      {"0", 0s},
      {"120", 120s},
      {" 7 ", 7s},
      {"86400", 24h},
      {"86401", 24h},
      {"99999999999999999999999999", 24h},
      {"Sun, 01 Mar 2026 12:00:30 GMT", 30s},
      {"Sun, 01 Mar 2026 11:59:30 GMT", 0s},
      {"Sun, 01 Mar 2037 11:59:30 GMT", 24h},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"+1", std::nullopt},
      {"1.5", std::nullopt},
      {"1 s", std::nullopt},
      {"soon", std::nullopt},
  };
  for (const auto& one : cases) {
    CAPTURE(one.first);
    CHECK(parse_retry_after(one.first, kNow) == one.second);
  }
}

TEST_CASE("Retry-After goes before the other fields, whatever the case of its name") {
  CHECK(advice_of({{"x-ratelimit-reset", "50"}, {"RETRY-AFTER", "10"}}) == 10s);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0;t=120"}, {"Retry-After", "soon"}}) == 120s);
}

TEST_CASE("a RateLimit field counts where nothing remains") {
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0;t=120"}}) == 120s);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0;t=120,\"day\";r=0;t=600"}}) == 600s);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0;t=120, \"day\"; r=4; t=600"}}) == 120s);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=3;t=120"}}) == std::nullopt);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0"}}) == std::nullopt);
  CHECK(advice_of({{"RateLimit", "\"hour\";r=0;t=soon"}}) == std::nullopt);
  CHECK(advice_of({{"RateLimit", ";;;=,,,"}}) == std::nullopt);
}

TEST_CASE("x-ratelimit-reset is seconds to go or seconds since 1970") {
  CHECK(advice_of({{"X-RateLimit-Reset", "45"}}) == 45s);
  CHECK(advice_of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "45"}}) == 45s);
  CHECK(advice_of({{"X-RateLimit-Remaining", "3"}, {"X-RateLimit-Reset", "45"}}) == std::nullopt);
  CHECK(advice_of({{"X-RateLimit-Remaining", "?"}, {"X-RateLimit-Reset", "45"}}) == std::nullopt);
  CHECK(advice_of({{"X-RateLimit-Reset", "1772366410"}}) == 10s);
  CHECK(advice_of({{"X-RateLimit-Reset", "1772366390"}}) == 0s);
  CHECK(advice_of({{"X-RateLimit-Reset", "never"}}) == std::nullopt);
}

TEST_CASE("the server's own clock decides where it tells its time") {
  // This machine is ten minutes ahead of the server.
  CHECK(advice_of({{"Date", "Sun, 01 Mar 2026 11:50:00 GMT"},
                   {"Retry-After", "Sun, 01 Mar 2026 11:50:30 GMT"}}) == 30s);
  CHECK(advice_of({{"Date", "yesterday"}, {"Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT"}}) ==
        30s);
}

TEST_CASE("an answer without such fields advises nothing") {
  CHECK(advice_of({}) == std::nullopt);
  CHECK(advice_of({{"Content-Type", "text/html"}}) == std::nullopt);
}
