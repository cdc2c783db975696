#include "members/csv.h"
#include "unit/members/random_values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <sys/resource.h>
#include <utility>

using namespace segctl;
using namespace segctl::members;
using test::check_whole;

namespace {

CsvReport check_split(std::string_view content, std::size_t at, CsvLimits limits) {
  CsvChecker checker(ValueType::String, limits);
  checker.update(content.substr(0, at));
  checker.update(content.substr(at));
  return checker.finish();
}

CsvReport check_in_pieces(std::string_view content, std::size_t size) {
  CsvChecker checker(ValueType::String);
  for (std::size_t at = 0; at < content.size(); at += size) {
    checker.update(content.substr(at, size));
  }
  return checker.finish();
}

/// A bit of everything, cut anywhere.
std::string nasty() {
  return std::string("\xEF\xBB\xBFuser_id\r\nA@x\r\na@x\n\n 1.23E+15\r\r\nA@x\r\n") +
         std::string("nul\0\n", 5) + "\xC3\xA5\n\xC3\n\xE2\x80\x8Bz\nb,1\nq\"1,\r\n#1\nA@X\n" +
         std::string(4097, 'x') + "\r\n" + std::string(4096, 'x') + "\r\nlast\r";
}

}  // namespace

TEST_CASE("where the bytes are cut makes no difference, at any of their borders") {
  const std::string content = nasty();
  const CsvLimits limits;
  const CsvReport whole = check_whole(content);
  REQUIRE(whole.findings.size() > 10);
  for (std::size_t at = 0; at <= content.size(); ++at) {
    const bool inside_run = content.compare(at, 40, std::string(40, 'x')) == 0;
    if (inside_run && at % 97 != 0) continue;  // all alike
    CAPTURE(at);
    REQUIRE(check_split(content, at, limits) == whole);
  }
}

TEST_CASE("where the bytes are cut makes no difference past the limit of bytes") {
  const std::string content = nasty();
  const CsvLimits limits{60, 3};
  const CsvReport whole = check_whole(content, ValueType::String, limits);
  for (std::size_t at = 0; at <= 100; ++at) {
    CAPTURE(at);
    REQUIRE(check_split(content, at, limits) == whole);
  }
}

TEST_CASE("bytes that come one by one, or a few at a time, are told the same of") {
  const std::string content = nasty();
  const CsvReport whole = check_whole(content);
  for (const std::size_t size : {1U, 2U, 3U, 7U, 64U}) {
    CAPTURE(size);
    CHECK(check_in_pieces(content, size) == whole);
  }
}

TEST_CASE("empty pieces change nothing") {
  CsvChecker checker(ValueType::String);
  checker.update({});
  checker.update("u");
  checker.update({});
  checker.update("1\nu2\n");
  CHECK(checker.finish() == check_whole("u1\nu2\n"));
}

TEST_CASE("the digest is SHA-256 of all bytes, those past the limit included") {
  CHECK(check_whole(nasty()).digest == sha256(nasty()));
  CHECK(check_whole(nasty(), ValueType::String, {10, 5}).digest == sha256(nasty()));
  CHECK(check_whole("").digest == sha256(""));
}

TEST_CASE("the set digest is SHA-256 of the sorted BLAKE2s hashes, as any other program finds it") {
  // Python: sha256(b"".join(sorted(blake2s(v, digest_size=16).digest() for v in values)))
  CHECK(check_whole("u1\nu2\nu3\n").set_digest.hex() ==
        "6c737fdf3712a10e3f481c51f5ed5eb043bec0eb406446ebb131b4d84c92ca34");
  CHECK(check_whole("").set_digest == sha256(""));
}

TEST_CASE("a checker can be moved in the middle of a line") {
  CsvChecker first(ValueType::String);
  first.update("u1\nu");
  CsvChecker second(std::move(first));
  second.update("2\n");
  CHECK(second.finish() == check_whole("u1\nu2\n"));
}

TEST_CASE("a line without an end takes bounded memory") {
  CsvChecker checker(ValueType::String, {1'000'000, 5});
  const std::string piece(std::size_t{1} << 20U, 'a');

  struct rusage before {};

  struct rusage after {};

  checker.update(piece);
  ::getrusage(RUSAGE_SELF, &before);
  for (int i = 1; i < 100; ++i) checker.update(piece);
  const CsvReport report = checker.finish();
  ::getrusage(RUSAGE_SELF, &after);
  CHECK(report.bytes == 100 * piece.size());
  CHECK(report.rows == 0);
  CHECK(after.ru_maxrss - before.ru_maxrss < 20'000);  // kilobytes; the line has 100,000
}
