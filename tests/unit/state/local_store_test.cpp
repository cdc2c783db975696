#include "state/local_store.h"

#include "base/file.h"
#include "state/codec.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"
#include "unit/state/random_state.h"

#include <doctest/doctest.h>

#include <chrono>
#include <sys/stat.h>
#include <thread>

using namespace segctl;
using state::encode;
using state::LocalStore;
using state::new_state;
using state::State;
using test::become_nobody;
using test::ChildProcess;
using test::names_in;
using test::TemporaryDirectory;

namespace {

std::string content_of(const std::filesystem::path& path) {
  return read_file(path, 1U << 20U).value();
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};

  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// "done", or the error's message and hint.
std::string told(const Result<void>& result) {
  return result ? "done" : result.error().message + " / " + result.error().hint;
}

/// A store in `directory` whose state was saved once.
LocalStore saved_once(const TemporaryDirectory& directory) {
  LocalStore store(directory / "state.json");
  State state = test::sample_state();
  state.serial = 0;
  REQUIRE(store.save(state).has_value());
  return store;
}

}  // namespace

TEST_CASE("where there has never been a state there is none, and looking makes nothing") {
  const TemporaryDirectory directory;
  LocalStore store(directory / ".segctl" / "state.json");
  CHECK(store.load().value() == std::nullopt);
  CHECK(names_in(directory.path()).empty());
}

TEST_CASE("a save raises the serial by one and is read back") {
  const TemporaryDirectory directory;
  LocalStore store(directory / ".segctl" / "state.json");
  State state = test::sample_state();
  state.serial = 0;
  State expected = state;
  expected.serial = 1;
  REQUIRE(store.save(state).has_value());
  CHECK(state == expected);
  CHECK(store.load().value() == expected);
}

TEST_CASE("a save leaves the state and the version before it, private to the user") {
  const TemporaryDirectory directory;
  const auto folder = directory / ".segctl";
  LocalStore store(folder / "state.json");
  State state = new_state({});
  REQUIRE(store.save(state).has_value());
  CHECK(names_in(folder) == std::vector<std::string>{"state.json"});
  const std::string first = content_of(folder / "state.json");
  REQUIRE(store.save(state).has_value());
  CHECK(names_in(folder) == std::vector<std::string>{"state.json", "state.json.backup"});
  CHECK(content_of(folder / "state.json.backup") == first);
  CHECK(mode_of(folder) == 0700);
  CHECK(mode_of(folder / "state.json") == 0600);
  CHECK(mode_of(folder / "state.json.backup") == 0600);
}

TEST_CASE("of two writers that read the same state the second is refused") {
  const TemporaryDirectory directory;
  LocalStore first = saved_once(directory);
  LocalStore second(directory / "state.json");
  State ours = first.load().value().value();
  State theirs = second.load().value().value();
  theirs.segments.clear();
  REQUIRE(second.save(theirs).has_value());
  const State before = ours;
  const auto refused = first.save(ours);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() ==
        Error{ErrorCode::PlanAgain,
              "the state " + first.location() + " has moved on: serial 2 instead of 1",
              "another run changed it meanwhile: plan again"});
  CHECK(ours == before);
  CHECK(first.load().value() == theirs);
}

TEST_CASE("a save refuses a state that appeared, vanished or was swapped for another") {
  const TemporaryDirectory directory;
  LocalStore store = saved_once(directory);
  const std::string start = "the state " + store.location();
  const std::string hint = " / another run changed it meanwhile: plan again";

  State fresh = new_state({});
  CHECK(told(store.save(fresh)) == start + " is there now, with serial 1" + hint);

  State other = store.load().value().value();
  other.lineage = state::Lineage("another");
  CHECK(told(store.save(other)) ==
        start +
            " was replaced by another state: lineage 8c5f2f0e-3d0f-4f1a-9b57-2f6f4f0c1d2e "
            "instead of another" +
            hint);

  State state = store.load().value().value();
  std::filesystem::remove(directory / "state.json");
  CHECK(told(store.save(state)) == start + " is gone; serial 1 was read from it" + hint);
  CHECK(names_in(directory.path()).empty());
}

TEST_CASE("a damaged state is an error for load and save alike, and stays as it is") {
  const TemporaryDirectory directory;
  LocalStore store = saved_once(directory);
  State state = store.load().value().value();
  const std::string half = content_of(directory / "state.json").substr(0, 500);
  REQUIRE(write_file_atomically(directory / "state.json", half).has_value());
  const std::string message =
      "the state " + store.location() + " is not whole: it was cut off or edited";
  CHECK(store.load().error().message == message);
  CHECK(store.save(state).error().message == message);
  CHECK(content_of(directory / "state.json") == half);
}

TEST_CASE("a state that can't be read is no missing state") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "state.json");
  LocalStore store(directory / "state.json");
  CHECK(store.load().error().message == store.location() + " is not a regular file");
}

TEST_CASE("a serial does not grow past what GitLab can store") {
  const TemporaryDirectory directory;
  State state = test::sample_state();
  state.serial = 2147483647;
  REQUIRE(write_file_atomically(directory / "state.json", encode(state).value()).has_value());
  LocalStore store(directory / "state.json");
  CHECK(told(store.save(state)) ==
        "the state " + store.location() +
            " has the largest serial there is / move it away and take the segments over again "
            "with `segctl apply --adopt-all`");
  CHECK(state.serial == 2147483647);
}

TEST_CASE("a directory that can't be written to is named") {
  const TemporaryDirectory directory;
  saved_once(directory);
  std::filesystem::permissions(directory.path(), std::filesystem::perms(0555));
  std::filesystem::permissions(directory / "state.json", std::filesystem::perms(0644));
  ChildProcess child([&] {
    become_nobody();
    LocalStore store(directory / "state.json");
    State state = store.load().value().value();
    return told(store.save(state)) + "\n" + std::to_string(state.serial);
  });
  const std::string path = directory.path().string();
  CHECK(child.text() == "cannot write " + path + "/state.json.backup: Permission denied / make " +
                            "sure that " + path + " is a directory that you may write to, with " +
                            "room left\n1");
  std::filesystem::permissions(directory.path(), std::filesystem::perms(0700));
}

TEST_CASE("a directory that can't be made is named") {
  const TemporaryDirectory directory;
  REQUIRE(write_file_atomically(directory / "taken", "").has_value());
  LocalStore store(directory / "taken" / ".segctl" / "state.json");
  const std::string path = (directory / "taken").string();
  CHECK(store.lock("me").error().message ==
        "cannot make the directory " + path + ": Not a directory");
}

TEST_CASE("a full disk leaves the old state, and no temporaries") {
  const TemporaryDirectory directory;
  LocalStore store = saved_once(directory);
  const std::string before = content_of(directory / "state.json");
  ChildProcess child([&] {
    State state = store.load().value().value();
    test::limit_file_size(before.size() + 10);  // the backup fits, what is added does not
    RecordedSegment added;
    added.name = SegmentName("one more");
    state.segments.emplace(Key("one more"), added);
    return told(store.save(state));
  });
  const std::string path = directory.path().string();
  CHECK(child.text() == "cannot write " + path + "/state.json: File too large / make sure that " +
                            path + " is a directory that you may write to, with room left");
  CHECK(content_of(directory / "state.json") == before);
  CHECK(names_in(directory.path()) == std::vector<std::string>{"state.json", "state.json.backup"});
}

TEST_CASE("a state locked by another process is refused until that process is gone, however") {
  const TemporaryDirectory directory;
  LocalStore store(directory / ".segctl" / "state.json");
  ChildProcess child([&] {
    static const auto kHeld = store.lock("ann on build-7 since 12:00");
    return kHeld ? "held" : kHeld.error().message;
  });
  REQUIRE(child.text() == "held");
  CHECK(store.lock("ben").error() ==
        Error{ErrorCode::Locked, "the state is locked by ann on build-7 since 12:00",
              "wait until it has ended; the lock goes away with its process"});
  child.kill();
  CHECK(store.lock("ben").has_value());
}

TEST_CASE("a lock is given back when destroyed") {
  const TemporaryDirectory directory;
  LocalStore store(directory / "state.json");
  { CHECK(store.lock("ann").has_value()); }
  CHECK(store.lock("ben").has_value());
}

TEST_CASE("a process killed while it saves leaves a whole state") {
  const TemporaryDirectory directory;
  LocalStore store = saved_once(directory);
  std::int64_t serial = 1;
  for (int run = 0; run < 20; ++run) {
    ChildProcess child([&]() -> std::string {
      State state = store.load().value().value();
      while (store.save(state)) {
      }
      return {};
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(4 * run));
    child.kill();
    const auto state = store.load();
    REQUIRE(state.has_value());
    REQUIRE(state->has_value());
    CHECK((*state)->serial >= serial);
    serial = (*state)->serial;
  }
  CHECK(serial > 1);
}
