#include "report/next_step.h"
#include "report/text_diagnostics.h"
#include "report/text_outcome.h"
#include "report/text_plan.h"
#include "report/words.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::report;

namespace {

/// `text` without ANSI codes.
std::string without_colour(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = text.find('m', at);
    } else {
      plain += text[at];
    }
  }
  return plain;
}

TEST_CASE("the next line to type is for the environment that the report is for") {
  const plan::Conflict conflict{plan::ConflictKind::Name, SegmentId("1"), SegmentName("A"),
                                plan::Holder::Other};
  CHECK(next_steps(Key("a"), {}, conflict, {}, "prod")[0].command ==
        "segctl --env prod apply --adopt a");
  CHECK(next_steps(Key("a"), {}, conflict)[0].command == "segctl apply --adopt a");
}

TEST_CASE("what can't be adopted is not offered to be") {
  const plan::Conflict conflict{plan::ConflictKind::Name, SegmentId("1"), SegmentName("A"),
                                plan::Holder::NotToTake};
  const auto steps = next_steps(Key("a"), {}, conflict);
  REQUIRE(steps.size() == 1);
  CHECK(steps[0] == NextStep{"give the manifest another name", ""});
}

}  // namespace

TEST_CASE("a plan as text") {
  test::check_golden("plan.txt", plan_text(test::sample_plan(), test::sample_header(), {}));
}

TEST_CASE("a plan in colour says the same") {
  const std::string colour =
      plan_text(test::sample_plan(), test::sample_header(), {Colour::Yes, 80});
  test::check_golden("plan_colour.txt", colour);
  CHECK(without_colour(colour) == plan_text(test::sample_plan(), test::sample_header(), {}));
}

TEST_CASE("a plan for some paths on a narrow terminal") {
  plan::Plan plan = test::sample_plan();
  plan.scope = plan::Scope::Paths;
  test::check_golden("plan_narrow.txt", plan_text(plan, test::sample_header(), {Colour::No, 20}));
}

TEST_CASE("a plan without changes is one sentence") {
  plan::Plan plan;
  plan.counts.unchanged = 12;
  CHECK(plan_text(plan, PlanHeader{}, {}) == "No changes: 12 segments are as the manifests say.\n");
  plan.counts.unchanged = 1;
  CHECK(plan_summary_line(plan) == "No changes: 1 segment is as the manifests say.");
}

TEST_CASE("a plan of conflicts alone has nothing to do, and says how many stand in the way") {
  plan::Plan plan;
  plan.changes = {test::sample_plan().changes[8]};
  CHECK(plan_summary_line(plan) == "Plan: nothing to do. 1 conflict.");
}

TEST_CASE("a plan says at its end how much of it is held back") {
  plan::Plan plan;
  plan.changes = {test::sample_plan().changes[4], test::sample_plan().changes[8]};
  plan.holds = test::sample_plan().holds;
  CHECK(plan_summary_line(plan) ==
        "Plan: 1 to archive. 1 conflict. Held back by a safety limit: nothing of it is done.");
  plan.changes.push_back(test::sample_plan().changes[0]);
  plan.holds.pop_back();
  CHECK(plan_summary_line(plan) ==
        "Plan: 1 to create, 1 to archive. 1 conflict. Held back by a safety limit: 1 of 2 "
        "changes.");
}

TEST_CASE("a plan says what is uploaded first, and where to, without a signature") {
  plan::Change change = test::sample_plan().changes[0];
  change.kind = Kind::File;
  change.actions = {
      {plan::ActionKind::Unarchive, std::nullopt},
      {plan::ActionKind::ReplaceUsers, std::nullopt, "https://store.example/a.csv?X-Amz-Sig=1"},
      {plan::ActionKind::AddUsers, 0, "https://store.example/b.csv"}};
  CHECK(actions_text(change.actions) ==
        "unarchive, upload, then replace-users, upload, then add-users (entry 1 of changes)");
  const std::string text = change_text(change, {});
  CHECK(text.find("      upload to: https://store.example/a.csv\n"
                  "      upload to: https://store.example/b.csv\n") != std::string::npos);
  CHECK(text.find("from: ") == std::string::npos);
}

TEST_CASE("an outcome as text") {
  test::check_golden("outcome.txt", outcome_text(test::sample_outcome(), {}));
}

TEST_CASE("an outcome of nothing is its totals") {
  CHECK(outcome_text(plan::Outcome{}, {}) == "Apply: nothing to do; 0 calls sent.\n");
}

TEST_CASE("an interrupted outcome says so, and how to go on") {
  plan::Outcome outcome;
  outcome.interrupted = true;
  CHECK(outcome_text(outcome, {}) ==
        "Apply: nothing to do; 0 calls sent. Interrupted. Run segctl apply again to\nresume.\n");
}

TEST_CASE("progress is one line a change") {
  const auto changes = test::sample_outcome().changes;
  CHECK(progress_line(changes[0]) ==
        "done: create filter \"nordic\" (ID 65f1c0ffee0000000000a00a)");
  CHECK(progress_line(changes[1]) ==
        "accepted: replace-users file \"readers\" (ID 65f1c0ffee0000000000a002): MoEngage goes on "
        "working on it");
  CHECK(progress_line(changes[4]) ==
        "conflict: create filter \"vip\": another segment has this name: \"vip\", ID "
        "65f1c0ffee0000000000b001");
  CHECK(progress_line(changes[6]) == "blocked: create filter \"vip-in-oslo\": waits for vip");
}

TEST_CASE("diagnostics as text") {
  test::check_golden("diagnostics.txt", diagnostics_text(test::sample_diagnostics(), {4, 12}, {}));
}

TEST_CASE("no diagnostics are their totals") {
  CHECK(diagnostics_text({}, {4, 12}, {}) == "no problems in 12 manifests\n");
  CHECK(diagnostics_text({}, {4, 12, 12}, {}) == "no problems in 12 manifests\n");
  CHECK(diagnostics_text({}, {4, 12, 3}, {}) ==
        "no problems in 12 manifests, 3 of them in the given paths\n");
}

TEST_CASE("members are counted in words where both versions were compared") {
  plan::Change change = test::sample_plan().changes[2];
  change.members = plan::MemberDelta{412, 540, 1'203'578};
  CHECK(members_text(change) == "1,204,118 → 1,203,990 users: +412 −540");
  CHECK(destruction_text(change) == "takes away 540 of 1,204,118 users");
  change.members->removed = 0;
  CHECK(destruction_text(change).empty());
  change.members.reset();
  CHECK(members_text(change).empty());
  CHECK(destruction_text(change) == "replaces 12,000 values by 9,000");
}

TEST_CASE("a way to change members that nobody can price says what it takes at most") {
  plan::Change change = test::sample_plan().changes[2];
  CHECK(routes_text(change) ==
        "replace-users: 1 file operation, 1,500 users; instead of it add-users, remove-users: "
        "2 file operations, 1,500 users");
  change.routes = {{{plan::ActionKind::ReplaceUsers}, std::nullopt}};
  CHECK(routes_text(change) == "replace-users: 1 file operation, up to 9,000 users");
  change.after->rows.reset();
  CHECK(routes_text(change) == "replace-users: 1 file operation, users not known");
}

TEST_CASE("a conflict's next step is a command where there is one") {
  const plan::Conflict name{plan::ConflictKind::Name, SegmentId("id1"), SegmentName("VIP")};
  const Range source{"a.yaml", {3, 7}, {3, 7}};
  CHECK(next_steps(Key("it's VIP"), source, name) ==
        std::vector<NextStep>{{"to take it over:", "segctl apply --adopt 'it'\\''s VIP'"},
                              {"or give the manifest another name, at a.yaml:3", ""}});
  CHECK(next_steps(Key("-v"), source, name)[0].command == "segctl apply --adopt=-v");
  CHECK(next_steps(Key("a\nb"), source, name) ==
        std::vector<NextStep>{{"give the manifest another name, at a.yaml:3", ""}});
  const plan::Conflict unlisted{plan::ConflictKind::Name, SegmentId(), SegmentName("VIP")};
  CHECK(next_steps(Key("vip"), source, unlisted) ==
        std::vector<NextStep>{{"give the manifest another name, at a.yaml:3", ""},
                              {"or unarchive it on the dashboard, if it is archived, then:",
                               "segctl apply --adopt vip"}});
  const plan::Conflict definition{plan::ConflictKind::Definition, SegmentId("id1"),
                                  SegmentName("Old")};
  CHECK(next_steps(Key("vip"), source, definition) ==
        std::vector<NextStep>{{"change what the manifest filters on, at a.yaml:3", ""},
                              {"or name it \"Old\" to adopt that segment", ""}});
}

TEST_CASE("a manifest that has a segment already is not told to adopt another") {
  const plan::Conflict name{plan::ConflictKind::Name, SegmentId("id1"), SegmentName("VIP")};
  const plan::Conflict definition{plan::ConflictKind::Definition, SegmentId("id1"),
                                  SegmentName("VIP")};
  const Range source{"a.yaml", {3, 7}, {3, 7}};
  CHECK(next_steps(Key("vip"), source, name, SegmentId("id2")) ==
        std::vector<NextStep>{{"give the manifest another name, at a.yaml:3", ""}});
  CHECK(next_steps(Key("vip"), source, definition, SegmentId("id2")) ==
        std::vector<NextStep>{{"change what the manifest filters on, at a.yaml:3", ""}});
  CHECK(next_steps(Key("vip"), source, name, SegmentId("id1")).size() == 2);
}

TEST_CASE("two that swap names are led over a third name") {
  const plan::Conflict swap{plan::ConflictKind::Name, SegmentId("id1"), SegmentName("Two"),
                            plan::Holder::Waiting};
  CHECK(next_steps(Key("a"), {"a.yaml", {3, 7}, {3, 7}}, swap, SegmentId("id2")) ==
        std::vector<NextStep>{{"the two swap, and each waits for the other: give this one a third "
                               "name first, at a.yaml:3",
                               ""},
                              {"apply, then write the name that it is to have", ""}});
}

TEST_CASE("a file segment that wants the name of an archived one is told how to get it back") {
  const plan::Conflict conflict{plan::ConflictKind::Name, SegmentId("id1"), SegmentName("Old"),
                                plan::Holder::ArchivedFile};
  CHECK(conflict_text(conflict) == "an archived segment has this name: \"Old\", ID id1");
  CHECK(next_steps(Key("f g"), {"a.yaml", {3, 7}, {3, 7}}, conflict, SegmentId("id2")) ==
        std::vector<NextStep>{
            {"a name is never free again: give the manifest another one, at a.yaml:3", ""},
            {"or, if that is its own segment from before a rename, give the present one up:",
             "segctl state rm 'f g'"},
            {"and take the old one back; the present one stays, unmanaged:",
             "segctl apply --adopt 'f g'"}});
}

TEST_CASE("the hint of an outcome is its own, or the way out of its conflict on one line") {
  plan::ChangeOutcome change;
  change.key = Key("vip");
  CHECK(hint_of(change).empty());
  change.conflict = plan::Conflict{plan::ConflictKind::Name, SegmentId("id1"), SegmentName("VIP")};
  CHECK(hint_of(change) ==
        "to take it over: `segctl apply --adopt vip`; or give the manifest another name");
  change.hint = "its own";
  CHECK(hint_of(change) == "its own");
}

TEST_CASE("what a safety limit holds back is not resumed by another run") {
  plan::Outcome outcome;
  outcome.changes.emplace_back();
  outcome.changes[0].key = Key("a");
  outcome.changes[0].fate = plan::Fate::Deferred;
  outcome.holds = {{"max_archive_percent", {Key("a")}, 4, 3, 10, "--allow-archives 4"}};
  CHECK(outcome_text(outcome, {})
            .ends_with("Apply: 1 deferred; 0 calls sent. Held back by a safety limit.\n"));
  outcome.holds[0].keys = {Key("b")};
  CHECK(outcome_text(outcome, {})
            .ends_with("Held back by a safety limit. Run segctl apply\nagain to resume.\n"));
}

TEST_CASE("a limit that has no words of its own is still told in full") {
  CHECK(hold_text({"max_surprises", {}, 3, 1, 10, ""}) == "max_surprises: 3 of 10; 1 allowed");
}

TEST_CASE("a long list of keys is cut and counted") {
  CHECK(keys_text({Key("a"), Key("b"), Key("c")}, 2) == "a, b and 1 more");
  CHECK(keys_text({Key("a"), Key("b")}, 2) == "a, b");
}
