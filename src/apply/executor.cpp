#include "apply/executor.h"

#include "apply/cohort_sync.h"
#include "apply/steps.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

namespace segctl::apply {
namespace {

plan::ChangeOutcome start_outcome(const plan::Change& change) {
  plan::ChangeOutcome outcome;
  outcome.key = change.key;
  outcome.kind = change.kind;
  outcome.name = change.name;
  outcome.id = change.id;
  outcome.planned = change.actions;
  outcome.source = change.source;
  outcome.conflict = change.conflict;
  return outcome;
}

bool sends(plan::ActionKind kind) {
  return kind != plan::ActionKind::Adopt && kind != plan::ActionKind::Forget;
}

/// Which quota a deferred call ran into: the calls behind it wait with it.
enum class Window { FileOperations, FilterWrites, Lifecycle, CohortSync };

Window window_of(const plan::Action& action, Kind kind) {
  if (plan::is_file_operation(action.kind, kind)) return Window::FileOperations;
  const bool members = action.kind == plan::ActionKind::AddMembers ||
                       action.kind == plan::ActionKind::RemoveMembers ||
                       (action.kind == plan::ActionKind::Create && kind == Kind::Cohort);
  if (members) return Window::CohortSync;
  const bool lifecycle =
      action.kind == plan::ActionKind::Archive || action.kind == plan::ActionKind::Unarchive;
  return lifecycle ? Window::Lifecycle : Window::FilterWrites;
}

/// How many cohorts are sent to at a time, and how many members these have in all at most; one is
/// never too large.
constexpr std::size_t kMostCohorts = 16;
constexpr std::uint64_t kMostMembers = 2'000'000;

bool sends_members(const plan::Change& change) {
  return change.kind == Kind::Cohort &&
         std::any_of(change.actions.begin(), change.actions.end(), [](const plan::Action& action) {
           return window_of(action, Kind::Cohort) == Window::CohortSync;
         });
}

std::uint64_t members_of(const plan::Change& change) {
  return change.members ? change.members->before() + change.members->added : 0;
}

class Execution {
 public:
  Execution(const plan::Plan& plan, const Material& material, state::State& state,
            const Tools& tools)
      : plan_(plan),
        material_(material),
        state_(state),
        tools_(tools),
        recorder_(state, tools.store) {
    for (const DesiredSegment& desired : material.desired) desired_.emplace(desired.key, &desired);
    for (const plan::Hold& hold : plan.holds) {
      for (const Key& key : hold.keys) held_.emplace(key, &hold);
    }
    // Conflicts come last in a plan; what needs them has to know before.
    for (const plan::Change& change : plan.changes) {
      if (change.conflict) fates_.emplace(change.key, plan::Fate::Conflict);
    }
    outcome_.holds = plan.holds;
  }

  plan::Outcome run() {
    for (const plan::Change& change : plan_.changes) {
      outcome_.changes.push_back(start_outcome(change));
    }
    const std::size_t sent_before = tools_.writer.sent();
    begun_.resize(plan_.changes.size());
    for (std::size_t i = 0; i < plan_.changes.size(); ++i) {
      if (!begun_[i]) run_together(gather(i));
    }
    note_protection();
    recorder_.commit();
    outcome_.calls = tools_.writer.sent() - sent_before;
    outcome_.unrecorded = recorder_.trouble();
    outcome_.interrupted = tools_.stop.load();
    return std::move(outcome_);
  }

 private:
  /// Whether a manifest protects its segment has to be known when the manifest is gone.
  void note_protection() {
    bool noted = false;
    for (const auto& [key, desired] : desired_) {
      const auto record = state_.segments.find(key);
      if (record == state_.segments.end()) continue;
      noted = noted || record->second.is_protected != desired->is_protected;
      record->second.is_protected = desired->is_protected;
    }
    if (noted) recorder_.must_commit();
  }

  /// A change while it is carried out.
  struct Lane {
    Step step;
    std::size_t at = 0;                  ///< which action
    ContentMark before{};                ///< a file segment's content before that action
    std::unique_ptr<CohortSync> sync{};  ///< sends the action's payloads
    bool over = false;

    [[nodiscard]] const plan::Action& action() const { return step.change.actions[at]; }
  };

  /// The changes to carry out together: the one at `first`, and where it is a cohort's those of
  /// other cohorts, as long as they wait for none and their members fit into memory.
  std::vector<std::size_t> gather(std::size_t first) {
    std::vector<std::size_t> together{first};
    begun_[first] = true;
    if (!sends_members(plan_.changes[first])) return together;
    std::uint64_t members = members_of(plan_.changes[first]);
    for (std::size_t i = first + 1; i < plan_.changes.size(); ++i) {
      const plan::Change& change = plan_.changes[i];
      if (begun_[i] || !sends_members(change) || waits(change)) continue;
      members += members_of(change);
      if (members > kMostMembers || together.size() == kMostCohorts) break;
      begun_[i] = true;
      together.push_back(i);
    }
    return together;
  }

  /// Whether a change that it needs has not been carried out yet.
  [[nodiscard]] bool waits(const plan::Change& change) const {
    return std::any_of(change.needs.begin(), change.needs.end(), [&](const Key& need) {
      return !fates_.contains(need) &&
             std::any_of(plan_.changes.begin(), plan_.changes.end(),
                         [&](const plan::Change& other) { return other.key == need; });
    });
  }

  void run_together(const std::vector<std::size_t>& together) {
    std::deque<Lane> lanes;  // steps stay where they are
    for (const std::size_t i : together) {
      lanes.push_back({begin_step(plan_.changes[i], outcome_.changes[i])});
      Lane& lane = lanes.back();
      if (!may_start(lane.step.change, lane.step.outcome)) end(lane);
    }
    while (true) {
      std::vector<CohortSync*> waiting;
      for (Lane& lane : lanes) {
        if (!lane.over) go_on(lane);
        if (!lane.over) waiting.push_back(lane.sync.get());
      }
      if (waiting.empty()) return;
      send_payloads(waiting);
    }
  }

  Step begin_step(const plan::Change& change, plan::ChangeOutcome& result) {
    const auto desired = desired_.find(change.key);
    const auto contents = material_.contents.find(change.key);
    return {change,
            desired == desired_.end() ? nullptr : desired->second,
            contents == material_.contents.end() ? nullptr : &contents->second,
            result,
            state_,
            recorder_,
            tools_};
  }

  /// Carries a change on until it is over, or has a payload to send.
  void go_on(Lane& lane) {
    while (!lane.over) {
      if (lane.sync) {
        if (lane.sync->next() != nullptr) return;
        const Took took = end_sync(lane.step, *lane.sync);
        lane.sync.reset();
        end_action(lane, took);
      } else if (lane.at == lane.step.change.actions.size()) {
        end(lane);
      } else {
        begin_action(lane);
      }
    }
  }

  /// Whether the action archives a segment to make another in its place, later in the change.
  static bool makes_room(const Lane& lane) {
    const auto& actions = lane.step.change.actions;
    return lane.action().kind == plan::ActionKind::Archive &&
           std::any_of(
               actions.begin() + static_cast<std::ptrdiff_t>(lane.at), actions.end(),
               [](const plan::Action& action) { return action.kind == plan::ActionKind::Create; });
  }

  /// Whether the action is a create that takes the place of what this run has archived.
  static bool takes_a_place(const Lane& lane) {
    const auto& done = lane.step.outcome.done;
    return lane.action().kind == plan::ActionKind::Create &&
           std::any_of(done.begin(), done.end(), [](const plan::Action& action) {
             return action.kind == plan::ActionKind::Archive;
           });
  }

  /// Whether what is to take the place of the segment can be made, as far as that is known before
  /// it is archived.
  bool may_make_room(Lane& lane) {
    const plan::Change& change = lane.step.change;
    for (const plan::Action& action : change.actions) {
      if (closed_.contains(window_of(action, change.kind))) {
        end_closed(lane.step.outcome);
        return false;
      }
    }
    return change.kind != Kind::File || can_create_file(lane.step);
  }

  /// Puts back what was archived for a create that certainly came to nothing.
  void undo_room(Lane& lane) {
    const plan::Change& change = lane.step.change;
    const auto record = state_.segments.find(change.key);
    const bool still_old = record != state_.segments.end() && record->second.id == change.id;
    if (lane.step.outcome.fate == plan::Fate::Unknown || !still_old) return;
    if (put_back(lane.step) == Took::Effect) {
      recorder_.took_effect(change);
    } else {
      recorder_.stays_open(change);
    }
  }

  void begin_action(Lane& lane) {
    const plan::Change& change = lane.step.change;
    lane.before = content_now(change);
    // What has been archived for it is not left so because somebody interrupts.
    const bool must_go_on = takes_a_place(lane) && !recorder_.trouble();
    if (!must_go_on && !may_send(lane.action(), change, lane.step.outcome)) return end(lane);
    if (makes_room(lane) && !may_make_room(lane)) return end(lane);
    if (window_of(lane.action(), change.kind) != Window::CohortSync) {
      return end_action(lane, take(lane.step, lane.action()));
    }
    lane.sync = begin_sync(lane.step, lane.action());
    if (!lane.sync) end_action(lane, Took::No);
  }

  void end_action(Lane& lane, Took took) {
    const plan::Change& change = lane.step.change;
    plan::ChangeOutcome& result = lane.step.outcome;
    if (took == Took::No) {
      end_change(lane.action(), change, result);
      if (takes_a_place(lane)) undo_room(lane);
      return end(lane);
    }
    recorder_.took_effect(change);
    if (!recorder_.trouble()) tools_.recorded(lane.before, content_now(change));
    const bool patch = is_patch(lane.action());
    result.done.push_back(lane.action());
    ++lane.at;
    if (patch && lane.at < change.actions.size() && is_patch(lane.action())) {
      result.done.push_back(lane.action());  // one call wrote both
      ++lane.at;
    }
  }

  void end(Lane& lane) {
    plan::ChangeOutcome& result = lane.step.outcome;
    const bool all = lane.at > 0 && lane.at == lane.step.change.actions.size();
    if (all && result.fate == plan::Fate::Unchanged) result.fate = plan::Fate::Done;
    lane.over = true;
    fates_.emplace(lane.step.change.key, result.fate);
    tools_.progress(result);
  }

  /// Sends the next payload of each cohort whose time has come, all at once.
  void send_payloads(const std::vector<CohortSync*>& waiting) {
    Timestamp first = waiting.front()->not_before();
    for (const CohortSync* sync : waiting) first = std::min(first, sync->not_before());
    const Timestamp now = tools_.clock.now();
    if (first > now) tools_.clock.sleep_for(first - now);
    std::vector<CohortSync*> going;
    std::vector<moengage::CohortCall> calls;
    for (CohortSync* sync : waiting) {
      if (sync->not_before() > std::max(first, now)) continue;
      going.push_back(sync);
      calls.push_back(*sync->next());
    }
    tools_.writer.sync_cohorts(
        calls, [&](std::size_t i, auto answer) { going[i]->note(std::move(answer)); });
    for (CohortSync* sync : going) sync->settle();
  }

  /// What the state says of a file segment's content.
  [[nodiscard]] ContentMark content_now(const plan::Change& change) const {
    for (const Key& key : {change.key, change.previous_key}) {
      const auto record = state_.segments.find(key);
      if (record != state_.segments.end() && record->second.file) {
        return record->second.file->content;
      }
    }
    return {};
  }

  static bool is_patch(const plan::Action& action) {
    return action.kind == plan::ActionKind::Update || action.kind == plan::ActionKind::Rename;
  }

  /// A change that failed may still have taught us something (a segment is archived): that is kept.
  void end_change(const plan::Action& action, const plan::Change& change,
                  const plan::ChangeOutcome& result) {
    if (result.fate == plan::Fate::Deferred) closed_.insert(window_of(action, change.kind));
    if (result.fate == plan::Fate::Unknown) {
      recorder_.stays_open(change);
    } else {
      recorder_.had_none(change);
    }
  }

  bool may_start(const plan::Change& change, plan::ChangeOutcome& result) {
    if (change.conflict) {
      result.fate = plan::Fate::Conflict;
      result.message = "another segment stands in the way";
      return false;
    }
    if (const auto hold = held_.find(change.key); hold != held_.end()) {
      result.fate = plan::Fate::Deferred;
      result.message = fmt::format("held back by the safety limit {}", hold->second->limit);
      if (!hold->second->flag.empty()) {
        result.hint = fmt::format("{} lets it through", hold->second->flag);
      }
      return false;
    }
    for (const Key& need : change.needs) {
      const auto fate = fates_.find(need);
      const bool met = fate == fates_.end() || fate->second == plan::Fate::Done ||
                       fate->second == plan::Fate::Accepted;
      if (!met) result.blocked_by.push_back(need);
    }
    if (result.blocked_by.empty()) return true;
    result.fate = plan::Fate::Blocked;
    result.message = fmt::format("waits for {}", in_quotes(result.blocked_by.front().str()));
    return false;
  }

  static void end_closed(plan::ChangeOutcome& result) {
    result.fate = plan::Fate::Deferred;
    result.message = "a rate limit of MoEngage is used up";
    result.hint = "run again later to go on";
  }

  bool may_send(const plan::Action& action, const plan::Change& change,
                plan::ChangeOutcome& result) {
    if (!sends(action.kind)) return true;
    if (tools_.stop.load()) {
      result.fate = plan::Fate::Deferred;
      result.message = "interrupted before it was started";
      result.hint = "run again to go on";
      return false;
    }
    if (recorder_.trouble()) {
      end_unrecordable(recorder_, result);
      return false;
    }
    if (closed_.contains(window_of(action, change.kind))) {
      end_closed(result);
      return false;
    }
    return true;
  }

  Took take(Step& step, const plan::Action& action) {
    const bool file = step.change.kind == Kind::File;
    switch (action.kind) {
      case plan::ActionKind::Adopt:
        return adopt(step);
      case plan::ActionKind::Forget:
        return forget(step);
      case plan::ActionKind::Create:
        return file ? create_file(step) : create_filter(step);
      case plan::ActionKind::Update:
      case plan::ActionKind::Rename:
        return update_filter(step);
      case plan::ActionKind::ReplaceUsers:
      case plan::ActionKind::AddUsers:
      case plan::ActionKind::RemoveUsers:
        return change_members(step, action);
      case plan::ActionKind::AddMembers:
      case plan::ActionKind::RemoveMembers:
        break;  // a CohortSync's
      case plan::ActionKind::Archive:
        return archive(step);
      case plan::ActionKind::Unarchive:
        return unarchive(step);
    }
    return Took::No;
  }

  const plan::Plan& plan_;
  const Material& material_;
  state::State& state_;
  const Tools& tools_;
  Recorder recorder_;
  std::map<Key, const DesiredSegment*> desired_;
  std::map<Key, const plan::Hold*> held_;
  std::map<Key, plan::Fate> fates_;
  std::set<Window> closed_;
  std::vector<bool> begun_;  ///< by the places of the plan's changes
  plan::Outcome outcome_;
};

}  // namespace

plan::Outcome carry_out(const plan::Plan& plan, const Material& material, state::State& state,
                        const Tools& tools) {
  return Execution(plan, material, state, tools).run();
}

}  // namespace segctl::apply
