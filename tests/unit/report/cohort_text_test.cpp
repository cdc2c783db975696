#include "report/text_outcome.h"
#include "report/text_plan.h"

#include <doctest/doctest.h>

namespace segctl::report {
namespace {

plan::Change cohort_change() {
  plan::Change change;
  change.key = Key("gold-tier");
  change.kind = Kind::Cohort;
  change.name = SegmentName("Gold tier");
  change.id = SegmentId("65f1c0ffee0000000000000c");
  change.source = Range{"segments/gold.yaml", {2, 7}, {2, 16}};
  change.actions = {{plan::ActionKind::AddMembers, {}}, {plan::ActionKind::RemoveMembers, {}}};
  change.reasons = {plan::Reason::MembersDiffer};
  change.before = plan::Side{change.name, Activity::Active, {}, {}, 12000, {}};
  change.after = plan::Side{change.name, Activity::Active, {}, {}, 12480, {}};
  change.members = plan::MemberDelta{500, 20, 11980};
  change.payloads = plan::Payloads{1, 1, 0};
  return change;
}

}  // namespace

TEST_CASE("a plan says of a cohort how many come and go, and that unknown uids can't be seen") {
  CHECK(change_text(cohort_change(), {Colour::No, 80}) ==
        "  ~ add-members, remove-members cohort \"Gold tier\"\n"
        "      key gold-tier, ID 65f1c0ffee0000000000000c\n"
        "      segments/gold.yaml:2\n"
        "      why: its members are others than MoEngage has accepted\n"
        "      DESTRUCTIVE: takes away 20 of 12,000 users\n"
        "      members: 12,000 → 12,480 users: +500 −20\n"
        "      payloads: 2; uids that MoEngage has no user of are ignored there, and not\n"
        "                told\n");
}

TEST_CASE("a cohort that is made shows how many members it gets") {
  plan::Change change = cohort_change();
  change.id = SegmentId();
  change.actions = {{plan::ActionKind::Create, {}}};
  change.reasons = {plan::Reason::NotThere};
  change.before.reset();
  change.members = plan::MemberDelta{12480, 0, 0};
  change.payloads = plan::Payloads{4, 0, 0};
  CHECK(change_text(change, {Colour::No, 80}) ==
        "  + create cohort \"Gold tier\"\n"
        "      key gold-tier\n"
        "      segments/gold.yaml:2\n"
        "      why: no segment of that key or name is there\n"
        "      members: 0 → 12,480 users: +12,480 −0\n"
        "      payloads: 4; uids that MoEngage has no user of are ignored there, and not\n"
        "                told\n");
}

TEST_CASE("an accepted cohort is not said to be done") {
  plan::ChangeOutcome outcome;
  outcome.kind = Kind::Cohort;
  outcome.name = SegmentName("Gold tier");
  outcome.planned = {{plan::ActionKind::AddMembers, {}}};
  outcome.fate = plan::Fate::Accepted;
  CHECK(progress_line(outcome) ==
        "accepted: add-members cohort \"Gold tier\": MoEngage goes on working on it; uids that it "
        "has no user of are ignored there, and not told");
}

}  // namespace segctl::report
