#include "report/text_file_operation.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace segctl::report {
namespace {

using namespace std::chrono_literals;

const Timestamp kSent{Duration(1'772'366'400'000)};

FileOperation pending() {
  FileOperation operation;
  operation.sent = kSent;
  operation.awaited = true;
  return operation;
}

FileOperation with(const FileOutcome& outcome) {
  FileOperation operation = pending();
  operation.outcome = outcome;
  return operation;
}

}  // namespace

TEST_CASE("a file operation that nothing was heard of is told with its age") {
  const auto text = [](Duration age) {
    return file_operation_text(pending(), std::nullopt, kSent + age);
  };
  CHECK(text(59s) == "pending for 59 s");
  CHECK(text(59min) == "pending for 59 min");
  CHECK(text(23h + 59min) == "pending for 23 h");
  CHECK(text(24h) == "pending for 1 day");
  CHECK(text(-5s) == "pending for 0 s");
  FileOperation silent = pending();
  silent.awaited = false;
  CHECK(file_operation_text(silent, 80, kSent + 2h) == "accepted 2 h ago; no callback tells of it");
}

TEST_CASE("what became of a file operation is told with its counts or MoEngage's words") {
  const FileOutcome done{FileOutcome::kDone, 1'204'118, 1'204'000, 903'089, "", "", kSent};
  CHECK(file_operation_text(with(done), 75, kSent) ==
        "done: 1,204,118 values, 1,204,000 processed, 903,089 users (75.0 %)");
  CHECK(
      file_operation_text(with(done), 76, kSent) ==
      "failed, under 76 % matched: 1,204,118 values, 1,204,000 processed, 903,089 users (75.0 %)");
  CHECK(file_operation_text(with({500, 0, 0, 0, "download \x1b[31mfailed", "", kSent}), 0, kSent) ==
        "failed (500): download \\x1b[31mfailed");
  CHECK(file_operation_text(with({400, 0, 0, 0, "", "", kSent}), 0, kSent) ==
        "failed (400): MoEngage gave no reason");
}

}  // namespace segctl::report
