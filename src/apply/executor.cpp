#include "apply/executor.h"

#include "apply/steps.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
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
      plan::ChangeOutcome& result = outcome_.changes.back();
      run_change(change, result);
      fates_.emplace(change.key, result.fate);
      tools_.progress(result);
    }
    note_protection();
    recorder_.commit();
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

  void run_change(const plan::Change& change, plan::ChangeOutcome& result) {
    if (!may_start(change, result)) return;
    const auto desired = desired_.find(change.key);
    const auto contents = material_.contents.find(change.key);
    Step step{change,
              desired == desired_.end() ? nullptr : desired->second,
              contents == material_.contents.end() ? nullptr : &contents->second,
              result,
              state_,
              recorder_,
              tools_,
              outcome_.calls};
    for (std::size_t i = 0; i < change.actions.size(); ++i) {
      const plan::Action& action = change.actions[i];
      const ContentMark before = content_now(change);
      if (!may_send(action, change, result)) return;
      if (take(step, action) == Took::No) return end_change(action, change, result);
      recorder_.took_effect(change);
      if (!recorder_.trouble()) tools_.recorded(before, content_now(change));
      result.done.push_back(action);
      if (is_patch(action) && i + 1 < change.actions.size() && is_patch(change.actions[i + 1])) {
        result.done.push_back(change.actions[++i]);  // one call wrote both
      }
    }
    if (result.fate == plan::Fate::Unchanged && !change.actions.empty()) {
      result.fate = plan::Fate::Done;
    }
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
    if (result.fate == plan::Fate::Deferred) {
      closed_.insert(window_of(action, change.kind));
      --outcome_.calls;  // it was not carried out
    }
    if (result.fate == plan::Fate::Unknown) {
      recorder_.stays_open();
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
      result.fate = plan::Fate::Deferred;
      result.message = "a rate limit of MoEngage is used up";
      result.hint = "run again later to go on";
      return false;
    }
    ++outcome_.calls;
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
        if (step.change.kind == Kind::Cohort) return sync_members(step, action);
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
        return sync_members(step, action);
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
  plan::Outcome outcome_;
};

}  // namespace

plan::Outcome carry_out(const plan::Plan& plan, const Material& material, state::State& state,
                        const Tools& tools) {
  return Execution(plan, material, state, tools).run();
}

}  // namespace segctl::apply
