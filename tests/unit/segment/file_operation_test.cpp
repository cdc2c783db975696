#include "segment/callback_url.h"
#include "segment/recorded.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace segctl {
namespace {

ContentMark content(const std::string& text) { return {sha256(text), std::nullopt, ""}; }

FileOutcome done(std::uint64_t found, std::uint64_t users) {
  return {FileOutcome::kDone, found, found, users, "", "", Timestamp{}};
}

FileOutcome failed() { return {500, 0, 0, 0, "File download failed", "", Timestamp{}}; }

/// A record that holds `content` with 100 rows.
RecordedFile holding(const std::string& text) {
  RecordedFile file;
  file.content = content(text);
  file.rows = 100;
  return file;
}

FileOperation sent(const RecordedFile& file, const std::string& id, FileOperationKind kind,
                   const std::string& text) {
  FileOperation operation;
  operation.id = id;
  operation.kind = kind;
  operation.awaited = true;
  operation.content = content(text);
  operation.content_before = file.content;
  operation.rows_before = file.rows;
  return operation;
}

void replace(RecordedFile& file, const std::string& id, const std::string& text,
             std::uint64_t rows) {
  FileOperation operation = sent(file, id, FileOperationKind::ReplaceUsers, text);
  file.content = content(text);
  file.rows = rows;
  file.applied_changes.clear();
  add_operation(file, std::move(operation));
}

void add(RecordedFile& file, const std::string& id, const std::string& text) {
  FileOperation operation = sent(file, id, FileOperationKind::AddUsers, text);
  operation.entry = file.applied_changes.size();
  file.applied_changes.push_back({MemberOperation::Add, content(text), ""});
  *file.rows += 1;
  add_operation(file, std::move(operation));
}

}  // namespace

TEST_CASE("what is done leaves the record as it was sent") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  RecordedFile expected = file;
  expected.operations[0].outcome = done(7, 6);
  CHECK(take_outcome(file, "2.1", done(7, 6)));
  CHECK(file == expected);
}

TEST_CASE("a replace that failed gives the record back what it had before") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  CHECK(take_outcome(file, "2.1", failed()));
  CHECK(file.content == content("a"));
  CHECK(file.rows == 100);
  CHECK(last_filling(file)->failed());
}

TEST_CASE("of two replaces under way the record keeps what is left, whichever fails first") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  replace(file, "3.1", "c", 8);
  SUBCASE("the first fails: the second counts") {
    CHECK(take_outcome(file, "2.1", failed()));
    CHECK(file.content == content("c"));
    SUBCASE("then the second: back to the beginning") {
      CHECK(take_outcome(file, "3.1", failed()));
      CHECK(file.content == content("a"));
      CHECK(file.rows == 100);
    }
  }
  SUBCASE("the second fails: the first counts") {
    CHECK(take_outcome(file, "3.1", failed()));
    CHECK(file.content == content("b"));
    SUBCASE("then the first: back to the beginning") {
      CHECK(take_outcome(file, "2.1", failed()));
      CHECK(file.content == content("a"));
      CHECK(file.rows == 100);
    }
  }
}

TEST_CASE("what additions leave is not known where the file before them failed") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  FileOperation additions = sent(file, "3.1", FileOperationKind::AddUsers, "b and more");
  file.content = content("b and more");
  file.rows = 9;
  add_operation(file, std::move(additions));
  SUBCASE("the file fails alone") {
    CHECK(take_outcome(file, "3.1", done(2, 2)));
    CHECK(take_outcome(file, "2.1", failed()));
    CHECK_FALSE(file.content.known());
    CHECK(file.rows == 100);
  }
  SUBCASE("both fail: back to the beginning") {
    CHECK(take_outcome(file, "2.1", failed()));
    CHECK(take_outcome(file, "3.1", failed()));
    CHECK(file.content == content("a"));
    CHECK(file.rows == 100);
  }
  SUBCASE("the additions fail alone") {
    CHECK(take_outcome(file, "2.1", done(7, 7)));
    CHECK(take_outcome(file, "3.1", failed()));
    CHECK(file.content == content("b"));
    CHECK(file.rows == 7);
  }
}

TEST_CASE("what failed for a segment says nothing of the one that was made in its place") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  FileOperation create = sent(file, "3.1", FileOperationKind::Create, "c");
  create.content_before = {};
  create.rows_before.reset();
  file.content = content("c");
  add_operation(file, std::move(create));
  CHECK(take_outcome(file, "2.1", failed()));
  CHECK(file.content == content("c"));
  CHECK(take_outcome(file, "3.1", failed()));
  CHECK_FALSE(file.content.known());
}

TEST_CASE("entries from the one that failed on count as not carried out") {
  RecordedFile file = holding("a");
  add(file, "2.1", "x");
  add(file, "2.2", "y");
  add(file, "2.3", "z");
  CHECK(take_outcome(file, "2.2", failed()));
  CHECK(file.applied_changes.size() == 1);
  CHECK(file.rows == 101);
  SUBCASE("and are sent again, after which an old failure means nothing") {
    add(file, "3.1", "y");
    add(file, "3.2", "z");
    CHECK(take_outcome(file, "2.3", failed()));
    CHECK(file.applied_changes.size() == 3);
  }
  SUBCASE("an entry behind it that fails as well changes nothing more") {
    CHECK(take_outcome(file, "2.3", failed()));
    CHECK(file.applied_changes.size() == 1);
  }
}

TEST_CASE("an outcome that is known stays, and an unknown operation has none") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 7);
  CHECK(take_outcome(file, "2.1", done(7, 7)));
  const RecordedFile before = file;
  CHECK_FALSE(take_outcome(file, "2.1", failed()));
  CHECK_FALSE(take_outcome(file, "9.9", failed()));
  CHECK(file == before);
}

TEST_CASE("failures in a row are counted by content, until one is done") {
  RecordedFile file = holding("a");
  const auto fail_with = [&](const std::string& id, const std::string& text) {
    replace(file, id, text, 7);
    CHECK(take_outcome(file, id, failed()));
  };
  fail_with("2.1", "b");
  fail_with("3.1", "c");
  fail_with("4.1", "b");
  CHECK(failures_of(file, content("b"), {}) == 2);
  CHECK(failures_of(file, content("c"), {}) == 1);
  CHECK(failures_of(file, content("d"), {}) == 0);
  CHECK(failures_of(file, ContentMark(), {}) == 3);  // it may be any of them
  replace(file, "5.1", "b", 7);
  CHECK(failures_of(file, content("b"), {}) == 2);  // not heard of yet
  CHECK(take_outcome(file, "5.1", done(7, 7)));
  CHECK(failures_of(file, content("b"), {}) == 0);
}

TEST_CASE("a poor match counts among the failures where a rate is asked for") {
  RecordedFile file = holding("a");
  replace(file, "2.1", "b", 10);
  CHECK(take_outcome(file, "2.1", failed()));
  replace(file, "3.1", "b", 10);
  CHECK(take_outcome(file, "3.1", done(10, 5)));
  CHECK(failures_of(file, content("b"), 51) == 2);
  CHECK(failures_of(file, content("b"), 50) == 0);
  CHECK(failures_of(file, content("b"), {}) == 0);
}

TEST_CASE("an entry is taken back with those behind it, and once only") {
  RecordedFile file = holding("a");
  add(file, "2.1", "x");
  add(file, "2.2", "y");
  add(file, "2.3", "z");
  CHECK(last_of_entry(file, 1)->id == "2.2");
  CHECK(last_of_entry(file, 3) == nullptr);
  take_back(file, FileOperation(*last_of_entry(file, 1)));
  CHECK(file.applied_changes.size() == 1);
  CHECK(file.rows == 101);
  file.rows = 5;
  take_back(file, FileOperation(*last_of_entry(file, 2)));
  CHECK(file.applied_changes.size() == 1);
  CHECK(file.rows == 5);
}

TEST_CASE("only the last operations are kept, and of those that nobody tells of the last") {
  RecordedFile file = holding("a");
  for (int i = 0; i < 12; ++i) replace(file, std::to_string(i) + ".1", "b", 7);
  CHECK(file.operations.size() == kOperationsKept);
  CHECK(file.operations.front().id == "2.1");
  RecordedFile silent = holding("a");
  for (const char* id : {"1.1", "2.1"}) {
    FileOperation operation = sent(silent, id, FileOperationKind::ReplaceUsers, "b");
    operation.awaited = false;
    add_operation(silent, std::move(operation));
  }
  REQUIRE(silent.operations.size() == 1);
  CHECK(silent.operations.front().id == "2.1");
  FileOperation entry = sent(silent, "3.1", FileOperationKind::AddUsers, "x");
  entry.entry = 0;
  add_operation(silent, std::move(entry));
  CHECK(last_filling(silent)->id == "2.1");  // what a later entry stands on is not forgotten
}

TEST_CASE("users over values found are the match rate, and one below what is asked for is poor") {
  CHECK(match_rate(done(3, 2)) == 666);
  CHECK(match_rate(done(0, 0)) == 0);
  CHECK(match_rate(done(1'000'000'000'000, 1'000'000'000'000)) == 1000);
  CHECK(match_rate(done(10, 25)) == 2500);
  FileOperation operation;
  CHECK(standing_of(operation, 80) == FileStanding::Accepted);
  operation.awaited = true;
  CHECK(standing_of(operation, 80) == FileStanding::Pending);
  operation.outcome = done(10, 8);
  CHECK(standing_of(operation, 80) == FileStanding::Done);
  CHECK(standing_of(operation, 81) == FileStanding::PoorMatch);
  CHECK(standing_of(operation, std::nullopt) == FileStanding::Done);
  operation.outcome = failed();
  CHECK(standing_of(operation, std::nullopt) == FileStanding::Failed);
}

TEST_CASE("the places of a callback URL are filled in, and others are named") {
  const std::string url = "https://h/cb/{token}/{operation}?o={operation}";
  CHECK(filled_callback_url(url, "7.12", "secret") == "https://h/cb/secret/7.12?o=7.12");
  CHECK(names_operation(url));
  CHECK(names_token(url));
  CHECK(unknown_place(url).empty());
  CHECK(unknown_place("https://h/{operation}/{user}") == "{user}");
  CHECK(unknown_place("https://h/{operation") == "{operation");
  CHECK_FALSE(names_operation("https://h/cb"));
}

TEST_CASE("a token that could be guessed, or changes in a URL, is none") {
  CHECK(is_callback_token("0123456789abcdef"));
  CHECK(is_callback_token(std::string(200, '~')));
  CHECK_FALSE(is_callback_token("0123456789abcde"));
  CHECK_FALSE(is_callback_token("0123456789abcde/"));
  CHECK_FALSE(is_callback_token(std::string(201, 'a')));
  CHECK(without_token("https://h/tok/1 and tok", "tok") == "https://h/…/1 and …");
  CHECK(without_token("text", "") == "text");
}

}  // namespace segctl
