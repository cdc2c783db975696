#include "members/snapshot_store.h"

#include "base/file.h"
#include "members/difference.h"
#include "support/temporary_directory.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <sys/stat.h>

using namespace segctl;
using namespace segctl::members;
using test::check_whole;
using test::TemporaryDirectory;
using test::write_file;

namespace {

namespace fs = std::filesystem;

/// A list of uids of `text`'s lines.
UidList uids_in(std::string_view text) {
  UidList uids;
  while (!text.empty()) {
    uids.add(text.substr(0, text.find('\n')));
    text.remove_prefix(text.find('\n') + 1);
  }
  return uids;
}

Snapshot version_of(std::string_view text) {
  return Snapshot::of(uids_in(text), check_whole(text).set_digest);
}

fs::path only_file(const fs::path& directory) {
  REQUIRE(fs::exists(directory));
  const fs::directory_iterator entries(directory);
  REQUIRE(std::distance(begin(entries), end(entries)) == 1);
  return fs::directory_iterator(directory)->path();
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};

  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

}  // namespace

TEST_CASE("a store gives back the snapshot of the version that is asked for") {
  const TemporaryDirectory directory;
  const SnapshotStore store(directory / "state.json.members");
  const Snapshot first = version_of("a\nb\n");
  const Snapshot second = version_of("a\nb\nc\n");
  CHECK(store.read(first.set_digest()).value() == std::nullopt);
  REQUIRE(store.write(first));
  REQUIRE(store.write(second));
  CHECK(store.read(first.set_digest()).value() == first);
  CHECK(store.read(second.set_digest()).value() == second);
  CHECK(store.read(version_of("x\n").set_digest()).value() == std::nullopt);
}

TEST_CASE("the store and what is in it are for their owner alone") {
  const TemporaryDirectory directory;
  const SnapshotStore store(directory / "state.json.members");
  REQUIRE(store.write(version_of("a\nb\n")));
  CHECK(mode_of(directory / "state.json.members") == 0700U);
  CHECK(mode_of(only_file(directory / "state.json.members")) == 0600U);
}

TEST_CASE("a snapshot that is damaged, or under another's name, is refused and not guessed at") {
  const TemporaryDirectory directory;
  const SnapshotStore store(directory / "s");
  const Snapshot snapshot = version_of("a\nb\n");
  REQUIRE(store.write(snapshot));
  const fs::path path = only_file(directory / "s");
  SUBCASE("cut short") { fs::resize_file(path, fs::file_size(path) - 1); }
  SUBCASE("empty") { fs::resize_file(path, 0); }
  SUBCASE("another's") { REQUIRE(version_of("a\n").write(path)); }
  SUBCASE("one bit") {
    std::string content = *read_file(path, 10'000);
    content[content.size() / 2] ^= 1;
    write_file(path, content);
  }
  const auto read = store.read(snapshot.set_digest());
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::Invalid);
}

TEST_CASE("old versions are removed, and nothing else that lies beside them") {
  const TemporaryDirectory directory;
  const SnapshotStore store(directory / "s");
  const Snapshot old = version_of("a\n");
  const Snapshot current = version_of("b\n");
  REQUIRE(store.write(old));
  REQUIRE(store.write(current));
  write_file(directory / "s" / "notes.members", "mine");
  store.keep_only({current.set_digest()});
  CHECK(store.read(old.set_digest()).value() == std::nullopt);
  CHECK(store.read(current.set_digest()).value() == current);
  CHECK(fs::exists(directory / "s" / "notes.members"));
  store.keep_only({});
  CHECK(store.read(current.set_digest()).value() == std::nullopt);
  SnapshotStore(directory / "none").keep_only({});
  CHECK_FALSE(fs::exists(directory / "none"));
}

TEST_CASE("a snapshot with what was added is that of both together") {
  const Snapshot before = version_of("a\nb\n");
  const Snapshot after = before.with(uids_in("c\nb\nd\n"), sha256("after"));
  CHECK(after.set_digest() == sha256("after"));
  CHECK(after.salt() == before.salt());
  CHECK(difference(after, uids_in("d\nc\nb\na\n")) == SetDifference{0, 0, 4});
  CHECK(difference(after, uids_in("a\nx\n")) == SetDifference{1, 3, 1});
}
