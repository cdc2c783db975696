#include "members/snapshot.h"

#include "base/file.h"
#include "members/blake2s.h"
#include "members/difference.h"
#include "support/temporary_directory.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace segctl;
using namespace segctl::members;
using test::as_lines;
using test::Random;
using test::random_values;
using test::TemporaryDirectory;
using test::write_file;

namespace {

const Digest kSetDigest = sha256("which version");

Snapshot snapshot_of(const std::filesystem::path& values) {
  auto snapshot = Snapshot::of_file(values, kSetDigest);
  REQUIRE(snapshot);
  return *snapshot;
}

/// The file with its checksum made right again, as a careful forger would.
std::string with_checksum(std::string content) {
  content.resize(content.size() - 32);
  for (const std::uint8_t byte : sha256(content).bytes) content += static_cast<char>(byte);
  return content;
}

std::string read_error(const std::filesystem::path& path) {
  const auto snapshot = Snapshot::read(path);
  if (snapshot) return "read";
  CHECK(snapshot.error().code == ErrorCode::Invalid);
  return snapshot.error().message;
}

std::size_t distinct(const std::vector<std::string>& values) {
  return std::set<std::string>(values.begin(), values.end()).size();
}

}  // namespace

TEST_CASE("a snapshot comes back from its file as it was") {
  const TemporaryDirectory directory;
  Random random(1);
  for (const std::size_t count : {0U, 1U, 2U, 5'000U}) {
    CAPTURE(count);
    const std::vector<std::string> values = random_values(random, count, 3);
    write_file(directory / "values", as_lines(values));
    const Snapshot snapshot = snapshot_of(directory / "values");
    CHECK(snapshot.hashes().size() == distinct(values));
    REQUIRE(snapshot.write(directory / "a.members"));
    CHECK(Snapshot::read(directory / "a.members") == snapshot);
    CHECK(snapshot.set_digest() == kSetDigest);
  }
}

TEST_CASE("the difference from a snapshot is that from the file it was made of") {
  const TemporaryDirectory directory;
  Random random(2);
  for (const std::size_t count : {0U, 1U, 30U, 20'000U}) {
    CAPTURE(count);
    write_file(directory / "old", as_lines(random_values(random, count, 4)));
    write_file(directory / "new", as_lines(random_values(random, count + 3, 4)));
    CHECK(difference(snapshot_of(directory / "old"), directory / "new") ==
          difference(directory / "old", directory / "new"));
  }
}

TEST_CASE("a snapshot's file is for its owner alone and holds no value") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "someone@example.com\n");
  REQUIRE(snapshot_of(directory / "values").write(directory / "a.members"));

  struct stat status {};

  REQUIRE(::stat((directory / "a.members").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  CHECK(read_file(directory / "a.members", 1000)->find("someone") == std::string::npos);
}

TEST_CASE("each snapshot has a salt of its own, which its hashes depend on") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "u1\n");
  const Snapshot first = snapshot_of(directory / "values");
  const Snapshot second = snapshot_of(directory / "values");
  CHECK(first.salt() != second.salt());
  CHECK(first.hashes()[0] != second.hashes()[0]);
  const std::string_view value = "u1";
  ValueHash hash;
  hash_values({&value, 1}, {&hash, 1}, first.salt());
  CHECK(first.hashes()[0] == hash.high);
}

TEST_CASE("the file has the documented format") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "u1\n");
  const Snapshot snapshot = snapshot_of(directory / "values");
  REQUIRE(snapshot.write(directory / "a.members"));
  const std::string content = *read_file(directory / "a.members", 1000);
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
  };
  std::string expected = "SEGMEMB\n" + number(1, 4) + number(snapshot.salt(), 8) + number(1, 8);
  for (const std::uint8_t byte : kSetDigest.bytes) expected += static_cast<char>(byte);
  std::uint64_t hash = snapshot.hashes()[0];
  for (; hash > 127; hash /= 128) expected += static_cast<char>(hash % 128 + 128);
  expected += static_cast<char>(hash);
  CHECK(content == with_checksum(expected + std::string(32, ' ')));
}

TEST_CASE("a snapshot that is cut short anywhere is refused") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "u1\nu2\nu3\n");
  REQUIRE(snapshot_of(directory / "values").write(directory / "a.members"));
  const std::string content = *read_file(directory / "a.members", 1000);
  const std::string refusal = (directory / "a.members").string() +
                              " is damaged, or was written by a newer segctl: not a snapshot";
  for (std::size_t size = 0; size < content.size(); ++size) {
    CAPTURE(size);
    write_file(directory / "a.members", content.substr(0, size));
    REQUIRE(read_error(directory / "a.members") == refusal);
  }
  write_file(directory / "a.members", content + "x");
  CHECK(read_error(directory / "a.members") == refusal);
  write_file(directory / "a.members", content);
  CHECK(read_error(directory / "a.members") == "read");
}

TEST_CASE("a snapshot with any byte changed is refused") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "u1\nu2\nu3\n");
  REQUIRE(snapshot_of(directory / "values").write(directory / "a.members"));
  const std::string content = *read_file(directory / "a.members", 1000);
  for (std::size_t at = 0; at < content.size(); ++at) {
    CAPTURE(at);
    std::string changed = content;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_file(directory / "a.members", changed);
    REQUIRE(read_error(directory / "a.members") != "read");
  }
}

TEST_CASE("contents that can't be are refused though the checksum is right") {
  const TemporaryDirectory directory;
  write_file(directory / "values", "u1\n");
  REQUIRE(snapshot_of(directory / "values").write(directory / "a.members"));
  const std::string content = *read_file(directory / "a.members", 1000);
  const std::string header = content.substr(0, 20);
  const std::string digest = content.substr(28, 32);
  const std::string end(32, ' ');
  const auto refused = [&](const std::string& count, const std::string& hashes) {
    const std::string padded = count + std::string(8 - count.size(), '\0');
    std::string all = header;
    all += padded;
    all += digest;
    all += hashes;
    all += end;
    write_file(directory / "a.members", with_checksum(all));
    return read_error(directory / "a.members") != "read";
  };
  CHECK_FALSE(refused("\x02", "\x05\x07"));
  CHECK(refused("\x03", "\x05\x07"));                          // fewer than said
  CHECK(refused("\x01", "\x05\x07"));                          // more than said
  CHECK(refused("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "\x05"));  // more than there can be
  CHECK(refused("\x02", std::string("\x05\0", 2)));            // the same hash twice
  CHECK(refused("\x01", "\x85"));                              // ends in the middle of a number
  CHECK(refused("\x01", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"));        // 65 bits
  CHECK(refused("\x02", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x01"));    // past the last
  CHECK_FALSE(refused("\x01", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"));  // the last
  write_file(directory / "a.members",
             with_checksum("SEGMEMB\n\x02" + content.substr(9)));  // another version
  CHECK(read_error(directory / "a.members") != "read");
}
