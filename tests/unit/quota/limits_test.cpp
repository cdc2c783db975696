#include "quota/limits.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::quota;
using namespace std::chrono_literals;

TEST_CASE("every meter has its documented windows, the shortest first") {
  const Limits limits;
  const auto windows = [&](Meter meter) {
    const auto found = limits.windows(meter);
    return std::vector<Window>(found.begin(), found.end());
  };
  CHECK(windows(Meter::List) == std::vector<Window>{{"list_minute", 1min, 50},
                                                    {"list_hour", 1h, 200},
                                                    {"list_day", 24h, 1000}});
  CHECK(windows(Meter::Get) == std::vector<Window>{{"get_minute", 1min, 100},
                                                   {"get_hour", 1h, 1000},
                                                   {"get_day", 24h, 4000}});
  CHECK(windows(Meter::FileOperation) ==
        std::vector<Window>{{"file_hour", 1h, 10}, {"file_day", 24h, 100}});
  CHECK(windows(Meter::FileUsers) == std::vector<Window>{{"file_users_day", 24h, 2'000'000}});
  CHECK(windows(Meter::CohortSync) == std::vector<Window>{{"cohort_minute", 1min, 300}});
  CHECK(windows(Meter::Archival) == std::vector<Window>{});
}

TEST_CASE("a setting changes one number, and its window") {
  Limits limits;
  CHECK(limits.set("file_hour", 40));
  CHECK(limits.number("file_hour") == 40);
  CHECK(limits.windows(Meter::FileOperation)[0] == Window{"file_hour", 1h, 40});
  CHECK(limits.windows(Meter::FileOperation)[1] == Window{"file_day", 24h, 100});
}

TEST_CASE("a name that is no limit changes nothing") {
  Limits limits;
  CHECK_FALSE(limits.set("file_minute", 1));
  CHECK(limits == Limits());
}

TEST_CASE("every number has a name, and every name a number") {
  Limits limits;
  std::uint64_t next = 7'000'000'000;
  for (const auto setting : Limits::settings()) CHECK(limits.set(setting, next++));
  next = 7'000'000'000;
  for (const auto setting : Limits::settings()) CHECK(limits.number(setting) == next++);
}

TEST_CASE("a meter's word reads back, and no other word does") {
  for (const Meter meter : kMeters) CHECK(meter_of(meter_word(meter)) == meter);
  CHECK(meter_of("gets") == std::nullopt);
  CHECK(meter_of("") == std::nullopt);
}

TEST_CASE("what is counted is named in the singular and the plural") {
  CHECK(counted_on(Meter::FileOperation, 1) == "1 file operation");
  CHECK(counted_on(Meter::FileOperation, 14) == "14 file operations");
  CHECK(counted_on(Meter::CreateFilter, 2) == "2 creates of filter segments");
  CHECK(counted_on(Meter::FileUsers, 1'204'118) == "1,204,118 users through files");
}
