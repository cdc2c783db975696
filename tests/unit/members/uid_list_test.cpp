#include "members/uid_list.h"

#include "support/temporary_directory.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::members;
using test::check_whole;
using test::TemporaryDirectory;
using test::write_file;

namespace {

std::vector<std::string> values_of(const UidList& uids) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < uids.size(); ++i) values.emplace_back(uids[i]);
  return values;
}

}  // namespace

TEST_CASE("a list gives back what was added, in order") {
  UidList uids;
  CHECK(uids.empty());
  uids.add("u1");
  uids.add("another");
  uids.add("u1");
  CHECK(values_of(uids) == std::vector<std::string>{"u1", "another", "u1"});
}

TEST_CASE("a list reads as lines") {
  UidList uids;
  uids.add("u1");
  uids.add("u22");
  char bytes[16];
  CHECK(std::string(bytes, uids.read_at(0, bytes, 16)) == "u1\nu22\n");
  CHECK(std::string(bytes, uids.read_at(3, bytes, 2)) == "u2");
  CHECK(uids.read_at(7, bytes, 16) == 0);
  CHECK(value_at(uids, 3) == "u22");
}

TEST_CASE("a uid file gives its uids and what is wrong in it, in one reading") {
  const TemporaryDirectory directory;
  const std::string content =
      "\xEF\xBB\xBFu1\r\n\r\nu2 \r\nu1\r\n" + std::string(5000, 'x') + "\r\nu3";
  write_file(directory / "gold.txt", content);
  const Result<UidFile> file = read_uid_file(directory / "gold.txt");
  REQUIRE(file);
  CHECK(values_of(file->uids) == std::vector<std::string>{"u1", "u2 ", "u1", "u3"});
  CHECK(file->report == check_whole(content));
  CHECK(file->report.duplicates == 1);
}

TEST_CASE("a uid file that is not there is an error") {
  const TemporaryDirectory directory;
  const Result<UidFile> file = read_uid_file(directory / "none");
  REQUIRE_FALSE(file);
  CHECK(file.error().code == ErrorCode::NotFound);
}
