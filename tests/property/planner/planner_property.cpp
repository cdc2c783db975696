#include "property/planner/plan_case_gen.h"
#include "segment/canonical.h"

#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace segctl::test {
namespace {

using plan::ActionKind;
using plan::Change;
using plan::Plan;

/// The plan, or nothing where the manifests ask for what can't be planned.
std::optional<Plan> plan_of(const plan::Input& input) {
  auto planned = plan::make_plan(input);
  RC_ASSERT(planned.has_value() || planned.error().code == ErrorCode::Held);
  if (!planned || count(planned->problems, Severity::Error) > 0) return std::nullopt;
  return std::move(planned->plan);
}

bool does(const Change& change, ActionKind kind) {
  return std::any_of(change.actions.begin(), change.actions.end(),
                     [kind](const plan::Action& action) { return action.kind == kind; });
}

std::string told(const PlanCase& one, const Plan& plan) {
  std::ostringstream text;
  showValue(one, text);
  for (const Change& change : plan.changes) {
    text << "plan " << change.key.str() << ':';
    for (const plan::Action& action : change.actions) text << ' ' << action_word(action.kind);
    for (const plan::Reason reason : change.reasons) text << " (" << reason_word(reason) << ')';
    if (change.conflict) text << " conflict with " << change.conflict->existing_id.str();
    for (const Key& need : change.needs) text << " after " << need.str();
    text << '\n';
  }
  return text.str();
}

/// Fails the property with the whole case in the log.
void hold(bool holds, const char* what, const PlanCase& one, const Plan& plan) {
  if (holds) return;
  RC_LOG() << what << '\n' << told(one, plan);
  RC_FAIL(what);
}

bool is_empty(const Plan& plan) { return !plan.has_actions() && !plan.has_conflicts(); }

/// Carries plans out until one has nothing to do but what waits for a conflict.
void check_second_plan(PlanCase one) {
  const auto first = plan_of(one.now());
  if (!first) return;
  RC_CLASSIFY(first->has_conflicts(), "conflicts");
  RC_CLASSIFY(is_empty(*first), "nothing to do");
  const PlanCase before = one;
  const std::set<Key> left_out = one.model.carry_out(*first, one.input);
  for (const std::string& refusal : one.model.refusals()) RC_LOG() << refusal << '\n';
  hold(one.model.refusals().empty(), "MoEngage would refuse a step", before, *first);
  const auto second = plan_of(one.now());
  if (!second) return;
  if (left_out.empty() && !is_empty(*second)) RC_LOG() << "then " << told(one, *second);
  hold(!left_out.empty() || is_empty(*second), "the second plan is not empty", before, *first);
}

/// What has been applied is edited, as a repo is, and applied again.
void check_edits(PlanCase one) {
  const auto first = plan_of(one.now());
  if (!first || !one.model.carry_out(*first, one.input).empty()) return;
  edit(one);
  check_second_plan(std::move(one));
}

/// What is left in conflict settles, or stays as it is: no run undoes another's work.
void check_rounds(PlanCase one) {
  // Without marks nobody can tell that what an earlier round left behind is archived.
  if (one.model.reading == ListReading::Unmarked) return;
  for (std::size_t round = 0; round <= one.input.desired.size() + 1; ++round) {
    const auto plan = plan_of(one.now());
    if (!plan) return;
    const bool acts = std::any_of(plan->changes.begin(), plan->changes.end(), [](const auto& c) {
      return !c.actions.empty() && c.needs.empty();
    });
    if (!acts) return;
    const PlanCase before = one;
    const std::set<Key> left_out = one.model.carry_out(*plan, one.input);
    hold(one.model.refusals().empty(), "MoEngage would refuse a step", before, *plan);
    const bool went_on =
        std::any_of(plan->changes.begin(), plan->changes.end(),
                    [&](const Change& change) { return !left_out.contains(change.key); });
    if (!went_on) return;
    hold(round <= one.input.desired.size(), "there is no end to it", before, *plan);
  }
}

/// Segments that nobody gave to segctl stay as they are.
void check_unmanaged(PlanCase one) {
  const PlanCase before = one;
  const auto plan = plan_of(one.now());
  if (!plan) return;
  std::set<SegmentId> ours;
  for (const auto& [key, record] : one.model.records) ours.insert(record.id);
  for (const Change& change : plan->changes) {
    const bool touches = !change.actions.empty() && one.model.segments.contains(change.id);
    if (!touches || ours.contains(change.id)) continue;
    hold(change.actions.front().kind == ActionKind::Adopt, "acts on what is not its own", before,
         *plan);
    const bool asked = one.input.adopt_all || one.input.ownership == plan::Ownership::Name;
    hold(asked || change.actions.size() == 1, "takes over without being asked", before, *plan);
    ours.insert(change.id);
  }
  one.model.carry_out(*plan, one.input);
  for (const auto& [id, live] : before.model.segments) {
    hold(ours.contains(id) || one.model.segments.at(id) == live, "an unmanaged segment changed",
         before, *plan);
  }
}

/// With paths, only what they declare is planned, and nothing else is archived.
void check_scope(PlanCase one) {
  one.input.scope = plan::Scope::Paths;
  std::erase_if(one.input.desired, [](const auto&) { return *rc::gen::arbitrary<bool>(); });
  const auto plan = plan_of(one.now());
  if (!plan) return;
  const auto& desired = one.input.desired;
  for (const Change& change : plan->changes) {
    const bool declared =
        std::any_of(desired.begin(), desired.end(),
                    [&](const DesiredSegment& segment) { return segment.key == change.key; });
    hold(declared, "plans what is out of scope", one, *plan);
  }
}

/// What is wanted active by key or ID is there before, and never archived.
void check_order(const PlanCase& one) {
  const auto plan = plan_of(one.now());
  if (!plan) return;
  std::set<Key> done;
  for (const Change& change : plan->changes) {
    for (const Key& need : change.needs) {
      const bool later =
          std::any_of(plan->changes.begin(), plan->changes.end(),
                      [&](const Change& other) { return other.key == need && !other.conflict; });
      hold(done.contains(need) || !later || change.conflict, "comes before what it needs", one,
           *plan);
    }
    done.insert(change.key);
  }
  std::map<Key, const Change*> changes;
  for (const Change& change : plan->changes) changes.emplace(change.key, &change);
  for (const DesiredSegment& segment : one.input.desired) {
    const auto* filter = std::get_if<DesiredFilter>(&segment.spec);
    if (filter == nullptr || segment.activity == Activity::Archived) continue;
    for (const Reference& reference : references(filter->definition)) {
      const auto target = changes.find(reference.key);
      const bool archives = target != changes.end() && does(*target->second, ActionKind::Archive) &&
                            !does(*target->second, ActionKind::Create);
      hold(!archives, "archives what an active segment refers to", one, *plan);
    }
  }
}

/// A plan as a set: the order of changes that don't need one another follows the manifests', and so
/// does that of the holds, of which each protected segment has one.
Plan unordered(Plan plan) {
  const auto by_key = [](const auto& a, const auto& b) { return a.key < b.key; };
  std::sort(plan.changes.begin(), plan.changes.end(), by_key);
  std::sort(plan.warnings.begin(), plan.warnings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.key, a.code, a.message) < std::tie(b.key, b.code, b.message);
  });
  for (plan::Hold& held : plan.holds) std::sort(held.keys.begin(), held.keys.end());
  std::sort(plan.holds.begin(), plan.holds.end(), [](const auto& a, const auto& b) {
    return std::tie(a.limit, a.keys) < std::tie(b.limit, b.keys);
  });
  return plan;
}

void check_determinism(const PlanCase& one) {
  const plan::Input input = one.now();
  const auto plan = plan_of(input);
  plan::Input shuffled = input;
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(shuffled.live.segments.begin(), shuffled.live.segments.end(), random);
  const auto same = plan_of(shuffled);
  if (plan && same && !(*plan == *same)) RC_LOG() << "then " << told(one, *same);
  if (plan) hold(plan == same, "List's order decides", one, *plan);
  std::shuffle(shuffled.desired.begin(), shuffled.desired.end(), random);
  const auto other = plan_of(shuffled);
  RC_ASSERT(plan.has_value() == other.has_value());
  if (!plan) return;
  if (!(unordered(*plan) == unordered(*other))) RC_LOG() << "then " << told(one, *other);
  hold(unordered(*plan) == unordered(*other), "the manifests' order decides", one, *plan);
}

bool planner_properties() {
  bool held = true;
  held &= rc::check("once a plan is carried out the next is empty, under every reading of List",
                    [] { check_second_plan(*plan_cases()); });
  held &= rc::check("after any edit as well", [] { check_edits(*plan_cases()); });
  held &= rc::check("plan after plan comes to an end, conflicts or not",
                    [] { check_rounds(*plan_cases()); });
  held &= rc::check("what is unmanaged is adopted before it is touched, or left alone",
                    [] { check_unmanaged(*plan_cases()); });
  held &= rc::check("with paths nothing else is planned", [] { check_scope(*plan_cases()); });
  held &= rc::check("what others need comes first, and is not archived",
                    [] { check_order(*plan_cases()); });
  held &= rc::check("the same input in any order makes the same plan",
                    [] { check_determinism(*plan_cases()); });
  return held;
}

}  // namespace
}  // namespace segctl::test

int main() { return segctl::test::planner_properties() ? 0 : 1; }
