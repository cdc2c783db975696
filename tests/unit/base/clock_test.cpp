#include "base/clock.h"

#include <doctest/doctest.h>

#include <csignal>
#include <random>
#include <sys/time.h>

using namespace segctl;
using namespace std::chrono;

namespace {

Timestamp noon() { return Timestamp(sys_days(2026y / March / 1)) + 12h; }

}  // namespace

TEST_CASE("a time is written in UTC, with milliseconds where there are any") {
  CHECK(format_utc(noon()) == "2026-03-01T12:00:00Z");
  CHECK(format_utc(noon() + 7ms) == "2026-03-01T12:00:00.007Z");
  CHECK(format_utc(noon() + 120ms) == "2026-03-01T12:00:00.120Z");
  CHECK(format_utc(Timestamp{}) == "1970-01-01T00:00:00Z");
  CHECK(format_utc(Timestamp(-1ms)) == "1969-12-31T23:59:59.999Z");
  CHECK(format_utc(Timestamp(sys_days(2024y / February / 29))) == "2024-02-29T00:00:00Z");
}

TEST_CASE("a time is read with and without zone and fraction") {
  CHECK(parse_utc("2026-03-01T12:00:00Z") == noon());
  CHECK(parse_utc("2026-03-01T12:00:00") == noon());
  CHECK(parse_utc("2026-03-01 12:00:00") == noon());
  CHECK(parse_utc("2026-03-01T12:00:00.5Z") == noon() + 500ms);
  CHECK(parse_utc("2026-03-01T12:00:00.05") == noon() + 50ms);
  CHECK(parse_utc("2026-03-01T12:00:00.123999999Z") == noon() + 123ms);
  CHECK(parse_utc("2022-12-01T13:17:46.409000") ==
        Timestamp(sys_days(2022y / December / 1)) + 13h + 17min + 46s + 409ms);
}

TEST_CASE("a leap second is the second after it") {
  CHECK(parse_utc("2016-12-31T23:59:60Z") == parse_utc("2017-01-01T00:00:00Z"));
}

TEST_CASE("what is no time is nothing") {
  for (const char* text : {"",
                           "2026-03-01",
                           "2026-03-01T12:00",
                           "2026-03-01T12:00:0",
                           "2026-03-01T24:00:00Z",
                           "2026-03-01T12:60:00Z",
                           "2026-03-01T12:00:61Z",
                           "2026-13-01T12:00:00Z",
                           "2026-00-01T12:00:00Z",
                           "2026-02-29T12:00:00Z",
                           "2026-04-31T12:00:00Z",
                           "2026-03-00T12:00:00Z",
                           "2026-03-01T12:00:00+01:00",
                           "2026-03-01T12:00:00z",
                           "2026-03-01T12:00:00.Z",
                           "2026-03-01T12:00:00.12x",
                           "2026-03-01T12:00:00Zx",
                           "2026-03-01T12:00:00 Z",
                           " 2026-03-01T12:00:00Z",
                           "2026/03/01T12:00:00Z",
                           "-026-03-01T12:00:00Z",
                           "+026-03-01T12:00:00Z",
                           "2026-03-01T-1:00:00Z",
                           "2026-03-01T12:00:00,5Z",
                           "2026-03-01t12:00:00Z"}) {
    CAPTURE(text);
    CHECK(parse_utc(text) == std::nullopt);
  }
}

TEST_CASE("every time that is written is read back") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> millis(-62135596800000, 253402300799999);
  for (int i = 0; i < 10000; ++i) {
    const Timestamp time{Duration(millis(random))};
    CAPTURE(format_utc(time));
    CHECK(parse_utc(format_utc(time)) == time);
  }
}

TEST_CASE("a manual clock moves when told to or slept on") {
  ManualClock clock(noon());
  CHECK(clock.now() == noon());
  clock.advance(1s);
  clock.sleep_for(2s);
  CHECK(clock.now() == noon() + 3s);
  clock.set(noon());
  CHECK(clock.now() == noon());
}

TEST_CASE("the system's clock sleeps as long as it was asked to, and not for a negative time") {
  SystemClock clock;
  const Timestamp before = clock.now();
  clock.sleep_for(20ms);
  CHECK(clock.now() - before >= 20ms);
  CHECK(clock.now() > Timestamp(sys_days(2025y / January / 1)));
  clock.sleep_for(-1h);
  CHECK(clock.now() - before < 30min);
}

TEST_CASE("a signal wakes who sleeps on the system's clock") {
  struct sigaction quiet {};

  quiet.sa_handler = [](int) {};

  struct sigaction before {};

  REQUIRE(::sigaction(SIGALRM, &quiet, &before) == 0);
  const itimerval soon{{0, 0}, {0, 50000}};
  REQUIRE(::setitimer(ITIMER_REAL, &soon, nullptr) == 0);
  SystemClock clock;
  const Timestamp start = clock.now();
  clock.sleep_for(10s);
  CHECK(clock.now() - start < 8s);
  REQUIRE(::sigaction(SIGALRM, &before, nullptr) == 0);
}
