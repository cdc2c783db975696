#include "state/quota_file.h"

#include "base/file.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace segctl;
using namespace segctl::state;
using namespace segctl::quota;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart = *parse_utc("2026-03-01T12:00:00");

Entry call(Meter meter, Duration after = 0s, std::uint64_t count = 1) {
  return {meter, Use{kStart + after, count}};
}

/// Adds `entries` as a run would.
void write(Ledger& ledger, const std::vector<Entry>& entries, Timestamp now = kStart) {
  const auto written = ledger.update(
      now, [&](const Record&) { return entries; }, Ledger::Durability::Synced);
  REQUIRE(written);
}

std::string text_of(const std::filesystem::path& path) {
  return read_file(path, 1U << 20U).value();
}

void replace_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::uint64_t used(const Record& record, Meter meter, Timestamp now = kStart + 1h) {
  return used_in(record.of(meter), 24h, now);
}

/// Four calls: two Gets, a file operation with its users.
const std::vector<Entry> kFour{call(Meter::Get), call(Meter::Get, 1s),
                               call(Meter::FileOperation, 2s),
                               call(Meter::FileUsers, 2s, 1'204'118)};

}  // namespace

TEST_CASE("what one run reserves, the next one counts") {
  const test::TemporaryDirectory directory;
  const auto path = directory / "state.json.quota";
  const Entry closed{Meter::List, Cap{kStart, kStart + 2h, 0}};
  {
    QuotaFile first(path);
    write(first, kFour);
    write(first, {closed});
  }
  QuotaFile second(path);
  Record expected;
  for (const Entry& entry : kFour) add(expected, entry);
  add(expected, closed);
  CHECK(second.read(kStart + 1h).value() == expected);

  struct stat status {};

  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("two runs see one another's calls as they are made") {
  const test::TemporaryDirectory directory;
  QuotaFile plan(directory / "q");
  QuotaFile apply(directory / "q");
  for (int i = 0; i < 3; ++i) {
    write(plan, {call(Meter::List)});
    write(apply, {call(Meter::List)});
  }
  std::uint64_t seen = 0;
  REQUIRE(plan.update(
      kStart,
      [&](const Record& record) {
        seen = used(record, Meter::List);
        return std::vector<Entry>();
      },
      Ledger::Durability::Buffered));
  CHECK(seen == 6);
}

TEST_CASE("no place is taken twice, however many take at once") {
  const test::TemporaryDirectory directory;
  std::atomic<int> taken{0};
  const auto take = [&] {
    QuotaFile ledger(directory / "q");
    for (int i = 0; i < 50; ++i) {
      const auto decide = [&](const Record& record) -> std::vector<Entry> {
        if (used(record, Meter::Get) >= 60) return {};
        ++taken;
        return {call(Meter::Get)};
      };
      (void)ledger.update(kStart, decide, Ledger::Durability::Buffered);
    }
  };
  std::thread one(take);
  std::thread two(take);
  one.join();
  two.join();
  CHECK(taken == 60);
}

TEST_CASE("the record is made with its directory, and nothing is touched before") {
  const test::TemporaryDirectory directory;
  QuotaFile ledger(directory.path() / "new" / "q");
  CHECK(ledger.read(kStart).value() == Record());
  CHECK(test::names_in(directory.path()).empty());
  write(ledger, {call(Meter::Get)});
  CHECK(test::names_in(directory / "new") == std::vector<std::string>{"q"});
}

TEST_CASE("a file that can't be written fails, and says what it is for") {
  const test::TemporaryDirectory directory;
  replace_text(directory / "file", "");
  QuotaFile ledger(directory.path() / "file" / "q");
  const auto updated = ledger.update(
      kStart, [](const Record&) { return std::vector<Entry>{call(Meter::Get)}; },
      Ledger::Durability::Buffered);
  REQUIRE_FALSE(updated);
  CHECK(updated.error().hint ==
        "segctl counts its calls there to stay within MoEngage's limits: make the directory "
        "writable, with room left");
}

TEST_CASE("cut anywhere, the record counts every whole line and drops the last, unfinished one") {
  const std::string whole = encode_quota(kFour);
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    CAPTURE(length);
    const DecodedQuota decoded = decode_quota(whole.substr(0, length), kStart + 1h);
    Record expected;
    std::size_t end = 0;
    std::size_t lines = 0;
    for (const Entry& entry : kFour) {
      end += encode_quota({entry}).size();
      if (length + 1 < end) break;  // a line is complete without its end
      add(expected, entry);
      ++lines;
    }
    CHECK(decoded.record == expected);
    CHECK(decoded.lines == lines);
    CHECK(decoded.damaged == 0);
  }
}

TEST_CASE("with any bit flipped, no limit counts fewer calls than were made") {
  const std::string whole = encode_quota(kFour);
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    CAPTURE(bit);
    std::string text = whole;
    text[bit / 8] =
        static_cast<char>(static_cast<unsigned char>(text[bit / 8]) ^ (1U << (bit % 8)));
    const Record record = decode_quota(text, kStart + 3s).record;
    CHECK(used(record, Meter::Get) >= 2);
    CHECK(used(record, Meter::FileOperation) >= 1);
    CHECK(used(record, Meter::FileUsers) >= 1'204'118);
    CHECK(used_in(record.of(Meter::Get), 1min, kStart + 3s) >= 2);
  }
}

TEST_CASE("a line that was damaged counts for every limit at the time of those that follow it") {
  std::string text = encode_quota({call(Meter::Get), call(Meter::List, 1s), call(Meter::Get, 2s)});
  text[text.find('\n') + 3] = '!';
  const DecodedQuota decoded = decode_quota(text, kStart + 1h);
  CHECK(decoded.damaged == 1);
  CHECK(decoded.record.of(Meter::FileOperation).uses == std::vector<Use>{{kStart + 2s, 1}});
  CHECK(decoded.record.of(Meter::Get).uses ==
        std::vector<Use>{{kStart, 1}, {kStart + 2s, 1}, {kStart + 2s, 1}});
}

TEST_CASE("damage that nothing follows counts from now") {
  const std::string text = encode_quota({call(Meter::Get)}) + std::string(90, '\0') + "\n";
  CHECK(decode_quota(text, kStart + 5h).record.of(Meter::List).uses ==
        std::vector<Use>{{kStart + 5h, 2}});
}

TEST_CASE("a damaged file is mended with the next call, and counts the same") {
  const test::TemporaryDirectory directory;
  const auto path = directory / "q";
  const std::string good = encode_quota({call(Meter::Get)});
  replace_text(path, "rubbish\n" + good + "torn");
  QuotaFile ledger(path);
  write(ledger, {call(Meter::Get, 1s)}, kStart + 1s);
  const DecodedQuota mended = decode_quota(text_of(path), kStart + 1s);
  CHECK(mended.damaged == 0);
  CHECK(mended.record.of(Meter::Get).uses ==
        std::vector<Use>{{kStart, 1}, {kStart, 1}, {kStart + 1s, 1}});
  CHECK(test::names_in(directory.path()) == std::vector<std::string>{"q"});
}

TEST_CASE("what no window counts any more is dropped from the file in time") {
  const test::TemporaryDirectory directory;
  const auto path = directory / "q";
  QuotaFile ledger(path);
  write(ledger, std::vector<Entry>(600, call(Meter::Get)));
  write(ledger, {call(Meter::Get, 25h)}, kStart + 25h);
  CHECK(text_of(path) == encode_quota({call(Meter::Get, 25h)}));
}

TEST_CASE("after a clock was set back, calls that lie ahead don't close their windows for ever") {
  const test::TemporaryDirectory directory;
  QuotaFile ledger(directory / "q");
  write(ledger, {call(Meter::FileOperation, 24h * 365)}, kStart + 24h * 365);
  write(ledger, {call(Meter::FileOperation)});
  CHECK(ledger.read(kStart + 25h).value() == Record());
}

TEST_CASE("a link in the record's place is not followed") {
  const test::TemporaryDirectory directory;
  replace_text(directory / "theirs", "");
  std::filesystem::create_symlink(directory / "theirs", directory / "q");
  QuotaFile ledger(directory / "q");
  CHECK_FALSE(ledger.update(
      kStart, [](const Record&) { return std::vector<Entry>{call(Meter::Get)}; },
      Ledger::Durability::Buffered));
  CHECK(text_of(directory / "theirs").empty());
}
