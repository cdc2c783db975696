#include "members/value_set.h"

#include "members/spool.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::members;
using test::Random;
using test::random_values;

namespace {

/// The last byte alone makes the hash: nearly everything collides.
void hash_last_byte(std::span<const std::string_view> values, std::span<ValueHash> hashes) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(values[i].back());
    hashes[i] = {std::uint64_t{byte} << 60U, 0};
  }
}

void hash_nothing(std::span<const std::string_view> values, std::span<ValueHash> hashes) {
  for (std::size_t i = 0; i < values.size(); ++i) hashes[i] = {0x1234'5678'9ABC'DEF0U, 1};
}

ValueSetReport report_on(const std::vector<std::string>& values, HashValues hash, Worker& worker) {
  Spool spool(std::numeric_limits<std::uint64_t>::max());
  ValueSet set(hash, worker);
  std::uint64_t offset = 0;
  for (const std::string& value : values) {
    const bool upper =
        std::any_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    set.add(value, offset, upper ? Case::HasUpper : Case::Lower);
    spool.append(value);
    spool.append("\n");
    offset += value.size() + 1;
  }
  set.flush();
  return set.finish(spool);
}

Worker& alone() {
  static Worker worker(Worker::Threads::None);
  return worker;
}

/// What ValueSet promises, in the plainest way.
struct Expected {
  std::vector<std::uint64_t> duplicates;
  std::vector<std::uint64_t> variants;

  explicit Expected(const std::vector<std::string>& values) {
    std::map<std::string, std::set<std::string>> seen;
    std::uint64_t offset = 0;
    for (const std::string& value : values) {
      std::string folded = value;
      for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      std::set<std::string>& equal = seen[folded];
      if (equal.count(value) != 0) {
        duplicates.push_back(offset);
      } else if (!equal.empty()) {
        variants.push_back(offset);
      }
      equal.insert(value);
      offset += value.size() + 1;
    }
  }
};

void check_places(const Places& places, std::vector<std::uint64_t> expected) {
  CHECK(places.count == expected.size());
  expected.resize(std::min(expected.size(), Places::kShown));
  CHECK(places.offsets == expected);
}

void check_against_oracle(const std::vector<std::string>& values, HashValues hash, Worker& worker) {
  const ValueSetReport report = report_on(values, hash, worker);
  const Expected expected(values);
  check_places(report.duplicates, expected.duplicates);
  check_places(report.case_variants, expected.variants);
}

}  // namespace

TEST_CASE("repeats and case variants are those that a plain map finds") {
  Random random(1);
  for (const std::size_t count : {0U, 1U, 10U, 300U, 5'000U}) {
    CAPTURE(count);
    check_against_oracle(random_values(random, count, 3), hash_values_plain, alone());
  }
}

TEST_CASE("values whose hashes collide are told apart by their bytes") {
  Random random(2);
  check_against_oracle({"a1", "b1", "c1", "b1"}, hash_nothing, alone());
  check_against_oracle({"Ab", "aB", "AB", "Ab", "c"}, hash_nothing, alone());
  for (const std::size_t count : {50U, 400U}) {
    check_against_oracle(random_values(random, count, 2), hash_nothing, alone());
    check_against_oracle(random_values(random, count, 2), hash_last_byte, alone());
  }
}

TEST_CASE("colliding values count as different in the set digest") {
  CHECK(report_on({"a1", "b1"}, hash_nothing, alone()).digest !=
        report_on({"a1"}, hash_nothing, alone()).digest);
}

TEST_CASE("a second thread changes nothing") {
  Random random(3);
  const std::vector<std::string> values = random_values(random, 60'000, 4);
  Worker worker;
  check_against_oracle(values, hash_values_plain, worker);
  CHECK(report_on(values, hash_values_plain, worker).digest ==
        report_on(values, hash_values_plain, alone()).digest);
}

TEST_CASE("the set digest is the same for every order of the same set, and repeats don't matter") {
  Random random(4);
  std::vector<std::string> values = random_values(random, 3'000, 3);
  const Digest digest = report_on(values, hash_values_plain, alone()).digest;
  std::shuffle(values.begin(), values.end(), random);
  CHECK(report_on(values, hash_values_plain, alone()).digest == digest);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  CHECK(report_on(values, hash_values_plain, alone()).digest == digest);
  values.push_back(values.front());
  CHECK(report_on(values, hash_values_plain, alone()).digest == digest);
}

TEST_CASE("the set digest differs for sets that differ in one value") {
  Random random(5);
  std::vector<std::string> values = random_values(random, 100, 8);
  std::set<Digest> digests = {report_on(values, hash_values_plain, alone()).digest};
  values.push_back("one more");
  digests.insert(report_on(values, hash_values_plain, alone()).digest);
  values.back() = "One more";
  digests.insert(report_on(values, hash_values_plain, alone()).digest);
  CHECK(digests.size() == 3);
}

TEST_CASE("a value that stands everywhere is counted in a bucket of its own size") {
  const std::vector<std::string> values(200'000, "same");
  check_against_oracle(values, hash_values_plain, alone());
}
