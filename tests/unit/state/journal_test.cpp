#include "state/journal.h"

#include "base/file.h"
#include "state/local_store.h"
#include "support/temporary_directory.h"
#include "unit/state/random_state.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace segctl;
using state::Delta;
using state::Journal;
using state::LocalStore;
using state::Operation;
using state::OperationKind;
using state::replay;
using state::State;
using test::TemporaryDirectory;

namespace {

RecordedSegment record(const std::string& key) {
  RecordedSegment segment = test::sample_state().segments.begin()->second;
  segment.key = Key(key);
  segment.name = SegmentName("Name of " + key);
  return segment;
}

Operation operation(const std::string& key) {
  Operation wanted;
  wanted.kind = OperationKind::CreateFilter;
  wanted.key = Key(key);
  wanted.name = SegmentName("Name of " + key);
  wanted.body = sha256("the body for " + key);
  wanted.begun = Timestamp(Duration(1'700'000'000'000));
  wanted.landed.drop = {Key("the key before")};
  wanted.landed.set = {record(key)};
  return wanted;
}

std::string bytes_of(const std::filesystem::path& path) {
  return read_file(path, 1U << 20U).value();
}

/// A journal on top of `base`, and what `base` is after each of its frames, the header first.
struct Written {
  std::string bytes;
  std::vector<std::size_t> ends;  ///< where each frame ends
  std::vector<State> states;
};

Written written_journal(const State& base) {
  const TemporaryDirectory directory;
  const auto path = directory / "journal";
  Journal journal = Journal::begin(path, base).value();
  Written written;
  State now = base;
  const auto note = [&] {
    written.bytes = bytes_of(path);
    written.ends.push_back(written.bytes.size());
    written.states.push_back(now);
  };
  note();
  Operation first = operation("first");
  REQUIRE(journal.intend(first));
  now.open.push_back(first);
  note();
  const Delta landed{{Key("gold")}, {record("first")}};
  REQUIRE(journal.settle(first.id, landed));
  now.open.clear();
  apply_delta(now, landed);
  note();
  REQUIRE(journal.note({{Key("first")}, {}}));
  now.segments.erase(Key("first"));
  note();
  Operation second = operation("second\n\x1b");
  REQUIRE(journal.intend(second));
  now.open.push_back(second);
  note();
  return written;
}

State base_state() {
  State base = test::sample_state();
  base.serial = 7;
  return base;
}

}  // namespace

TEST_CASE("a journal cut at any byte gives what its whole frames say") {
  const State base = base_state();
  const Written written = written_journal(base);
  std::size_t whole = 0;  // frames within the first `length` bytes
  for (std::size_t length = 0; length <= written.bytes.size(); ++length) {
    while (whole < written.ends.size() && written.ends[whole] <= length) ++whole;
    const auto replayed = replay(written.bytes.substr(0, length), base, "j");
    REQUIRE(replayed.has_value());
    CHECK(**replayed == (whole == 0 ? base : written.states[whole - 1]));
  }
  CHECK(whole == written.ends.size());
}

TEST_CASE("a journal with any bit flipped is refused, with the way out") {
  const State base = base_state();
  const Written written = written_journal(base);
  for (std::size_t bit = 0; bit < written.bytes.size() * 8; ++bit) {
    std::string bytes = written.bytes;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const auto replayed = replay(bytes, base, "j");
    REQUIRE_MESSAGE(!replayed.has_value(), "bit " << bit);
    CHECK(replayed.error().message.starts_with("the journal j can't be used: "));
    CHECK(replayed.error().hint.find("--adopt KEY") != std::string::npos);
  }
}

TEST_CASE("frames that were taken out or put in another order are damage") {
  const State base = base_state();
  const Written written = written_journal(base);
  const auto frame = [&](std::size_t i) {
    const std::size_t begin = i == 0 ? 0 : written.ends[i - 1];
    return written.bytes.substr(begin, written.ends[i] - begin);
  };
  CHECK_FALSE(replay(frame(0) + frame(2) + frame(3), base, "j").has_value());
  CHECK_FALSE(replay(frame(0) + frame(2) + frame(1), base, "j").has_value());
  CHECK_FALSE(replay(frame(0) + frame(1) + frame(1), base, "j").has_value());
  CHECK_FALSE(replay(frame(1) + frame(2), base, "j").has_value());
}

TEST_CASE("a journal goes on from the state that it was begun on, and from no other") {
  const State base = base_state();
  const std::string bytes = written_journal(base).bytes;
  State later = base;
  later.serial = 8;
  CHECK(replay(bytes, later, "j").value() == later);  // taken in already
  State earlier = base;
  earlier.serial = 6;
  CHECK(replay(bytes, earlier, "j").error().message ==
        "the journal j can't be used: it goes on from serial 7, and the state is an older one, 6");
  State other = later;
  other.lineage = state::Lineage("another");
  CHECK(replay(bytes, other, "j").error().message ==
        "the journal j can't be used: it belongs to the state with lineage " + base.lineage.str() +
            ", not another");
  CHECK(replay(bytes, std::nullopt, "j").error().message ==
        "the journal j can't be used: it goes on from serial 7 of a state that is gone");
}

TEST_CASE("the first run's journal makes a state where there was none yet") {
  const State base = state::new_state({"https://api-01.moengage.com", "sha256:0"});
  const Written written = written_journal(base);
  CHECK(replay(written.bytes, std::nullopt, "j").value() == written.states.back());
}

TEST_CASE("a save takes the journal in, and one that stayed behind means nothing") {
  const TemporaryDirectory directory;
  LocalStore store(directory / "state.json");
  State base = state::new_state({"https://api-01.moengage.com", "sha256:0"});
  REQUIRE(store.save(base));
  Operation wanted = operation("first");
  {
    Journal journal = store.begin_journal(base).value();
    REQUIRE(journal.intend(wanted));
  }
  CHECK(wanted.id == "2.1");
  State expected = base;
  expected.open = {wanted};
  CHECK(store.has_journal());
  State loaded = store.load().value().value();
  CHECK(loaded == expected);
  const std::string journal = bytes_of(directory / "state.json.journal");
  REQUIRE(store.save(loaded));
  CHECK_FALSE(store.has_journal());
  CHECK(store.load().value() == loaded);
  std::ofstream(directory / "state.json.journal") << journal;
  CHECK(store.load().value() == loaded);
}
