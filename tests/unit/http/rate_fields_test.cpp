#include "http/rate_fields.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::http;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = *parse_utc("2026-03-01T12:00:00");

std::vector<RateField> fields_of(std::vector<Header> headers) {
  return rate_fields(Response{200, std::move(headers), ""}, kNow);
}

using Fields = std::vector<RateField>;

}  // namespace

TEST_CASE("RateLimit tells what remains, and its policy of how many in how long") {
  CHECK(fields_of({{"RateLimit", "\"hour\";r=3;t=120, \"day\";r=40"},
                   {"RateLimit-Policy", "\"hour\";q=10;w=3600,\"day\";q=100;w=86400;pk=:abc:"}}) ==
        Fields{{10, 3, 120s, 1h}, {100, 40, std::nullopt, 24h}});
  CHECK(fields_of({{"RateLimit", "\"hour\";r=3;t=120"}}) ==
        Fields{{std::nullopt, 3, 120s, std::nullopt}});
  CHECK(fields_of({{"RateLimit", "\"a,b;c\";r=3"}}) ==
        Fields{{std::nullopt, 3, std::nullopt, std::nullopt}});
}

TEST_CASE("a malformed RateLimit field is no field") {
  for (const char* text :
       {"", "hour;r=3", "\"hour\"", "\"hour\";t=1", "\"hour\";r=-1;t=1", "\"hour\";r=3.5",
        "\"hour\";r=x", "\"hour;r=3", "\"hour\";r=3,;", ",", "\"\";r=1", "\"hour\";r=3;t=1;t"}) {
    CAPTURE(text);
    CHECK(fields_of({{"RateLimit", text}}) == Fields{});
  }
}

TEST_CASE("a policy without q, or malformed, adds nothing") {
  const Fields bare{{std::nullopt, 3, std::nullopt, std::nullopt}};
  CHECK(fields_of({{"RateLimit", "\"h\";r=3"}, {"RateLimit-Policy", "\"h\";w=60"}}) == bare);
  CHECK(fields_of({{"RateLimit", "\"h\";r=3"}, {"RateLimit-Policy", "\"h\";q=a;w=60"}}) == bare);
  CHECK(fields_of({{"RateLimit", "\"h\";r=3"}, {"RateLimit-Policy", "\"other\";q=1;w=60"}}) ==
        bare);
}

TEST_CASE("x-ratelimit tells the same, with a reset in seconds to go or since 1970") {
  CHECK(fields_of({{"X-RateLimit-Limit", "50"},
                   {"X-RateLimit-Remaining", "7"},
                   {"X-RateLimit-Reset", "1772366430"}}) == Fields{{50, 7, 30s, std::nullopt}});
  CHECK(fields_of({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "9999999"}}) ==
        Fields{{std::nullopt, 0, 24h, std::nullopt}});
  CHECK(fields_of({{"x-ratelimit-remaining", "some"}, {"x-ratelimit-reset", "9"}}) == Fields{});
}
