#include "members/difference.h"

#include "support/temporary_directory.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::members;
using test::as_lines;
using test::check_whole;
using test::Random;
using test::random_values;
using test::TemporaryDirectory;
using test::write_file;

namespace {

/// Values in the order of `values` that `other` has not, each once.
std::vector<std::string> without(const std::vector<std::string>& values,
                                 const std::vector<std::string>& other) {
  std::set<std::string> seen(other.begin(), other.end());
  std::vector<std::string> rest;
  for (const std::string& value : values) {
    if (seen.insert(value).second) rest.push_back(value);
  }
  return rest;
}

struct Told {
  std::vector<std::string> removed;
  std::vector<std::string> added;

  DifferenceSinks sinks() {
    return {[this](std::string_view value) { removed.emplace_back(value); },
            [this](std::string_view value) { added.emplace_back(value); }};
  }
};

SetDifference expected(const std::vector<std::string>& before,
                       const std::vector<std::string>& after) {
  const std::set<std::string> distinct(before.begin(), before.end());
  const std::size_t removed = without(before, after).size();
  return {without(after, before).size(), removed, distinct.size() - removed};
}

UidList list_of(const std::vector<std::string>& values) {
  UidList list;
  for (const std::string& value : values) list.add(value);
  return list;
}

}  // namespace

TEST_CASE("the difference of two files is that of two sets") {
  const TemporaryDirectory directory;
  Random random(1);
  for (const std::size_t count : {0U, 1U, 20U, 1'000U, 40'000U}) {
    CAPTURE(count);
    const std::vector<std::string> before = random_values(random, count, 4);
    const std::vector<std::string> after = random_values(random, count + 7, 4);
    write_file(directory / "old", as_lines(before));
    write_file(directory / "new", as_lines(after));
    Told told;
    CHECK(difference(directory / "old", directory / "new", told.sinks()) ==
          expected(before, after));
    CHECK(told.removed == without(before, after));
    CHECK(told.added == without(after, before));
    CHECK(difference(directory / "old", directory / "new") == expected(before, after));
  }
}

TEST_CASE("the difference of two lists in memory is the same") {
  Random random(2);
  const std::vector<std::string> before = random_values(random, 500, 3);
  const std::vector<std::string> after = random_values(random, 600, 3);
  Told told;
  CHECK(difference(list_of(before), list_of(after), told.sinks()) == expected(before, after));
  CHECK(told.removed == without(before, after));
  CHECK(told.added == without(after, before));
}

TEST_CASE("one sink may be left out") {
  Told told;
  DifferenceSinks sinks = told.sinks();
  sinks.removed = nullptr;
  CHECK(difference(list_of({"a", "b"}), list_of({"b", "c"}), sinks) == SetDifference{1, 1, 1});
  CHECK(told.removed.empty());
  CHECK(told.added == std::vector<std::string>{"c"});
}

TEST_CASE("line ends, a byte order mark, blank rows and order make no difference") {
  const TemporaryDirectory directory;
  write_file(directory / "old", "u1\nu2\nu3\n");
  write_file(directory / "new", "\xEF\xBB\xBFu3\r\n\r\n \r\nu2\r\nu1\r\nu1");
  CHECK(difference(directory / "old", directory / "new") == SetDifference{0, 0, 3});
}

TEST_CASE("values of several blocks and of the longest size are told whole") {
  const TemporaryDirectory directory;
  const std::string longest(4096, 'x');
  write_file(directory / "old", "u1\r\n" + std::string(100, 'y') + "\r\n");
  write_file(directory / "new",
             "u1\n" + longest + "x\n" + longest + "\r\n" + std::string(4095, 'x'));
  Told told;
  CHECK(difference(directory / "old", directory / "new", told.sinks()) == SetDifference{2, 1, 1});
  CHECK(told.removed == std::vector<std::string>{std::string(100, 'y')});
  CHECK(told.added == std::vector<std::string>{longest, std::string(4095, 'x')});
}

TEST_CASE("a file that is not there has no difference") {
  const TemporaryDirectory directory;
  write_file(directory / "one", "u1\n");
  const std::string missing = (directory / "none").string();
  for (const auto& result :
       {difference(directory / "one", missing), difference(missing, directory / "one")}) {
    REQUIRE_FALSE(result);
    CHECK(result.error().message == "cannot open " + missing + ": No such file or directory");
  }
}

TEST_CASE("what is left of a set is the older version where the rest was added to it") {
  Random random(9);
  for (const std::size_t count : {0U, 1U, 40U, 3'000U}) {
    CAPTURE(count);
    std::set<std::string> old;
    for (std::string& value : random_values(random, count, 6)) old.insert("o" + value);
    std::set<std::string> added;
    for (std::string& value : random_values(random, count / 2, 6)) added.insert("n" + value);
    UidList whole;
    UidList part;
    UidList before;
    for (const std::string& value : added) whole.add(value);
    for (const std::string& value : old) whole.add(value);
    for (const std::string& value : added) part.add(value);
    for (const std::string& value : old) before.add(value);
    const Digest digest = check_whole(as_lines({old.begin(), old.end()})).set_digest;
    CHECK(remainder(whole, part) == Remainder{digest, old.size(), added.size(), 0});
    part.add("foreign");
    part.add("foreign");
    CHECK(remainder(whole, part) == Remainder{digest, old.size(), added.size(), 1});
    const Digest all = remainder(whole, UidList()).digest;
    CHECK((all == digest) == added.empty());
  }
}
