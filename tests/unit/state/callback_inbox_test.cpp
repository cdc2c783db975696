#include "state/callback_inbox.h"

#include "base/file.h"
#include "state/local_store.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <chrono>
#include <sys/stat.h>

using namespace segctl;
using state::CallbackInbox;
using state::LocalStore;
using state::State;
using state::ToldOutcome;
using test::names_in;
using test::TemporaryDirectory;

namespace {

Timestamp at(int second) { return Timestamp(std::chrono::seconds(1772366400 + second)); }

ToldOutcome done(const std::string& operation, int second) {
  return {operation, {FileOutcome::kDone, 3, 3, 2, "", "r-1", at(second)}};
}

ToldOutcome failed(const std::string& operation, int second) {
  return {operation, {400, 0, 0, 0, "bad file", "", at(second)}};
}

std::vector<ToldOutcome> told_in(const CallbackInbox& inbox) {
  const auto items = inbox.read().value();
  std::vector<ToldOutcome> told;
  told.reserve(items.size());
  for (const auto& item : items) told.push_back(item.told);
  return told;
}

/// A state with one file segment, whose replace 2.1 was accepted.
State waiting_state() {
  State state = state::new_state({});
  RecordedSegment record;
  record.key = Key("r");
  record.kind = Kind::File;
  record.name = SegmentName("Readers");
  record.file.emplace();
  FileOperation operation;
  operation.id = "2.1";
  operation.kind = FileOperationKind::ReplaceUsers;
  operation.awaited = true;
  record.file->operations.push_back(operation);
  state.segments.emplace(record.key, record);
  return state;
}

const FileOperation& only_operation(const State& state) {
  return state.segments.at(Key("r")).file->operations.front();
}

}  // namespace

TEST_CASE("callbacks are read back in the order in which they came") {
  const TemporaryDirectory directory;
  const CallbackInbox inbox(directory / "state.json.callbacks");
  CHECK(told_in(inbox).empty());
  REQUIRE(inbox.add(done("2.10", 5)).has_value());
  REQUIRE(inbox.add(failed("2.9", 3)).has_value());
  CHECK(told_in(inbox) == std::vector<ToldOutcome>{failed("2.9", 3), done("2.10", 5)});
}

TEST_CASE("a callback that comes again is kept once, with the time of the first") {
  const TemporaryDirectory directory;
  const CallbackInbox inbox(directory / "state.json.callbacks");
  REQUIRE(inbox.add(done("2.1", 1)).has_value());
  REQUIRE(inbox.add(done("2.1", 9)).has_value());
  CHECK(told_in(inbox) == std::vector<ToldOutcome>{done("2.1", 1)});
}

TEST_CASE("an inbox is private to the user") {
  const TemporaryDirectory directory;
  const auto folder = directory / "state.json.callbacks";
  REQUIRE(CallbackInbox(folder).add(done("2.1", 1)).has_value());

  struct stat status {};

  REQUIRE(::stat(folder.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0700);
  REQUIRE(::stat((folder / names_in(folder).front()).c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600);
}

TEST_CASE("what another process left half written, and files of others, are none of ours") {
  const TemporaryDirectory directory;
  const auto folder = directory / "state.json.callbacks";
  const CallbackInbox inbox(folder);
  REQUIRE(inbox.add(done("2.1", 1)).has_value());
  const std::string name = names_in(folder).front();
  REQUIRE(write_file_atomically(folder / (name + ".tmp.77"), "{\"callb").has_value());
  REQUIRE(write_file_atomically(folder / "README", "hello").has_value());
  CHECK(told_in(inbox) == std::vector<ToldOutcome>{done("2.1", 1)});
}

TEST_CASE("a callback that was edited or cut off is refused with what to do") {
  const TemporaryDirectory directory;
  const auto folder = directory / "state.json.callbacks";
  const CallbackInbox inbox(folder);
  REQUIRE(inbox.add(done("2.1", 1)).has_value());
  const auto path = folder / names_in(folder).front();
  const std::string whole = read_file(path, 4096).value();
  std::string other = whole;
  other.replace(other.find("\"user_count\":2"), 14, "\"user_count\":3");
  for (const std::string& content : {other, whole.substr(0, 20), std::string()}) {
    CAPTURE(content);
    REQUIRE(write_file_atomically(path, content).has_value());
    const auto read = inbox.read();
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message == "the callback " + path.string() + " is not as it was written");
  }
}

TEST_CASE("operations are named by two numbers") {
  CHECK(state::is_operation_id("2.1"));
  CHECK(state::is_operation_id("2147483647.99999"));
  for (const char* text :
       {"", ".", "2.", ".1", "2", "2.1.1", "../x", "2.1/..", "a.b", "-1.2", "12345678901.1"}) {
    CAPTURE(text);
    CHECK_FALSE(state::is_operation_id(text));
  }
}

TEST_CASE("a callback URL names an operation so that another state doesn't know it") {
  const state::Lineage ours("0b5c6d0e-6a0f-4b7e-9d0a-3c1b2a495867");
  const std::string name = state::callback_name("2.1", ours);
  CHECK(name == "2.1-" + sha256(ours.str()).hex().substr(0, 8));
  CHECK(state::operation_named(name, ours) == "2.1");
  CHECK_FALSE(state::operation_named(name, state::Lineage("another")));
  for (const std::string& text : {std::string(), std::string("-"), std::string("2.1"),
                                  std::string("2.1-"), name + "0", "x" + name}) {
    CAPTURE(text);
    CHECK_FALSE(state::operation_named(text, ours));
  }
}

TEST_CASE("an outcome settles the call that was open: MoEngage has accepted it") {
  State state = state::new_state({});
  state::Operation open;
  open.id = "2.1";
  open.kind = state::OperationKind::ReplaceUsers;
  open.key = Key("r");
  open.landed.set.push_back(waiting_state().segments.at(Key("r")));
  state.open.push_back(open);
  CHECK(state::knows_operation(state, "2.1"));
  CHECK(take_in(state, done("2.1", 1)));
  CHECK(state.open.empty());
  CHECK(only_operation(state).outcome == done("2.1", 1).outcome);
  CHECK_FALSE(take_in(state, done("9.1", 1)));
}

TEST_CASE("an open call that is settled keeps what was heard of the calls before it") {
  State state = waiting_state();
  state::Operation open;
  open.id = "3.1";
  open.kind = state::OperationKind::ReplaceUsers;
  open.key = Key("r");
  RecordedSegment landed = state.segments.at(Key("r"));  // as it was when 3.1 was sent
  FileOperation second = landed.file->operations.front();
  second.id = "3.1";
  landed.file->operations.push_back(second);
  open.landed.set.push_back(landed);
  state.open.push_back(open);
  CHECK(take_in(state, done("2.1", 1)));
  CHECK(take_in(state, done("3.1", 2)));
  const auto& operations = state.segments.at(Key("r")).file->operations;
  REQUIRE(operations.size() == 2);
  CHECK(operations[0].outcome == done("2.1", 1).outcome);
  CHECK(operations[1].outcome == done("3.1", 2).outcome);
}

TEST_CASE("a store's state has what callbacks beside it told, and a save takes them in") {
  const TemporaryDirectory directory;
  const auto folder = directory / "state.json.callbacks";
  const CallbackInbox inbox(folder);
  State saved = waiting_state();
  {
    LocalStore store(directory / "state.json");
    REQUIRE(store.save(saved).has_value());
  }
  REQUIRE(inbox.add(done("2.1", 1)).has_value());
  REQUIRE(inbox.add(failed("9.1", 2)).has_value());  // of an operation that this state doesn't know

  LocalStore store(directory / "state.json");
  auto state = store.load().value();
  CHECK(only_operation(*state).outcome == done("2.1", 1).outcome);
  CHECK(state->serial == 1);
  CHECK(store.callbacks_taken() == 1);
  CHECK(names_in(folder).size() == 2);  // nothing is taken away before it is saved

  REQUIRE(store.save(*state).has_value());
  CHECK(store.callbacks_taken() == 0);
  CHECK(told_in(inbox) == std::vector<ToldOutcome>{failed("9.1", 2)});
  CHECK(only_operation(*store.load().value()).outcome == done("2.1", 1).outcome);
}

TEST_CASE("a callback that comes between a load and its save stays for the next load") {
  const TemporaryDirectory directory;
  const CallbackInbox inbox(directory / "state.json.callbacks");
  LocalStore store(directory / "state.json");
  State saved = waiting_state();
  REQUIRE(store.save(saved).has_value());
  auto state = store.load().value();
  REQUIRE(inbox.add(done("2.1", 1)).has_value());
  REQUIRE(store.save(*state).has_value());
  CHECK(only_operation(*store.load().value()).outcome == done("2.1", 1).outcome);
}
