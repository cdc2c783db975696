#include "members/csv.h"
#include "members/regular_file.h"
#include "support/temporary_directory.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>

using namespace segctl;
using namespace segctl::members;
using test::as_lines;
using test::check_whole;
using test::Random;
using test::random_values;
using test::TemporaryDirectory;
using test::write_file;

namespace {

std::string message(const Result<CsvReport>& report) {
  return report ? "read" : report.error().message;
}

}  // namespace

TEST_CASE("a file is told the same of as its bytes in a stream") {
  const TemporaryDirectory directory;
  Random random(1);
  std::string content = as_lines(random_values(random, 300'000, 12));  // several blocks
  content += "\n a\nb,\n\xFF\n1.2E+33";
  write_file(directory / "a.csv", content);
  const CsvReport whole = check_whole(content);
  REQUIRE(whole.duplicates > 1000);
  CHECK(check_csv_file(directory / "a.csv", ValueType::String) == whole);
  CHECK(check_csv_file(directory / "a.csv", ValueType::Double) ==
        check_whole(content, ValueType::Double));
  CHECK(check_csv_file(directory / "a.csv", ValueType::String, {1'500'000, 1'000}) ==
        check_whole(content, ValueType::String, {1'500'000, 1'000}));
}

TEST_CASE("a file without a byte is an empty CSV") {
  const TemporaryDirectory directory;
  write_file(directory / "a.csv", "");
  CHECK(check_csv_file(directory / "a.csv", ValueType::String) == check_whole(""));
}

TEST_CASE("rows far past the limit are counted, but compared no more") {
  const CsvReport report =
      check_whole("u1\nu1\nu2\nu3\nu1\nu1\n", ValueType::String, {150'000'000, 1});
  CHECK(report.rows == 6);
  CHECK(report.duplicates == 1);  // among the first four
}

TEST_CASE("what is no regular file is refused, a FIFO without waiting for its writer") {
  const TemporaryDirectory directory;
  const std::string folder = directory.path().string();
  REQUIRE(::mkfifo((folder + "/fifo").c_str(), 0600) == 0);
  CHECK(message(check_csv_file(directory / "fifo", ValueType::String)) ==
        folder + "/fifo is not a regular file");
  CHECK(message(check_csv_file(directory.path(), ValueType::String)) ==
        folder + " is not a regular file");
  const auto missing = check_csv_file(directory / "none", ValueType::String);
  CHECK(message(missing) == "cannot open " + folder + "/none: No such file or directory");
  CHECK(missing.error().code == ErrorCode::NotFound);
}

TEST_CASE("a file that changed since it was opened is noticed") {
  const TemporaryDirectory directory;
  write_file(directory / "a.csv", "u1\n");
  const Result<RegularFile> file = RegularFile::open(directory / "a.csv");
  REQUIRE(file);
  CHECK(file->check_unchanged());
  std::ofstream(directory / "a.csv", std::ios::app) << "u2\n";
  const Result<void> unchanged = file->check_unchanged();
  REQUIRE_FALSE(unchanged);
  CHECK(unchanged.error() == Error{ErrorCode::Retry,
                                   (directory / "a.csv").string() + " changed while it was read",
                                   "run the command again when nothing writes to the file"});
}

TEST_CASE("a file that is written to while it is checked gives no report") {
  const TemporaryDirectory directory;
  Random random(1);
  write_file(directory / "a.csv", as_lines(random_values(random, 300'000, 30)));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    std::ofstream file(directory / "a.csv", std::ios::app);
    while (!done) file << "more\n" << std::flush;
  });
  const Result<CsvReport> report = check_csv_file(directory / "a.csv", ValueType::String);
  done = true;
  writer.join();
  CHECK(message(report) == (directory / "a.csv").string() + " changed while it was read");
}

TEST_CASE("a file that grows is read up to the end that it had when it was opened") {
  const TemporaryDirectory directory;
  write_file(directory / "a.csv", "one\n");
  const Result<RegularFile> file = RegularFile::open(directory / "a.csv");
  REQUIRE(file);
  write_file(directory / "a.csv", "one\ntwo\n");
  char bytes[64];
  CHECK(file->read_at(0, bytes, sizeof bytes) == 4);
  CHECK(file->read_at(4, bytes, sizeof bytes) == 0);
  CHECK_FALSE(file->check_unchanged());
}

TEST_CASE("a file that is cut short while it is checked gives no report") {
  const TemporaryDirectory directory;
  Random random(1);
  write_file(directory / "a.csv", as_lines(random_values(random, 300'000, 30)));
  const Result<RegularFile> file = RegularFile::open(directory / "a.csv");
  REQUIRE(file);
  std::filesystem::resize_file(directory / "a.csv", 10);
  char bytes[64];
  CHECK(file->read_at(0, bytes, sizeof bytes) == 10);
  CHECK(file->read_at(file->size() - 1, bytes, sizeof bytes) == 0);
  CHECK_FALSE(file->check_unchanged());
}
