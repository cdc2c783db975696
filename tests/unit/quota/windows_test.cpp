#include "quota/windows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace segctl;
using namespace segctl::quota;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart = *parse_utc("2026-03-01T12:00:00");

const std::vector<Window> kTwo{{"file_hour", 1h, 3}, {"file_day", 24h, 5}};

Account uses(std::vector<Use> list) { return {std::move(list), {}}; }

}  // namespace

TEST_CASE("an empty window lets all of its calls through now, and not one more") {
  CHECK(earliest(kTwo, {}, 3, kStart) == kStart);
  CHECK(left_now(kTwo, {}, kStart) == 3);
  const Account full = uses({{kStart, 3}});
  CHECK(left_now(kTwo, full, kStart) == 0);
  CHECK(earliest(kTwo, full, 1, kStart) == kStart + 1h + kTravel);
}

TEST_CASE("calls leave a window one by one, a moment after MoEngage's window ends") {
  const Account account = uses({{kStart, 1}, {kStart + 10min, 1}, {kStart + 20min, 1}});
  const Timestamp now = kStart + 30min;
  CHECK(earliest(kTwo, account, 1, now) == kStart + 1h + kTravel);
  CHECK(earliest(kTwo, account, 2, now) == kStart + 10min + 1h + kTravel);
  CHECK(earliest(kTwo, account, 3, now) == kStart + 24h + kTravel);
  CHECK(used_in(account, 1h, kStart + 1h + kTravel - 1ms) == 3);
  CHECK(used_in(account, 1h, kStart + 1h + kTravel) == 2);
  CHECK(left_now(kTwo, account, kStart + 1h + kTravel) == 1);
}

TEST_CASE("the window that frees up last decides") {
  const Account account = uses({{kStart, 2}, {kStart + 3h, 3}});
  CHECK(earliest(kTwo, account, 1, kStart + 5h) == kStart + 24h + kTravel);
}

TEST_CASE("a count larger than a window waits for it to be empty") {
  const std::vector<Window> users{{"file_users_day", 24h, 2'000'000}};
  CHECK(earliest(users, {}, 3'000'000, kStart) == kStart);
  CHECK(earliest(users, uses({{kStart, 1}}), 3'000'000, kStart + 1h) == kStart + 24h + kTravel);
}

TEST_CASE("a window of 0 lets nothing through, ever") {
  const std::vector<Window> none{{"file_hour", 1h, 0}};
  CHECK(earliest(none, {}, 1, kStart) == std::nullopt);
  CHECK(left_now(none, {}, kStart) == 0);
}

TEST_CASE("a meter without windows lets everything through but where it is closed") {
  CHECK(left_now({}, {}, kStart) == UINT64_MAX);
  const Account closed{{}, {{kStart, kStart + 90s, 0}}};
  CHECK(left_now({}, closed, kStart) == 0);
  CHECK(earliest({}, closed, 1, kStart) == kStart + 90s);
  CHECK(earliest({}, closed, 1, kStart + 90s) == kStart + 90s);
}

TEST_CASE("MoEngage's word holds from when it was given until it ends") {
  // Two were let through since; a third may go, a fourth not before the end.
  const Account account{{{kStart - 1min, 1}, {kStart + 1s, 2}}, {{kStart, kStart + 5min, 3}}};
  const std::vector<Window> wide{{"get_minute", 1min, 100}};
  CHECK(left_now(wide, account, kStart + 2s) == 1);
  CHECK(earliest(wide, account, 1, kStart + 2s) == kStart + 2s);
  CHECK(earliest(wide, account, 2, kStart + 2s) == kStart + 5min);
}

TEST_CASE("caps that follow one another are all waited for") {
  const Account account{{}, {{kStart, kStart + 5min, 0}, {kStart, kStart + 9min, 0}}};
  CHECK(earliest(kTwo, account, 1, kStart) == kStart + 9min);
}

TEST_CASE("what no window counts any more is forgotten") {
  Record record;
  record.of(Meter::Get) = {{{kStart, 1}, {kStart + 1h, 2}}, {{kStart, kStart + 1min, 0}}};
  CHECK_FALSE(forget_old(record, kStart + 24h + kTravel));
  Record expected;
  expected.of(Meter::Get) = {{{kStart + 1h, 2}}, {}};
  CHECK(record == expected);
}

TEST_CASE("after a clock was set back, what lies ahead counts from now") {
  Record record;
  record.of(Meter::Get) = {{{kStart - 1h, 1}, {kStart + 48h, 2}},
                           {{kStart + 48h, kStart + 49h, 0}}};
  CHECK(forget_old(record, kStart));
  Record expected;
  expected.of(Meter::Get) = {{{kStart - 1h, 1}, {kStart, 2}}, {{kStart, kStart + 1h, 0}}};
  CHECK(record == expected);
  CHECK_FALSE(forget_old(record, kStart));
}

TEST_CASE("calls made at the earliest time never pass a window, whatever came before") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Account account;
    Timestamp now = kStart;
    for (int call = 0; call < 60; ++call) {
      now += std::chrono::seconds(random() % 1200);
      const std::uint64_t count = 1 + random() % 3;
      now = *earliest(kTwo, account, count, now);
      account.uses.push_back({now, count});
      for (const Window& window : kTwo) {
        CAPTURE(round);
        REQUIRE(used_in(account, window.length, now) <= window.allowed);
      }
    }
  }
}
