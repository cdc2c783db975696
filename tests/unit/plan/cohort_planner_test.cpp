#include "plan/planner.h"
#include "unit/plan/world_builder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace segctl::plan::test {
namespace {

using Words = std::vector<std::string>;

DesiredSegment cohort(const std::string& name, const std::string& cohort_id = "gold") {
  DesiredSegment segment = filter(name, in_city("Oslo"));
  DesiredCohort spec;
  spec.partner = "acme";
  spec.cohort_id = cohort_id;
  segment.spec = spec;
  return segment;
}

LiveSegment live_cohort(const std::string& id, const std::string& name) {
  LiveSegment live = live_file(id, name);
  live.type = "SOMETHING_NEW";
  return live;
}

const LiveSegment kLive = live_cohort("1", "C");

RecordedSegment recorded_cohort(const std::string& key, const LiveSegment& live,
                                const std::string& cohort_id = "gold") {
  RecordedSegment record = recorded(key, live);
  record.kind = Kind::Cohort;
  record.cohort = RecordedCohort{"acme", cohort_id, 1000, 3};
  return record;
}

/// MoEngage accepted it, and no List has shown it yet.
RecordedSegment unlisted(Duration ago) {
  RecordedSegment record = recorded_cohort("C", kLive);
  record.id = SegmentId();
  record.applied_at = kNow - ago;
  return record;
}

Input with_members(Input input, std::uint64_t recorded, std::uint64_t added, std::uint64_t removed,
                   const std::string& key = "C") {
  CohortContents contents;
  contents.members = recorded + added - removed;
  contents.mark = mark("members");
  contents.recorded = recorded;
  contents.change = {added, removed, recorded - removed};
  contents.payloads = {added > 0 ? 2U : 0U, removed > 0 ? 1U : 0U, 0};
  contents.all_calls = 7;
  input.cohorts.emplace(Key(key), contents);
  return input;
}

Words problems_of(const Input& input) {
  const auto planned = make_plan(input);
  REQUIRE(planned.has_value());
  Words rules;
  for (const Diagnostic& problem : planned->problems) rules.push_back(problem.rule);
  return rules;
}

std::string problem_of(const Input& input) {
  const Words rules = problems_of(input);
  REQUIRE(rules.size() == 1);
  return rules[0];
}

TEST_CASE("a cohort that is not there is made with all its members") {
  const Plan plan = plan_of(with_members(input_of({cohort("C")}, {}), 0, 500, 0));
  CHECK(words_of(plan) == Words{"C: create"});
  CHECK(plan.changes[0].members == MemberDelta{500, 0, 0});
  CHECK(plan.changes[0].payloads == Payloads{7, 0, 0});
  CHECK(summarize(plan).file_operations == 0);
}

TEST_CASE("a cohort without members is made with the first one") {
  const Plan plan = plan_of(with_members(input_of({cohort("C")}, {}), 0, 0, 0));
  CHECK(words_of(plan) == Words{});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "no-members");
}

TEST_CASE("a reference to a cohort that is not made for want of members is a problem") {
  CHECK(problem_of(with_members(input_of({filter("F", members_of_key("C")), cohort("C")}, {}), 0, 0,
                                0)) == "reference-to-archived");
  // The same where it is to take another cohort's place.
  CHECK(problems_of(with_members(
            input_of({filter("F", members_of_key("k")), keyed("k", cohort("D", "silver"))}, {kLive},
                     {recorded_cohort("k", kLive)}),
            0, 0, 0, "k")) == Words{"reference-to-archived", "cohort-renamed-empty"});
}

TEST_CASE("a cohort without members can't take the place of one that has some") {
  Input input =
      input_of({keyed("k", cohort("D", "silver"))}, {kLive}, {recorded_cohort("k", kLive)});
  CHECK(problem_of(with_members(input, 0, 0, 0, "k")) == "cohort-renamed-empty");
  input.desired[0].activity = Activity::Archived;
  CHECK(words_of(plan_of(with_members(input, 0, 0, 0, "k"))) == Words{"D: archive"});
}

TEST_CASE("a new cohort may be one that MoEngage has already, which is said") {
  const Plan plan = plan_of(with_members(input_of({cohort("C")}, {}), 0, 500, 0));
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "cohort-id-unseen");
}

TEST_CASE("only the difference in members is sent, additions first unless the manifest says so") {
  DesiredSegment desired = cohort("C");
  const auto planned = [&](std::uint64_t added, std::uint64_t removed) {
    return words_of(plan_of(with_members(
        input_of({desired}, {kLive}, {recorded_cohort("C", kLive)}), 1000, added, removed)));
  };
  CHECK(planned(5, 3) == Words{"C: add-members remove-members"});
  CHECK(planned(5, 0) == Words{"C: add-members"});
  CHECK(planned(0, 3) == Words{"C: remove-members"});
  CHECK(planned(0, 0) == Words{});
  std::get<DesiredCohort>(desired.spec).order = MemberOrder::RemoveFirst;
  CHECK(planned(5, 3) == Words{"C: remove-members add-members"});
  CHECK(planned(5, 0) == Words{"C: add-members"});
}

TEST_CASE("a cohort that MoEngage works on, and doesn't list yet, is not made again") {
  using namespace std::chrono_literals;
  const auto planned = [](Duration ago, std::uint64_t added) {
    return plan_of(with_members(input_of({cohort("C")}, {}, {unlisted(ago)}), 1000, added, 0));
  };
  CHECK(words_of(planned(59min, 0)) == Words{});
  CHECK(words_of(planned(59min, 5)) == Words{"C: add-members"});
  const Plan late = planned(61min, 0);
  CHECK(words_of(late) == Words{"C: create"});
  REQUIRE(late.warnings.size() == 1);
  CHECK(late.warnings[0].code == "gone");
}

TEST_CASE("a cohort is archived, and unarchived before its members are sent") {
  const RecordedSegment record = recorded_cohort("C", kLive);
  CHECK(words_of(plan_of(input_of({archived(cohort("C"))}, {kLive}, {record}))) ==
        Words{"C: archive"});
  RecordedSegment put_away = record;
  put_away.activity = Activity::Archived;
  CHECK(words_of(plan_of(with_members(input_of({cohort("C")}, {kLive}, {put_away}), 1000, 5, 0))) ==
        Words{"C: unarchive add-members"});
  CHECK(words_of(plan_of(with_members(input_of({cohort("C")}, {kLive}, {put_away}), 1000, 0, 0))) ==
        Words{"C: unarchive"});
}

TEST_CASE("a new name alone, or a new cohort_id alone, is a problem that says what would happen") {
  const RecordedSegment record = recorded_cohort("k", kLive);
  CHECK(problem_of(with_members(input_of({keyed("k", cohort("D"))}, {kLive}, {record}), 1000, 0, 0,
                                "k")) == "cohort-renamed");
  CHECK(problem_of(with_members(input_of({keyed("k", cohort("C", "silver"))}, {kLive}, {record}), 0,
                                9, 0, "k")) == "cohort-id-changed");
  // Without a key of its own the old name is a manifest that left the repo.
  CHECK(problem_of(with_members(input_of({cohort("D")}, {kLive}, {recorded_cohort("C", kLive)}),
                                1000, 0, 0, "D")) == "cohort-id-used");
}

TEST_CASE("under a new name and cohort_id the old cohort is archived and a new one made") {
  const Plan plan = plan_of(with_members(
      input_of({keyed("k", cohort("D", "silver"))}, {kLive}, {recorded_cohort("k", kLive)}), 0, 9,
      0, "k"));
  CHECK(words_of(plan) == Words{"D: archive create"});
  CHECK(plan.changes[0].reasons == std::vector<Reason>{Reason::Replaced});
  CHECK(plan.changes[0].before->rows == 1000);
}

TEST_CASE("somebody else's segment of that name is a conflict, and taken over where asked") {
  Input input = with_members(input_of({cohort("C")}, {kLive}), 0, 9, 0);
  CHECK(words_of(plan_of(input)) == Words{"C: conflict name 1"});
  input.adopt.insert(Key("C"));
  const Plan plan = plan_of(input);
  CHECK(words_of(plan) == Words{"C: adopt add-members"});
  REQUIRE(plan.warnings.size() == 1);
  CHECK(plan.warnings[0].code == "members-unseen");
  Input of_filter =
      with_members(input_of({cohort("C")}, {live_filter("1", "C", in_city("Oslo"))}), 0, 9, 0);
  of_filter.adopt_all = true;
  CHECK(words_of(plan_of(of_filter)) == Words{"C: conflict name 1"});
}

TEST_CASE("a cohort is adopted under the key that the repo has given it now") {
  const Plan plan = plan_of(
      with_members(input_of({keyed("new", cohort("C"))}, {kLive}, {recorded_cohort("old", kLive)}),
                   1000, 0, 0, "new"));
  CHECK(words_of(plan) == Words{"C: adopt"});
  CHECK(plan.changes[0].previous_key == Key("old"));
}

TEST_CASE("removing too many members, or all of them, is held back until the user says so") {
  const auto hold_of = [](std::uint64_t recorded, std::uint64_t removed,
                          std::optional<std::uint64_t> allowed) {
    Input input = with_members(input_of({cohort("C")}, {kLive}, {recorded_cohort("C", kLive)}),
                               recorded, 0, removed);
    input.safety.allowed_removals = allowed;
    const Plan plan = plan_of(input);
    return plan.holds.empty() ? std::string() : plan.holds[0].limit + " " + plan.holds[0].flag;
  };
  CHECK(hold_of(1000, 250, {}).empty());
  CHECK(hold_of(1000, 251, {}) == "max_member_removal_percent --allow-removals 251");
  CHECK(hold_of(1000, 251, 251).empty());
  CHECK(hold_of(99, 98, {}).empty());
  CHECK(hold_of(5, 5, {}) == "empty_source --allow-removals 5");
  CHECK(hold_of(1000, 1000, {}) == "empty_source --allow-removals 1000");
  CHECK(hold_of(5, 5, 5).empty());
}

}  // namespace
}  // namespace segctl::plan::test
