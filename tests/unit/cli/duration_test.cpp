#include "cli/duration.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::cli;
using namespace std::chrono_literals;

TEST_CASE("a duration is a number of seconds, or numbers with their units") {
  CHECK(parse_duration("0") == 0s);
  CHECK(parse_duration("90") == 90s);
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("250ms") == 250ms);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("2d") == 48h);
  CHECK(parse_duration("365d") == 365 * 24h);
}

TEST_CASE("what is no duration, or longer than a year, is none") {
  for (const char* text : {"", "soon", "-1", "-1s", "1 s", "1.5h", "5x", "h", "1h30", "s5", "366d",
                           "365d1s", "99999999999999999999", "9223372036854775807d"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}
