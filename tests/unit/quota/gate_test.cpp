#include "quota/gate.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace segctl;
using namespace segctl::quota;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart = *parse_utc("2026-03-01T12:00:00");
const std::vector<Cost> kFile{{Meter::FileOperation, 1}};

/// A record that can't be written, and says so.
class BrokenLedger : public Ledger {
 public:
  Result<Record> read(Timestamp) override { return known; }

  Result<void> update(Timestamp, const Decide&, Durability) override {
    return fail(ErrorCode::GiveUp, "cannot keep the record", "make room");
  }

  Record known;
};

/// Remembers how sure each reservation had to be.
class WatchedLedger : public MemoryLedger {
 public:
  Result<void> update(Timestamp now, const Decide& decide, Durability durability) override {
    asked.push_back(durability);
    return MemoryLedger::update(now, decide, durability);
  }

  std::vector<Durability> asked;
};

struct Scene {
  ManualClock clock{kStart};
  MemoryLedger ledger;
  Patience patience;

  Gate gate(Limits limits = {}) { return {std::move(limits), ledger, clock, patience, 1}; }
};

std::uint64_t used(Ledger& ledger, Meter meter, Timestamp now) {
  return used_in(ledger.read(now)->of(meter), 24h, now);
}

}  // namespace

TEST_CASE("a call is on record before it is made") {
  Scene scene;
  Gate gate = scene.gate();
  REQUIRE(gate.acquire(kFile));
  CHECK(scene.ledger.read(kStart)->of(Meter::FileOperation).uses == std::vector<Use>{{kStart, 1}});
  CHECK(scene.clock.now() == kStart);
}

TEST_CASE("the call that is one too many is refused with the time to come back") {
  Scene scene;
  Gate gate = scene.gate();
  for (int i = 0; i < 10; ++i) REQUIRE(gate.acquire(kFile));
  const auto refused = gate.acquire(kFile);
  REQUIRE_FALSE(refused);
  CHECK(
      refused.error() ==
      Refusal{{ErrorCode::Wait, "MoEngage's limit on file operations is used up until 13:00:02 UTC",
               "run again in 61 min, or give --wait"},
              kStart + 1h + kTravel});
  CHECK(used(scene.ledger, Meter::FileOperation, kStart) == 10);
  CHECK(scene.clock.now() == kStart);
}

TEST_CASE("a wait of a minute is waited for, by default") {
  Scene scene;
  Gate gate = scene.gate();
  for (int i = 0; i < 51; ++i) REQUIRE(gate.acquire_some(Meter::List, 1));
  CHECK(scene.clock.now() == kStart + 1min + kTravel);
}

TEST_CASE("with patience without end the window is waited for, in pieces that are told of") {
  Scene scene;
  std::vector<Duration> told;
  scene.patience.max_wait = std::nullopt;
  scene.patience.piece = [&told](const Pause& pause) {
    told.push_back(pause.left);
    return Duration(30min);
  };
  Gate gate = scene.gate();
  for (int i = 0; i < 11; ++i) REQUIRE(gate.acquire(kFile));
  CHECK(scene.clock.now() == kStart + 1h + kTravel);
  CHECK(told == std::vector<Duration>{1h + kTravel, 30min + kTravel, kTravel});
}

TEST_CASE("a wait that ends while it is looked at is no wait that was given up") {
  // A sleep that falls short by a little, and a clock that goes on between two looks at it.
  class RestlessClock : public Clock {
   public:
    [[nodiscard]] Timestamp now() const override { return now_ += 1ms; }

    void sleep_for(Duration duration) override { now_ += std::max<Duration>(duration - 2ms, 0ms); }

   private:
    mutable Timestamp now_ = kStart;
  };

  for (int offset = 0; offset < 8; ++offset) {
    CAPTURE(offset);
    RestlessClock clock;
    MemoryLedger ledger;
    Patience patience;
    patience.piece = [](const Pause& pause) { return pause.left; };
    Gate gate({}, ledger, clock, patience, 1);
    for (int i = 0; i < offset; ++i) (void)clock.now();
    for (int i = 0; i < 120; ++i) CHECK(gate.acquire_some(Meter::List, 1));
  }
}

TEST_CASE("a wait that is given up refuses the call") {
  Scene scene;
  scene.patience.max_wait = std::nullopt;
  scene.patience.piece = [](const Pause&) { return Duration(0); };
  Gate gate = scene.gate();
  for (int i = 0; i < 10; ++i) REQUIRE(gate.acquire(kFile));
  CHECK(gate.acquire(kFile).error().until == kStart + 1h + kTravel);
}

TEST_CASE("a call and its users are reserved together or not at all") {
  Scene scene;
  Gate gate = scene.gate();
  const std::vector<Cost> large{{Meter::FileOperation, 1}, {Meter::FileUsers, 1'500'000}};
  REQUIRE(gate.acquire(large));
  const auto refused = gate.acquire(large);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().error.message ==
        "MoEngage's limit on users through files is used up until 2026-03-02 12:00:02 UTC");
  CHECK(used(scene.ledger, Meter::FileOperation, kStart) == 1);
  CHECK(used(scene.ledger, Meter::FileUsers, kStart) == 1'500'000);
}

TEST_CASE("as many calls as fit are reserved at once") {
  Scene scene;
  Gate gate = scene.gate();
  CHECK(gate.acquire_some(Meter::Get, 70) == 70);
  CHECK(gate.acquire_some(Meter::Get, 70) == 30);
  CHECK(scene.clock.now() == kStart);
  CHECK(gate.acquire_some(Meter::Get, 70) == 70);
  CHECK(scene.clock.now() == kStart + 1min + kTravel);
}

TEST_CASE("a limit of 0 is refused without a time") {
  Scene scene;
  Limits limits;
  limits.set("file_hour", 0);
  Gate gate = scene.gate(limits);
  CHECK(gate.acquire(kFile).error() ==
        Refusal{{ErrorCode::GiveUp, "`limits` in the project file allows no file operations at all",
                 "raise the limit that is 0"},
                std::nullopt});
}

TEST_CASE("a 429 closes its meter for as long as it says, with up to a tenth on top") {
  Scene scene;
  Gate gate = scene.gate();
  Advice advice;
  advice.refused = true;
  advice.retry_after = 10min;
  gate.learn(Meter::FileOperation, advice);
  const auto until = gate.acquire(kFile).error().until;
  REQUIRE(until);
  CHECK(*until >= kStart + 10min);
  CHECK(*until <= kStart + 11min);
  CHECK(gate.acquire_some(Meter::Get, 5) == 5);
}

TEST_CASE("a 429 that names no time closes the window that it names, else the shortest") {
  const auto closed_for = [](std::optional<Duration> window) {
    Scene scene;
    Gate gate = scene.gate();
    Advice advice;
    advice.refused = true;
    advice.window = window;
    gate.learn(Meter::FileOperation, advice);
    return *gate.acquire(kFile).error().until - kStart;
  };
  CHECK(closed_for(std::nullopt) >= 1h);
  CHECK(closed_for(std::nullopt) <= 66min);
  CHECK(closed_for(24h) >= 24h);
}

TEST_CASE("a minute is patience enough for a minute that a 429 closed, whatever is added to it") {
  const auto waited = [](std::uint64_t seed, Advice advice) -> std::optional<Duration> {
    Scene scene;
    Gate gate({}, scene.ledger, scene.clock, {}, seed);
    advice.refused = true;
    gate.learn(Meter::CreateFilter, advice);
    if (!gate.acquire_some(Meter::CreateFilter, 1)) return std::nullopt;
    return scene.clock.now() - kStart;
  };
  Duration longest{0};
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto unnamed = waited(seed, {});
    REQUIRE(unnamed);
    longest = std::max(longest, *unnamed);
    CHECK(*unnamed >= 1min);
    CHECK(waited(seed, {true, 60s, {}, {}, {}}) == unnamed);
    CHECK_FALSE(waited(seed, {true, 75s, {}, {}, {}}));
  }
  CHECK(longest > 65s);
  CHECK(longest <= 66s);
}

TEST_CASE("a 429 closes what has no limit of its own, too") {
  Scene scene;
  scene.patience.max_wait = 0s;
  Gate gate = scene.gate();
  Advice advice;
  advice.refused = true;
  advice.retry_after = 30s;
  gate.learn(Meter::Archival, advice);
  const std::vector<Cost> archive{{Meter::Archival, 1}};
  CHECK_FALSE(gate.acquire(archive));
  scene.clock.advance(33s);
  CHECK(gate.acquire(archive));
  CHECK(scene.ledger.record().of(Meter::Archival).uses.empty());
}

TEST_CASE("what MoEngage says remains holds where it is less than by our count") {
  Scene scene;
  Gate gate = scene.gate();
  Advice advice;
  advice.remaining = 2;
  advice.reset = 5min;
  gate.learn(Meter::FileOperation, advice);
  scene.clock.advance(1s);
  CHECK(gate.acquire(kFile));
  CHECK(gate.acquire(kFile));
  CHECK(gate.acquire(kFile).error().until == kStart + 5min);
}

TEST_CASE("what MoEngage says remains is no promise where it is more than by our count") {
  Scene scene;
  Gate gate = scene.gate();
  for (int i = 0; i < 9; ++i) REQUIRE(gate.acquire(kFile));
  Advice advice;
  advice.remaining = 5;
  advice.reset = 5min;
  gate.learn(Meter::FileOperation, advice);
  CHECK(scene.ledger.record().of(Meter::FileOperation).caps.empty());
  CHECK(gate.acquire(kFile));
  CHECK_FALSE(gate.acquire(kFile));
}

TEST_CASE("calls that change something are on disk before they leave, others need not be") {
  ManualClock clock(kStart);
  WatchedLedger ledger;
  Gate gate({}, ledger, clock, {}, 1);
  REQUIRE(gate.acquire(kFile));
  REQUIRE(gate.acquire_some(Meter::Get, 3));
  CHECK(ledger.asked ==
        std::vector<Ledger::Durability>{Ledger::Durability::Synced, Ledger::Durability::Buffered});
}

TEST_CASE("without a record, reading goes on by what was known, and nothing is changed") {
  ManualClock clock(kStart);
  BrokenLedger ledger;
  ledger.known.of(Meter::Get).uses = {{kStart - 1s, 98}};
  std::vector<Error> warnings;
  Patience patience;
  patience.max_wait = 0s;
  patience.warn = [&](const Error& error) { warnings.push_back(error); };
  Gate gate({}, ledger, clock, patience, 1);
  CHECK(gate.acquire_some(Meter::Get, 5) == 2);
  CHECK_FALSE(gate.acquire_some(Meter::Get, 5));
  const Error trouble{ErrorCode::GiveUp, "cannot keep the record", "make room"};
  CHECK(warnings == std::vector<Error>{trouble});
  CHECK(gate.acquire(kFile).error() == Refusal{trouble, std::nullopt});
}

TEST_CASE("waits are told in words, rounded up") {
  CHECK(wait_text(0s) == "0 s");
  CHECK(wait_text(1ms) == "1 s");
  CHECK(wait_text(119s) == "119 s");
  CHECK(wait_text(121s) == "3 min");
  CHECK(wait_text(2h) == "2 h");
  CHECK(wait_text(3h + 5min) == "3 h 5 min");
}

TEST_CASE("a moment is told with its date where that is another") {
  CHECK(moment_text(kStart + 1500ms, kStart) == "12:00:02 UTC");
  CHECK(moment_text(kStart + 12h, kStart) == "2026-03-02 00:00:00 UTC");
}
