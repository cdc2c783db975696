#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

FileContents contents(const std::string& base, std::uint64_t rows,
                      const std::vector<std::string>& changes = {}) {
  FileContents result{{mark(base), rows}, {}};
  for (const std::string& change : changes) result.changes.push_back({mark(change), 10});
  return result;
}

const LiveSegment kLive = live_file("1", "F");

Input with_contents(Input input, FileContents known) {
  input.contents.emplace(Key("F"), std::move(known));
  return input;
}

TEST_CASE("a file segment is created, then its changes are applied in order") {
  const Input input = with_contents(
      input_of({file_with_changes("F", {MemberOperation::Add, MemberOperation::Remove})}, {}),
      contents("base", 100, {"one", "two"}));
  CHECK(words_of(plan_of(input)) == Words{"F: create add-users 0 remove-users 1"});
  CHECK(summarize(plan_of(input)).file_operations == 3);
}

TEST_CASE("other content is replaced, the same content is not, in whatever order") {
  Input input = input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "old", 100)});
  SUBCASE("other") {
    CHECK(words_of(plan_of(with_contents(input, contents("new", 100)))) ==
          Words{"F: replace-users"});
  }
  SUBCASE("the same") {
    CHECK(words_of(plan_of(with_contents(input, contents("old", 100)))) == Words{});
  }
  SUBCASE("the same values in other bytes") {
    FileContents reordered = contents("old", 100);
    reordered.base.mark.bytes = sha256("the same, reordered");
    CHECK(words_of(plan_of(with_contents(input, reordered))) == Words{});
  }
  SUBCASE("not known") { CHECK(words_of(plan_of(with_contents(input, {}))) == Words{}); }
}

TEST_CASE("members that were compared are counted, and each way to change them has its price") {
  const Input input = input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "old", 1000)});
  FileContents known = contents("new", 990);
  SUBCASE("added and removed") {
    known.delta = MemberDelta{40, 50, 950};
    const Plan plan = plan_of(with_contents(input, known));
    CHECK(words_of(plan) == Words{"F: replace-users"});
    CHECK(plan.changes.at(0).members == known.delta);
    CHECK(plan.changes.at(0).routes ==
          std::vector<MemberRoute>{{{ActionKind::ReplaceUsers}, 40},
                                   {{ActionKind::AddUsers, ActionKind::RemoveUsers}, 40}});
  }
  SUBCASE("added alone, and no file of them") {
    known.delta = MemberDelta{40, 0, 1000};
    const Plan plan = plan_of(with_contents(input, known));
    CHECK(words_of(plan) == Words{"F: replace-users"});
    CHECK(plan.changes.at(0).routes ==
          std::vector<MemberRoute>{{{ActionKind::ReplaceUsers}, 40}, {{ActionKind::AddUsers}, 40}});
  }
  SUBCASE("a file of what is added alone") {
    known.delta = MemberDelta{40, 0, 1000};
    known.additions_lead_there = true;
    const Plan plan = plan_of(with_contents(input, known));
    CHECK(plan.changes.at(0).actions == std::vector<Action>{{ActionKind::AddUsers, std::nullopt}});
    CHECK(plan.changes.at(0).routes ==
          std::vector<MemberRoute>{{{ActionKind::AddUsers}, 40}, {{ActionKind::ReplaceUsers}, 40}});
  }
  SUBCASE("not compared") {
    known.not_compared = "the snapshot is damaged";
    const Plan plan = plan_of(with_contents(input, known));
    CHECK(plan.changes.at(0).members == std::nullopt);
    CHECK(plan.changes.at(0).routes ==
          std::vector<MemberRoute>{{{ActionKind::ReplaceUsers}, std::nullopt}});
    REQUIRE(plan.warnings.size() == 1);
    CHECK(plan.warnings[0].code == "members-not-compared");
    CHECK(plan.warnings[0].message == "the snapshot is damaged");
  }
}

TEST_CASE("what may have lost its users gets all of them again, whatever additions say") {
  LiveSegment archived = kLive;
  archived.activity = Activity::Archived;
  RecordedSegment record = recorded_file("F", kLive, "old", 1000);
  record.applied_at = kNow - std::chrono::days(31);
  FileContents known = contents("new", 1040);
  known.delta = MemberDelta{40, 0, 1000};
  known.additions_lead_there = true;
  const Plan plan = plan_of(with_contents(input_of({file("F")}, {archived}, {record}), known));
  CHECK(words_of(plan) == Words{"F: unarchive replace-users"});
  CHECK(plan.changes.at(0).routes.empty());
}

TEST_CASE("as many other members are a removal where both versions were compared") {
  const Input input = input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "old", 1000)});
  FileContents known = contents("new", 1000);
  known.delta = MemberDelta{251, 251, 749};
  const Plan plan = plan_of(with_contents(input, known));
  REQUIRE(plan.holds.size() == 1);
  CHECK(plan.holds[0] ==
        Hold{"max_member_removal_percent", {Key("F")}, 251, 250, 1000, "--allow-removals 251"});
  known.delta = MemberDelta{250, 250, 750};
  CHECK(plan_of(with_contents(input, known)).holds.empty());
}

TEST_CASE("only the entries of changes that were not carried out are pending") {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  record.file->applied_changes = {{MemberOperation::Add, mark("one"), {}}};
  const Input input =
      with_contents(input_of({file_with_changes("F", {MemberOperation::Add, MemberOperation::Add})},
                             {kLive}, {record}),
                    contents("base", 100, {"one", "two"}));
  CHECK(words_of(plan_of(input)) == Words{"F: add-users 1"});
}

TEST_CASE("an entry that was carried out and is now another is a problem") {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  record.file->applied_changes = {{MemberOperation::Add, mark("one"), {}}};
  const auto planned = make_plan(
      with_contents(input_of({file_with_changes("F", {MemberOperation::Add})}, {kLive}, {record}),
                    contents("base", 100, {"rewritten"})));
  REQUIRE(planned.has_value());
  REQUIRE(planned->problems.size() == 1);
  CHECK(planned->problems[0].rule == "changes-rewritten");
  CHECK(planned->plan.changes.empty());
}

TEST_CASE("a create that was accepted without an ID is waited for before it is made again") {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  record.id = SegmentId();
  Input input = with_contents(input_of({file("F")}, {}, {record}), contents("new", 100));
  SUBCASE("for minutes") {
    input.recorded.at(Key("F")).applied_at = kNow - std::chrono::minutes(9);
    CHECK(words_of(plan_of(input)) == Words{});
    REQUIRE(plan_of(input).warnings.size() == 1);
    CHECK(plan_of(input).warnings[0].code == "not-listed-yet");
  }
  SUBCASE("not for ever") {
    input.recorded.at(Key("F")).applied_at = kNow - std::chrono::minutes(10);
    CHECK(words_of(plan_of(input)) == Words{"F: create"});
  }
}

TEST_CASE("another name archives the old segment and makes a new one") {
  const Input input =
      input_of({keyed("F", file("G"))}, {kLive}, {recorded_file("F", kLive, "x", 9)});
  const Plan plan = plan_of(with_contents(input, contents("x", 9)));
  CHECK(words_of(plan) == Words{"G: archive create"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::Replaced});
  Summary summary;  // a policy that forbids archives must see this one
  summary.archive = 1;
  summary.file_operations = 1;
  CHECK(summarize(plan) == summary);
}

TEST_CASE("a protected file segment is not archived for another name until its key is named") {
  DesiredSegment renamed = keyed("F", file("G"));
  renamed.is_protected = true;
  const LiveSegment refers = live_filter("2", "A", members_of_id("1"));
  Input input = input_of({renamed, filter("A", members_of_key("F"))}, {kLive, refers},
                         {recorded_file("F", kLive, "x", 9), recorded("A", refers)});
  input = with_contents(input, contents("x", 9));
  const Plan held = plan_of(input);
  CHECK(words_of(held) == Words{"G: archive create"});
  CHECK(held.holds == std::vector{Hold{"protected", {Key("F")}, 1, 0, 1, "--allow-protected F"}});
  input.safety.allowed_protected = {Key("F")};
  const Plan allowed = plan_of(input);
  CHECK(words_of(allowed) == Words{"G: archive create", "A: update"});
  CHECK(allowed.holds.empty());
}

TEST_CASE("no number of removals lets many members of a protected file segment go") {
  DesiredSegment desired = file("F");
  desired.is_protected = true;
  Input input = input_of({desired}, {kLive}, {recorded_file("F", kLive, "x", 1000)});
  input = with_contents(input, contents("y", 600));
  input.safety.allowed_removals = 1000;
  CHECK(plan_of(input).holds ==
        std::vector{Hold{"protected_members", {Key("F")}, 1000, 250, 1000, "--allow-protected F"}});
  Input known = input;  // once who comes and goes is known exactly, that counts
  known.contents.at(Key("F")).delta = MemberDelta{0, 400, 600};
  CHECK(plan_of(known).holds ==
        std::vector{Hold{"protected_members", {Key("F")}, 400, 250, 1000, "--allow-protected F"}});
  known.contents.at(Key("F")).delta = MemberDelta{10, 10, 990};
  CHECK(plan_of(known).holds.empty());
  input.safety.allowed_protected = {Key("F")};
  CHECK(plan_of(input).holds.empty());
  input.safety.allowed_removals.reset();
  REQUIRE(plan_of(input).holds.size() == 1);
  CHECK(plan_of(input).holds[0].flag == "--allow-removals 400");
}

TEST_CASE("what refers to a file segment that is made anew takes its new ID") {
  const LiveSegment filter_live = live_filter("2", "A", members_of_id("1"));
  const Input input =
      input_of({filter("A", members_of_key("F")), keyed("F", file("G"))}, {kLive, filter_live},
               {recorded_file("F", kLive, "x", 9), recorded("A", filter_live)});
  const Plan plan = plan_of(with_contents(input, contents("x", 9)));
  CHECK(words_of(plan) == Words{"G: archive create", "A: update"});
  CHECK(plan.changes[1].needs == std::vector{Key("F")});
}

TEST_CASE("an unmanaged file segment of the same name is a conflict until it is adopted") {
  Input input = with_contents(input_of({file("F")}, {kLive}), contents("x", 9));
  CHECK(words_of(plan_of(input)) == Words{"F: conflict name 1"});
  input.adopt.insert(Key("F"));
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"F: adopt replace-users"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::TakenOver, Reason::MembersUnknown});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "members-unseen");
}

TEST_CASE("a segment of another kind that has the name can't be adopted, and nobody is told to") {
  const LiveSegment other = live_filter("1", "F", in_city("Oslo"));
  Input input = with_contents(input_of({file("F")}, {other}), contents("x", 9));
  CHECK(plan_of(input).changes[0].conflict->holder == Holder::NotToTake);
  input.adopt.insert(Key("F"));
  CHECK(plan_of(input).changes[0].conflict->holder == Holder::NotToTake);
  const LiveSegment a_file = live_file("1", "A");
  CHECK(plan_of(input_of({filter("A", in_city("Oslo"))}, {a_file})).changes[0].conflict->holder ==
        Holder::NotToTake);
  CHECK(plan_of(with_contents(input_of({file("F")}, {kLive}), contents("x", 9)))
            .changes[0]
            .conflict->holder == Holder::Other);
}

TEST_CASE("values that are matched with another attribute may be other users, all of them") {
  Input input = input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "x", 1000)});
  input = with_contents(input, contents("x", 1000));
  input.contents.at(Key("F")).delta = MemberDelta{0, 0, 1000};
  input.recorded.at(Key("F")).file->attribute_name = "UID";
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"F: replace-users"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::AttributeDiffers});
  CHECK(plan.changes[0].members == std::nullopt);
  CHECK(plan.holds ==
        std::vector{Hold{
            "max_member_removal_percent", {Key("F")}, 1000, 250, 1000, "--allow-removals 1000"}});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "attribute-differs");
}

TEST_CASE("a file segment that is made anew with far fewer users is held back") {
  const Input input =
      input_of({keyed("F", file("G"))}, {kLive}, {recorded_file("F", kLive, "x", 1000)});
  CHECK(plan_of(with_contents(input, contents("y", 1000))).holds.empty());
  CHECK(plan_of(with_contents(input, contents("y", 10))).holds ==
        std::vector{Hold{
            "max_member_removal_percent", {Key("F")}, 990, 250, 1000, "--allow-removals 990"}});
}

TEST_CASE("a file segment whose ID was never told is found by its name") {
  RecordedSegment record = recorded_file("F", kLive, "x", 9);
  record.id = SegmentId();
  const Input input = input_of({file("F")}, {kLive}, {record});
  CHECK(words_of(plan_of(with_contents(input, contents("x", 9)))) == Words{});
}

TEST_CASE("a replacement that takes away more than a quarter of the members is held back") {
  Input input = input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "old", 1000)});
  SUBCASE("26 %") {
    const Plan plan = plan_of(with_contents(input, contents("new", 740)));
    REQUIRE(plan.holds.size() == 1);
    CHECK(plan.holds[0].number == 260);
    CHECK(plan.holds[0].flag == "--allow-removals 260");
  }
  SUBCASE("25 %") { CHECK(plan_of(with_contents(input, contents("new", 750))).holds.empty()); }
  SUBCASE("allowed by number") {
    input.safety.allowed_removals = 260;
    CHECK(plan_of(with_contents(input, contents("new", 740))).holds.empty());
  }
}

TEST_CASE("what has no URL of its own is uploaded before each file operation that needs it") {
  FileContents known = contents("new", 100, {"one", "two"});
  known.base.upload = "https://store.example/base.csv";
  known.changes[0].upload = "https://store.example/one.csv";
  const DesiredSegment local = [] {
    DesiredSegment segment =
        file_with_changes("F", {MemberOperation::Add, MemberOperation::Remove});
    std::get<DesiredFile>(segment.spec).source.file_url.clear();
    return segment;
  }();
  const Plan created = plan_of(with_contents(input_of({local}, {}), known));
  CHECK(created.changes[0].actions ==
        std::vector<Action>{{ActionKind::Create, std::nullopt, "https://store.example/base.csv"},
                            {ActionKind::AddUsers, 0, "https://store.example/one.csv"},
                            {ActionKind::RemoveUsers, 1, ""}});
  CHECK(created.changes[0].after->file_url == "https://store.example/base.csv");

  known.changes.clear();
  const Plan replaced = plan_of(with_contents(
      input_of({file("F")}, {kLive}, {recorded_file("F", kLive, "old", 100)}), known));
  CHECK(replaced.changes[0].actions == std::vector<Action>{{ActionKind::ReplaceUsers, std::nullopt,
                                                            "https://store.example/base.csv"}});
}

TEST_CASE("entries without a URL and of unknown content are not taken for the same") {
  RecordedSegment record = recorded_file("F", kLive, "base", 100);
  record.file->applied_changes = {{MemberOperation::Add, mark("one"), ""}};
  Input input =
      with_contents(input_of({file_with_changes("F", {MemberOperation::Add})}, {kLive}, {record}),
                    contents("base", 100));
  std::get<DesiredFile>(input.desired[0].spec).changes[0].source.file_url.clear();
  const auto planned = make_plan(input);
  REQUIRE(planned.has_value());
  REQUIRE(planned->problems.size() == 1);
  CHECK(planned->problems[0].rule == "changes-rewritten");
}

TEST_CASE("the signed part of a URL is in no plan") {
  const Plan plan = plan_of(with_contents(input_of({file("F")}, {}), contents("x", 9)));
  CHECK(plan.changes[0].after->file_url == "https://files.shop.example/a.csv");
}

TEST_CASE(
    "a name that an archived file segment has may be its own from before, and the conflict says "
    "so") {
  const LiveSegment now = live_file("2", "New");
  LiveSegment old = live_file("1", "Old");
  old.activity = Activity::Archived;
  RecordedSegment record = recorded_file("F", now, "x", 9);
  Input input = input_of({keyed("F", file("Old"))}, {now, old}, {record});
  const Plan plan = plan_of(with_contents(input, contents("x", 9)));
  CHECK(words_of(plan) == Words{"Old: conflict name 1"});
  CHECK(plan.changes[0].conflict->holder == Holder::ArchivedFile);
  input.live.segments[1].activity = Activity::Active;
  CHECK(plan_of(with_contents(input, contents("x", 9))).changes[0].conflict->holder ==
        Holder::Other);
}

/// A file segment of 30 days that was created, and last changed, `days` ago, and is archived now.
Input archived_since(int days, DesiredSegment desired = file("F")) {
  LiveSegment live = kLive;
  live.activity = Activity::Archived;
  live.created = kNow - std::chrono::days(days);
  RecordedSegment record = recorded_file("F", live, "x", 9);
  record.applied_at = *live.created;
  return with_contents(input_of({std::move(desired)}, {live}, {record}), contents("x", 9));
}

TEST_CASE("an archived file segment is unarchived, and filled again where its users may be lost") {
  CHECK(words_of(plan_of(archived_since(29))) == Words{"F: unarchive"});
  const Plan plan = plan_of(archived_since(30));
  CHECK(words_of(plan) == Words{"F: unarchive replace-users"});
  CHECK(plan.changes[0].reasons == std::vector{Reason::WantedActive, Reason::MembersMayBeLost});
}

TEST_CASE("entries of changes are not sent twice: that the users may be lost is a warning") {
  DesiredSegment desired = file_with_changes("F", {MemberOperation::Add});
  Input input = archived_since(29, desired);
  input.recorded.at(Key("F")).file->applied_changes = {
      {MemberOperation::Add, {}, "https://files.shop.example/change.csv"}};
  CHECK(plan_of(input).warnings == std::vector<Warning>{});
  input.recorded.at(Key("F")).applied_at -= std::chrono::days(1);
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"F: unarchive"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "members-may-be-lost");
}

TEST_CASE("a file segment past its expiry_time is warned of, archived or not") {
  Input input = archived_since(31);
  Plan plan = plan_of(input);
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "expired");
  CHECK(plan.warnings[0].message ==
        "its expiry_time of 30 days ended at 2026-02-28T12:00:00Z, and MoEngage archived it; how "
        "long it lives once it is unarchived is not documented: it may be archived again");
  input.live.segments[0].activity = Activity::Active;
  plan = plan_of(input);
  CHECK(words_of(plan) == Words{});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].message ==
        "its expiry_time ended at 2026-02-28T12:00:00Z: MoEngage has archived it, or will");
  // Unarchived by us since: how long it lives now is not known.
  input.recorded.at(Key("F")).applied_at = kNow;
  CHECK(plan_of(input).warnings == std::vector<Warning>{});
}

TEST_CASE("a segment that ends within a week is warned of") {
  LiveSegment live = kLive;
  live.created = kNow - std::chrono::days(25);
  const Input input = input_of({file("F")}, {live}, {recorded_file("F", live, "x", 9)});
  const Plan plan = plan_of(with_contents(input, contents("x", 9)));
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "expiring");
}

}  // namespace
}  // namespace segctl::plan::test
