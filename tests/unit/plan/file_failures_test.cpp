#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

const LiveSegment kLive = live_file("1", "F");

FileOutcome failure() { return {500, 0, 0, 0, "File download failed", "", kNow}; }

FileOutcome success(std::uint64_t found, std::uint64_t users) {
  return {FileOutcome::kDone, found, found, users, "", "", kNow};
}

/// A record that holds "old", to which `content` was sent once for each outcome.
RecordedSegment sent(const std::string& content, const std::vector<FileOutcome>& outcomes) {
  RecordedSegment record = recorded_file("F", kLive, "old", 100);
  for (const FileOutcome& outcome : outcomes) {
    FileOperation operation;
    operation.id = "2." + std::to_string(record.file->operations.size());
    operation.kind = FileOperationKind::ReplaceUsers;
    operation.awaited = true;
    operation.content = mark(content);
    operation.content_before = record.file->content;
    operation.rows_before = record.file->rows;
    record.file->content = mark(content);
    record.file->operations.push_back(operation);
    (void)take_outcome(*record.file, operation.id, outcome);
  }
  return record;
}

Input input_with(const RecordedSegment& record, const std::string& now,
                 std::vector<std::string> entries = {}) {
  const std::vector<MemberOperation> adds(entries.size(), MemberOperation::Add);
  Input input =
      input_of({entries.empty() ? file("F") : file_with_changes("F", adds)}, {kLive}, {record});
  FileContents contents{{mark(now), 100}, {}};
  for (const std::string& entry : entries) contents.changes.push_back({mark(entry), 10});
  input.contents.emplace(Key("F"), contents);
  return input;
}

Reason only_reason(const Plan& plan) {
  REQUIRE(plan.changes.size() == 1);
  REQUIRE(plan.changes[0].reasons.size() == 1);
  return plan.changes[0].reasons[0];
}

std::vector<std::string> warnings_of(const Plan& plan) {
  std::vector<std::string> texts;
  for (const Warning& warning : plan.warnings)
    texts.push_back(warning.code + ": " + warning.message);
  return texts;
}

/// The same of entry 0 of changes.
RecordedSegment entry_sent(const std::vector<FileOutcome>& outcomes) {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  for (const FileOutcome& outcome : outcomes) {
    FileOperation operation;
    operation.id = "2." + std::to_string(record.file->operations.size());
    operation.kind = FileOperationKind::AddUsers;
    operation.awaited = true;
    operation.entry = 0;
    operation.content = mark("one");
    operation.content_before = record.file->content;
    operation.rows_before = record.file->rows;
    record.file->applied_changes = {{MemberOperation::Add, mark("one"), {}}};
    record.file->operations.push_back(operation);
    (void)take_outcome(*record.file, operation.id, outcome);
  }
  return record;
}

}  // namespace

TEST_CASE("a file that MoEngage could not use is sent once more") {
  const Plan plan = plan_of(input_with(sent("new", {failure()}), "new"));
  CHECK(words_of(plan) == Words{"F: replace-users"});
  CHECK(only_reason(plan) == Reason::FileOperationFailed);
  CHECK(plan.changes[0].before->rows == 100);
}

TEST_CASE("a file that failed twice is not sent a third time, and the plan says so") {
  const Plan plan = plan_of(input_with(sent("new", {failure(), failure()}), "new"));
  CHECK(plan.changes.empty());
  CHECK(plan.counts.unchanged == 1);
  CHECK(warnings_of(plan) ==
        Words{"file-operation-failed: MoEngage could not use this file 2 times in a row, last at "
              "2026-03-01T12:00:00Z: File download failed (500); it is sent again once its content "
              "is another, or with --retry-failed"});
}

TEST_CASE("other content, or the user's word, lets a file through that failed twice") {
  const RecordedSegment record = sent("new", {failure(), failure()});
  SUBCASE("other content") {
    const Plan plan = plan_of(input_with(record, "newer"));
    CHECK(words_of(plan) == Words{"F: replace-users"});
    CHECK(only_reason(plan) == Reason::ContentDiffers);
  }
  SUBCASE("what was there before: nobody knows what a failure left of it") {
    CHECK(words_of(plan_of(input_with(record, "old"))) == Words{"F: replace-users"});
  }
  SUBCASE("the user's word") {
    Input input = input_with(record, "new");
    input.retry_failed = true;
    CHECK(words_of(plan_of(input)) == Words{"F: replace-users"});
    CHECK(only_reason(plan_of(input)) == Reason::FileOperationFailed);
  }
}

TEST_CASE("a file that is being worked on, or was used, is left alone") {
  RecordedSegment pending = sent("new", {failure()});
  FileOperation again = pending.file->operations.front();
  again.id = "3.1";
  again.outcome.reset();
  pending.file->operations.push_back(again);
  pending.file->content = mark("new");
  CHECK(words_of(plan_of(input_with(pending, "new"))) == Words{});
  CHECK(words_of(plan_of(input_with(sent("new", {failure(), success(9, 9)}), "new"))) == Words{});
}

TEST_CASE("a poor match is a failure: sent once more, not for ever") {
  const auto with_rate = [](const RecordedSegment& record, const std::string& now, unsigned rate) {
    Input input = input_with(record, now);
    std::get<DesiredFile>(input.desired[0].spec).min_match_rate = rate;
    return input;
  };
  const RecordedSegment once = sent("new", {success(1204, 812)});
  CHECK(words_of(plan_of(with_rate(once, "new", 80))) == Words{"F: replace-users"});
  CHECK(only_reason(plan_of(with_rate(once, "new", 80))) == Reason::PoorMatch);
  CHECK(words_of(plan_of(with_rate(once, "new", 67))) == Words{});
  Input twice = with_rate(sent("new", {success(1204, 810), success(1204, 812)}), "new", 80);
  CHECK(words_of(plan_of(twice)) == Words{});
  CHECK(warnings_of(plan_of(twice)) ==
        Words{"poor-match: of 1,204 values in its file only 812 matched a user (67.4 %), and "
              "min_match_rate is 80 %; it is sent again once its content is another, or with "
              "--retry-failed"});
  SUBCASE("the user's word") {
    twice.retry_failed = true;
    CHECK(words_of(plan_of(twice)) == Words{"F: replace-users"});
  }
  SUBCASE("other content") {
    const Plan plan = plan_of(with_rate(sent("new", {success(9, 1), success(9, 1)}), "newer", 80));
    CHECK(words_of(plan) == Words{"F: replace-users"});
    CHECK(only_reason(plan) == Reason::ContentDiffers);
    CHECK(plan.warnings.empty());
  }
}

TEST_CASE("additions are not sent onto a file that may still turn out to have failed") {
  RecordedSegment record = sent("new", {success(9, 9)});
  Input input = input_with(record, "newer");
  input.contents.at(Key("F")).additions_lead_there = true;
  CHECK(words_of(plan_of(input)) == Words{"F: add-users"});
  record.file->operations.back().outcome.reset();
  Input pending = input_with(record, "newer");
  pending.contents.at(Key("F")).additions_lead_there = true;
  CHECK(words_of(plan_of(pending)) == Words{"F: replace-users"});
}

TEST_CASE("an entry of changes that failed is sent once more, and those behind it wait with it") {
  const std::vector<std::string> entries{"one", "two"};
  const Plan again = plan_of(input_with(entry_sent({failure()}), "base", entries));
  CHECK(words_of(again) == Words{"F: add-users 0 add-users 1"});
  CHECK(only_reason(again) == Reason::FileOperationFailed);
  const RecordedSegment twice = entry_sent({failure(), failure()});
  CHECK(words_of(plan_of(input_with(twice, "base", entries))) == Words{});
  CHECK(plan_of(input_with(twice, "base", entries)).warnings.size() == 1);
  CHECK(words_of(plan_of(input_with(twice, "base", {"mended", "two"}))) ==
        Words{"F: add-users 0 add-users 1"});
}

TEST_CASE("the last entry of changes is sent again for its poor match, one before others is not") {
  const auto plan_with = [](const RecordedSegment& record, std::vector<std::string> entries) {
    Input input = input_with(record, "base", std::move(entries));
    std::get<DesiredFile>(input.desired[0].spec).min_match_rate = 80;
    return plan_of(input);
  };
  const RecordedSegment poor = entry_sent({success(10, 5)});
  CHECK(words_of(plan_with(poor, {"one", "two"})) == Words{"F: add-users 0 add-users 1"});
  CHECK(only_reason(plan_with(poor, {"one", "two"})) == Reason::PoorMatch);
  const Plan twice = plan_with(entry_sent({success(10, 5), success(10, 6)}), {"one", "two"});
  CHECK(words_of(twice) == Words{"F: add-users 1"});
  CHECK(warnings_of(twice) ==
        Words{"poor-match: of 10 values in its file only 6 matched a user (60.0 %), and "
              "min_match_rate is 80 %; it is sent again with --retry-failed"});
  RecordedSegment followed = poor;
  followed.file->applied_changes.push_back({MemberOperation::Add, mark("two"), {}});
  const Plan later = plan_with(followed, {"one", "two"});
  CHECK(words_of(later) == Words{});
  CHECK(warnings_of(later) ==
        Words{"poor-match: entry 1 of changes: of 10 values in its file only 5 matched a user "
              "(50.0 %), and min_match_rate is 80 %; what stands behind it was sent, so that it is "
              "not sent again"});
}

TEST_CASE("with changes, a base that failed is sent again before its entries") {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  FileOperation create;
  create.id = "1.1";
  create.awaited = true;
  create.content = mark("base");
  record.file->operations.push_back(create);
  record.file->applied_changes = {{MemberOperation::Add, mark("one"), {}}};
  (void)take_outcome(*record.file, "1.1", failure());
  CHECK(words_of(plan_of(input_with(record, "base", {"one"}))) ==
        Words{"F: replace-users add-users 0"});
}

TEST_CASE("a create that failed and left nothing is made once more, not for ever") {
  RecordedSegment record = recorded_file("F", kLive, "new", 100);
  const auto plan_after = [&](std::size_t failures) {
    RecordedSegment failed = record;
    for (std::size_t i = 0; i < failures; ++i) {
      FileOperation create;
      create.id = "1." + std::to_string(i);
      create.awaited = true;
      create.content = mark("new");
      failed.file->operations.push_back(create);
      (void)take_outcome(*failed.file, create.id, failure());
    }
    Input input = input_with(failed, "new");
    input.live.segments.clear();
    return plan_of(input);
  };
  CHECK(words_of(plan_after(1)) == Words{"F: create"});
  CHECK(only_reason(plan_after(1)) == Reason::FileOperationFailed);
  CHECK(words_of(plan_after(2)) == Words{});
  CHECK(plan_after(2).warnings.size() == 1);
}

}  // namespace segctl::plan::test
