#include "plan/price.h"

#include "plan/planner.h"

#include <algorithm>
#include <set>

namespace segctl::plan {
namespace {

using quota::Meter;

/// One call of a change.
struct Call {
  const Action* action;
  Meter meter;
  std::uint64_t users = 0;
};

/// A change under way.
struct Job {
  const Change* change;
  std::vector<Call> calls;
  std::size_t done = 0;
  std::optional<Meter> waited_for;  ///< what the next call could not be made for
};

std::optional<Meter> meter_of(ActionKind action, Kind kind) {
  switch (action) {
    case ActionKind::Adopt:
    case ActionKind::Forget:
      return std::nullopt;
    case ActionKind::Create:
      if (kind == Kind::Cohort) return Meter::CohortSync;
      return kind == Kind::File ? Meter::FileOperation : Meter::CreateFilter;
    case ActionKind::Update:
    case ActionKind::Rename:
      return Meter::UpdateFilter;
    case ActionKind::ReplaceUsers:
    case ActionKind::AddUsers:
    case ActionKind::RemoveUsers:
      return Meter::FileOperation;
    case ActionKind::AddMembers:
    case ActionKind::RemoveMembers:
      return Meter::CohortSync;
    case ActionKind::Archive:
    case ActionKind::Unarchive:
      return Meter::Archival;
  }
  return std::nullopt;
}

/// The users that a file operation brings, as far as known: a replace counts those that are new to
/// the segment (API.md), and all where nobody knows which are.
std::uint64_t users_of(const Change& change, const Action& action, const FileContents& contents) {
  if (action.kind == ActionKind::RemoveUsers) return 0;
  if (!action.entry) {
    if (action.kind == ActionKind::AddUsers) return contents.additions.rows.value_or(0);
    const bool is_known = action.kind == ActionKind::ReplaceUsers && !change.routes.empty();
    const auto fresh = is_known ? change.routes.front().users : std::nullopt;
    return fresh.value_or(contents.base.rows.value_or(0));
  }
  return *action.entry < contents.changes.size() ? contents.changes[*action.entry].rows.value_or(0)
                                                 : 0;
}

/// How many calls an action is: one, or the payloads of a cohort.
std::uint64_t calls_in(const Action& action, const Change& change) {
  if (!change.payloads) return 1;
  const bool adds = action.kind == ActionKind::Create || action.kind == ActionKind::AddMembers;
  if (adds) return change.payloads->adding;
  return action.kind == ActionKind::RemoveMembers ? change.payloads->removing : 1;
}

bool is_patch(ActionKind kind) { return kind == ActionKind::Update || kind == ActionKind::Rename; }

std::vector<Call> calls_of(const Change& change, const std::map<Key, FileContents>& contents) {
  const auto found = contents.find(change.key);
  std::vector<Call> calls;
  for (std::size_t i = 0; i < change.actions.size(); ++i) {
    const Action& action = change.actions[i];
    const auto meter = meter_of(action.kind, change.kind);
    // One PATCH writes both.
    const bool is_second = i > 0 && is_patch(action.kind) && is_patch(change.actions[i - 1].kind);
    if (!meter || is_second) continue;
    const bool brings = *meter == Meter::FileOperation && found != contents.end();
    const Call call{&action, *meter, brings ? users_of(change, action, found->second) : 0};
    calls.insert(calls.end(), calls_in(action, change), call);
  }
  return calls;
}

/// What is not sent: conflicts, what is held, and what needs one of them.
std::set<Key> not_sent(const Plan& plan) {
  std::set<Key> keys;
  for (const Hold& hold : plan.holds) keys.insert(hold.keys.begin(), hold.keys.end());
  for (const Change& change : plan.changes) {
    if (change.conflict) keys.insert(change.key);
  }
  for (bool more = true; more;) {
    more = false;
    for (const Change& change : plan.changes) {
      const bool waits = std::any_of(change.needs.begin(), change.needs.end(),
                                     [&](const Key& need) { return keys.contains(need); });
      if (waits) more = keys.insert(change.key).second || more;
    }
  }
  return keys;
}

/// Plays the plan through as apply does: again and again, each time as much as the windows let
/// through, coming back when there is room.
class Rehearsal {
 public:
  Rehearsal(const Plan& plan, const std::map<Key, FileContents>& contents,
            const quota::Limits& limits, const quota::Record& record, Timestamp now)
      : limits_(limits), record_(record), now_(now) {
    price_.at = now;
    for (const Meter meter : quota::kMeters) price_.meters.push_back(as_of_now(meter));
    const std::set<Key> left_out = not_sent(plan);
    for (const Change& change : plan.changes) {
      if (left_out.contains(change.key)) continue;
      jobs_.push_back({&change, calls_of(change, contents), 0, {}});
      open_.insert(change.key);
    }
  }

  Price play() && {
    for (const Job& job : jobs_) {
      for (const Call& call : job.calls) {
        ++meter(call.meter).count;
        meter(Meter::FileUsers).count += call.users;
      }
    }
    while (!jobs_.empty()) {
      if (!play_round()) break;
    }
    return std::move(price_);
  }

 private:
  MeterPrice& meter(Meter which) { return price_.meters[static_cast<std::size_t>(which)]; }

  [[nodiscard]] MeterPrice as_of_now(Meter which) const {
    const quota::Account& account = record_.of(which);
    MeterPrice price;
    price.meter = which;
    for (const quota::Window& window : limits_.windows(which)) {
      price.windows.push_back({std::string(window.setting), window.length, window.allowed,
                               quota::used_in(account, window.length, now_)});
    }
    if (!price.windows.empty()) {
      price.left = quota::left_now(limits_.windows(which), account, now_);
    }
    for (const quota::Cap& cap : account.caps) {
      if (cap.remaining > 0 || cap.until <= now_) continue;
      price.closed_until = std::max(price.closed_until.value_or(cap.until), cap.until);
    }
    return price;
  }

  /// One run of apply at now_; moves now_ to the next one. False where none would help.
  bool play_round() {
    closed_.clear();
    next_.reset();
    bool moved = false;
    for (Job& job : jobs_) moved = play_job(job) || moved;
    std::erase_if(jobs_, [](const Job& job) { return job.done == job.calls.size(); });
    if (jobs_.empty()) return true;
    if (next_) now_ = *next_;
    // What waits for a change that is never done is never done either.
    return next_ || moved;
  }

  bool play_job(Job& job) {
    const auto is_open = [this](const Key& key) { return open_.contains(key); };
    const auto& needs = job.change->needs;
    if (std::any_of(needs.begin(), needs.end(), is_open)) return false;
    const std::size_t before = job.done;
    while (job.done < job.calls.size() && make(job, job.calls[job.done])) ++job.done;
    const bool whole = job.done == job.calls.size();
    if (whole) open_.erase(job.change->key);
    return whole || job.done > before;
  }

  bool make(Job& job, const Call& call) {
    if (const auto closed = closed_.find(call.meter); closed != closed_.end()) {
      job.waited_for = closed->second;
      return false;
    }
    const auto at = earliest(call.meter, 1);
    const auto users_at = call.users == 0 ? at : earliest(Meter::FileUsers, call.users);
    if (!at || !users_at) price_.never = true;
    if (at != now_ || users_at != now_) {
      job.waited_for = at && users_at && *users_at > *at ? Meter::FileUsers : call.meter;
      closed_.emplace(call.meter, *job.waited_for);
      if (at && users_at) {
        next_ = std::min(next_.value_or(Timestamp::max()), std::max(*at, *users_at));
      }
      return false;
    }
    take(call.meter, 1);
    if (call.users > 0) take(Meter::FileUsers, call.users);
    price_.last = {job.change->key, job.change->name, action_word(call.action->kind),
                   job.waited_for.value_or(call.meter), now_};
    job.waited_for.reset();
    return true;
  }

  [[nodiscard]] std::optional<Timestamp> earliest(Meter which, std::uint64_t count) const {
    return quota::earliest(limits_.windows(which), record_.of(which), count, now_);
  }

  void take(Meter which, std::uint64_t count) {
    record_.of(which).uses.push_back({now_, count});
    std::vector<Batch>& batches = meter(which).batches;
    if (batches.empty() || batches.back().at != now_) batches.push_back({now_, 0});
    batches.back().count += count;
  }

  const quota::Limits& limits_;
  quota::Record record_;
  Timestamp now_;
  Price price_;
  std::vector<Job> jobs_;
  std::set<Key> open_;             ///< changes that are not done yet
  std::map<Meter, Meter> closed_;  ///< in this round, and the meter that decides it
  std::optional<Timestamp> next_;
};

}  // namespace

Price price_of(const Plan& plan, const std::map<Key, FileContents>& contents,
               const quota::Limits& limits, const quota::Record& record, Timestamp now) {
  return Rehearsal(plan, contents, limits, record, now).play();
}

}  // namespace segctl::plan
