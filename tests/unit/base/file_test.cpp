#include "base/file.h"

#include "support/child_process.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace segctl;
using test::become_nobody;
using test::ChildProcess;
using test::names_in;
using test::TemporaryDirectory;

namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string told(const Result<void>& result) { return result ? "done" : result.error().message; }

std::string told(const Result<std::string>& result) {
  return result ? "read " + *result : result.error().message;
}

}  // namespace

TEST_CASE("a file is read whole, byte for byte") {
  const TemporaryDirectory directory;
  std::string all;
  for (int i = 0; i < 256 * 1024; ++i) all += static_cast<char>(i);
  put(directory / "all", all);
  CHECK(read_file(directory / "all", 1U << 20U) == all);
  put(directory / "empty", "");
  CHECK(read_file(directory / "empty", 0) == "");
}

TEST_CASE("a file may be as large as the limit, and no byte larger") {
  const TemporaryDirectory directory;
  put(directory / "ten", "0123456789");
  CHECK(read_file(directory / "ten", 10) == "0123456789");
  CHECK(read_file(directory / "ten", 9).error() ==
        Error{ErrorCode::GiveUp, (directory / "ten").string() + " is larger than 9 bytes", ""});
}

TEST_CASE("a huge file is refused before it is read") {
  const TemporaryDirectory directory;
  put(directory / "huge", "");
  fs::resize_file(directory / "huge", std::uintmax_t{1} << 40U);
  CHECK(told(read_file(directory / "huge", 1000)) ==
        (directory / "huge").string() + " is larger than 1000 bytes");
}

TEST_CASE("a file that doesn't tell its size is read up to the limit") {
  CHECK(read_file("/proc/self/maps", 1U << 24U).value().size() > 4096);
  CHECK(read_file("/proc/self/maps", std::uint64_t(-1)).value().size() > 4096);
  CHECK(told(read_file("/proc/self/maps", 10)) == "/proc/self/maps is larger than 10 bytes");
}

TEST_CASE("a missing file is NotFound; another obstacle is not") {
  const TemporaryDirectory directory;
  const auto missing = (directory / "missing").string();
  CHECK(read_file(missing, 10).error() ==
        Error{ErrorCode::NotFound, "cannot open " + missing + ": No such file or directory", ""});
  put(directory / "file", "");
  const auto below = (directory / "file" / "below").string();
  CHECK(read_file(below, 10).error() ==
        Error{ErrorCode::GiveUp, "cannot open " + below + ": Not a directory", ""});
}

TEST_CASE("what is no regular file is refused without waiting on it") {
  const TemporaryDirectory directory;
  const auto fifo = directory / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(told(read_file(fifo, 10)) == fifo.string() + " is not a regular file");
  CHECK(told(read_file("/dev/zero", 10)) == "/dev/zero is not a regular file");
  CHECK(told(read_file(directory.path(), 10)) ==
        directory.path().string() + " is not a regular file");
}

TEST_CASE("a file that may not be read is named") {
  const TemporaryDirectory directory;
  put(directory / "secret", "x");
  fs::permissions(directory / "secret", fs::perms::none);
  fs::permissions(directory.path(), fs::perms(0755));
  ChildProcess child([&] {
    become_nobody();
    return told(read_file(directory / "secret", 10));
  });
  CHECK(child.text() == "cannot open " + (directory / "secret").string() + ": Permission denied");
}

TEST_CASE("a file is written and replaced whole, private, without temporaries") {
  const TemporaryDirectory directory;
  const auto path = directory / "file";
  REQUIRE(write_file_atomically(path, "the first, a longer one").has_value());
  CHECK(read_file(path, 100) == "the first, a longer one");
  fs::permissions(path, fs::perms(0644));
  REQUIRE(write_file_atomically(path, std::string("\0second", 7)).has_value());
  CHECK(read_file(path, 100) == std::string("\0second", 7));
  CHECK(fs::status(path).permissions() == fs::perms(0600));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a file without a directory in its name is written to the current one") {
  const TemporaryDirectory directory;
  ChildProcess child([&] {
    fs::current_path(directory.path());
    return told(write_file_atomically("bare", "content"));
  });
  CHECK(child.text() == "done");
  CHECK(read_file(directory / "bare", 100) == "content");
}

TEST_CASE("what a killed writer left neither lends its mode nor stays") {
  const TemporaryDirectory directory;
  const auto left = (directory / "file").string() + ".tmp." + std::to_string(::getpid());
  put(left, "half");
  fs::permissions(left, fs::perms(0666));
  REQUIRE(write_file_atomically(directory / "file", "whole").has_value());
  CHECK(fs::status(directory / "file").permissions() == fs::perms(0600));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a link planted in the temporary's place is not written through") {
  const TemporaryDirectory directory;
  put(directory / "precious", "kept");
  const auto planted = (directory / "file").string() + ".tmp." + std::to_string(::getpid());
  fs::create_symlink(directory / "precious", planted);
  REQUIRE(write_file_atomically(directory / "file", "whole").has_value());
  CHECK(read_file(directory / "precious", 100) == "kept");
  CHECK(read_file(directory / "file", 100) == "whole");
}

TEST_CASE("a device, a FIFO and a directory are never replaced by a file") {
  const TemporaryDirectory directory;
  const auto fifo = directory / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  fs::create_symlink("/dev/null", directory / "link-to-device");
  fs::create_directory(directory / "folder");
  for (const char* name : {"fifo", "link-to-device", "folder"}) {
    const auto path = directory / name;
    CHECK(write_file_atomically(path, "x").error() ==
          Error{ErrorCode::GiveUp, "cannot replace " + path.string() + ": it is not a regular file",
                ""});
  }
  CHECK(fs::is_fifo(fifo));
  CHECK(fs::is_symlink(directory / "link-to-device"));
  CHECK(names_in(directory.path()) == std::vector<std::string>{"fifo", "folder", "link-to-device"});
}

TEST_CASE("a directory that is not there is an error, and is not made") {
  const TemporaryDirectory directory;
  const auto path = directory / "missing" / "file";
  CHECK(write_file_atomically(path, "x").error() ==
        Error{ErrorCode::NotFound, "cannot write " + path.string() + ": No such file or directory",
              ""});
  CHECK(names_in(directory.path()).empty());
}

TEST_CASE("a full disk leaves the old file, and no temporary") {
  const TemporaryDirectory directory;
  const auto path = directory / "file";
  put(path, "old");
  ChildProcess child([&] {
    test::limit_file_size(1000);
    return told(write_file_atomically(path, std::string(5000, 'x')));
  });
  CHECK(child.text() == "cannot write " + path.string() + ": File too large");
  CHECK(read_file(path, 100) == "old");
  CHECK(names_in(directory.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("directories are made with their parents, private to the user") {
  const TemporaryDirectory directory;
  const auto path = directory / "a" / "b" / "c";
  REQUIRE(make_directories(path).has_value());
  CHECK(fs::status(path).permissions() == fs::perms(0700));
  CHECK(fs::status(directory / "a").permissions() == fs::perms(0700));
  CHECK(make_directories(path).has_value());
  CHECK(make_directories(directory / "d" / "").has_value());
  CHECK(fs::is_directory(directory / "d"));
  CHECK(make_directories("").has_value());
  CHECK(make_directories("/").has_value());
}

TEST_CASE("directories that are there keep their mode") {
  const TemporaryDirectory directory;
  fs::permissions(directory.path(), fs::perms(0755));
  REQUIRE(make_directories(directory / "a").has_value());
  CHECK(fs::status(directory.path()).permissions() == fs::perms(0755));
}

TEST_CASE("a file in a directory's place is an error") {
  const TemporaryDirectory directory;
  put(directory / "file", "");
  const auto file = (directory / "file").string();
  CHECK(told(make_directories(directory / "file")) ==
        "cannot make the directory " + file + ": Not a directory");
  CHECK(told(make_directories(directory / "file" / "below")) ==
        "cannot make the directory " + file + ": Not a directory");
  CHECK(fs::is_regular_file(directory / "file"));
}
