#include "base/file_lock.h"

#include "base/file.h"
#include "support/child_process.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sys/stat.h>
#include <utility>

using namespace segctl;
using test::ChildProcess;
using test::TemporaryDirectory;

namespace {

Error locked_by(const std::string& holder) {
  return {ErrorCode::Locked, "the state is locked by " + holder,
          "wait until it has ended; the lock goes away with its process"};
}

}  // namespace

TEST_CASE("a lock keeps others out, naming its holder, until it is destroyed") {
  const TemporaryDirectory directory;
  const auto path = directory / "lock";
  {
    const auto lock = FileLock::acquire(path, "ann since 12:00");
    REQUIRE(lock.has_value());
    CHECK(read_file(path, 100) == "ann since 12:00");
    CHECK(FileLock::acquire(path, "ben").error() == locked_by("ann since 12:00"));
  }
  CHECK(read_file(path, 100) == "");
  CHECK(FileLock::acquire(path, "ben").has_value());
}

TEST_CASE("a lock of another process ends with that process, even a killed one") {
  const TemporaryDirectory directory;
  const auto path = directory / "lock";
  ChildProcess child([&] {
    static const auto kHeld = FileLock::acquire(path, "a child");
    return kHeld ? "held" : kHeld.error().message;
  });
  REQUIRE(child.text() == "held");
  CHECK(FileLock::acquire(path, "ben").error() == locked_by("a child"));
  child.kill();
  CHECK(FileLock::acquire(path, "ben").has_value());
}

TEST_CASE("a longer name of an earlier holder does not shine through") {
  const TemporaryDirectory directory;
  const auto path = directory / "lock";
  REQUIRE(write_file_atomically(path, "a very long name that a killed process left").has_value());
  const auto lock = FileLock::acquire(path, "ann");
  REQUIRE(lock.has_value());
  CHECK(FileLock::acquire(path, "ben").error() == locked_by("ann"));
}

TEST_CASE("a nameless or hostile holder is named safely") {
  const TemporaryDirectory directory;
  const auto nameless = FileLock::acquire(directory / "a", "");
  CHECK(FileLock::acquire(directory / "a", "ben").error() == locked_by("another process"));
  const auto hostile = FileLock::acquire(directory / "b", "\x1b[2J\n");
  CHECK(FileLock::acquire(directory / "b", "ben").error() == locked_by("\\x1b[2J\\n"));
}

TEST_CASE("a lock moves with its owner") {
  const TemporaryDirectory directory;
  const auto path = directory / "lock";
  auto first = FileLock::acquire(path, "ann");
  REQUIRE(first.has_value());
  {
    const FileLock second = std::move(*first);
    CHECK_FALSE(FileLock::acquire(path, "ben").has_value());
  }
  auto other = FileLock::acquire(path, "ben");
  REQUIRE(other.has_value());
  *first = std::move(*other);
  CHECK(FileLock::acquire(path, "cid").error() == locked_by("ben"));
}

TEST_CASE("a lock file is private, and one that can't be made is named") {
  const TemporaryDirectory directory;
  const auto lock = FileLock::acquire(directory / "lock", "ann");
  CHECK(std::filesystem::status(directory / "lock").permissions() == std::filesystem::perms(0600));
  const auto path = directory / "missing" / "lock";
  CHECK(FileLock::acquire(path, "ann").error() ==
        Error{ErrorCode::GiveUp,
              "cannot open the lock file " + path.string() + ": No such file or directory",
              "segctl needs to write beside the state"});
}

TEST_CASE("a link in the lock's place is not followed") {
  const TemporaryDirectory directory;
  REQUIRE(write_file_atomically(directory / "precious", "kept").has_value());
  std::filesystem::create_symlink(directory / "precious", directory / "lock");
  CHECK_FALSE(FileLock::acquire(directory / "lock", "ann").has_value());
  CHECK(read_file(directory / "precious", 100) == "kept");
}
