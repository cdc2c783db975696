#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace segctl::plan {
namespace {

/// The flag that lifts the protection of one segment, and of no other.
std::string protected_flag(const Key& key) {
  const char* between = key.str().starts_with('-') ? "=" : " ";
  return fmt::format("--allow-protected{}{}", between, shell_word(key.str()));
}

/// Archiving what is protected, be it to make another in its place.
void hold_protected(Draft& draft) {
  for (const Change& change : draft.plan.changes) {
    if (!has_action(change, ActionKind::Archive) || !draft.world.is_protected(change.key)) continue;
    draft.plan.holds.push_back({"protected", {change.key}, 1, 0, 1, protected_flag(change.key)});
  }
}

/// Those that only the limits on archives can hold back.
std::vector<Key> archived_by(const Draft& draft) {
  std::vector<Key> keys;
  for (const Change& change : draft.plan.changes) {
    const bool archives = has_action(change, ActionKind::Archive);
    if (archives && !draft.world.is_protected(change.key)) keys.push_back(change.key);
  }
  return keys;
}

/// What was archived long ago can't be archived again, and must not make the share look small.
std::size_t managed_in_use(const World& world) {
  const auto& recorded = world.input().recorded;
  return static_cast<std::size_t>(
      std::count_if(recorded.begin(), recorded.end(), [&](const auto& one) {
        const LiveSegment* live = world.live_of(one.second);
        return live != nullptr && world.activity(*live) == Activity::Active;
      }));
}

void hold_archives(Draft& draft) {
  const Safety& safety = draft.world.input().safety;
  const std::vector<Key> keys = archived_by(draft);
  const std::size_t managed = draft.world.input().recorded.size();
  const std::size_t in_use = managed_in_use(draft.world);
  if (keys.empty() || (safety.allowed_archives && keys.size() <= *safety.allowed_archives)) return;
  const std::string flag = fmt::format("--allow-archives {}", keys.size());
  const std::size_t by_percent = in_use * safety.max_archive_percent / 100;
  if (managed >= safety.min_managed && keys.size() > by_percent) {
    draft.plan.holds.push_back(
        {"max_archive_percent", keys, keys.size(), by_percent, in_use, flag});
  } else if (safety.max_archive_count && keys.size() > *safety.max_archive_count) {
    draft.plan.holds.push_back(
        {"max_archive_count", keys, keys.size(), *safety.max_archive_count, in_use, flag});
  }
}

/// Whether a replace may take everybody away, and only that is good enough to go by.
bool goes_by_the_worst(const Draft& draft, const Change& change) {
  const bool others = std::find(change.reasons.begin(), change.reasons.end(),
                                Reason::AttributeDiffers) != change.reasons.end();
  return others || draft.world.is_protected(change.key);
}

/// How many members the change takes away: exactly where both versions were compared, else the
/// least number that the counts allow; of what is protected, the largest.
std::uint64_t removed_members(const Draft& draft, const Change& change) {
  if (change.members) return change.members->removed;
  const bool anew =
      has_action(change, ActionKind::Archive) && has_action(change, ActionKind::Create);
  const bool replaces = anew || has_action(change, ActionKind::ReplaceUsers);
  if (replaces && goes_by_the_worst(draft, change)) return *change.before->rows;
  if (replaces && change.after && change.after->rows) {
    const std::uint64_t before = *change.before->rows;
    return before > *change.after->rows ? before - *change.after->rows : 0;
  }
  const auto contents = draft.world.input().contents.find(change.key);
  if (contents == draft.world.input().contents.end()) return 0;
  std::uint64_t removed = 0;
  for (const Action& action : change.actions) {
    const bool known = action.kind == ActionKind::RemoveUsers && action.entry &&
                       *action.entry < contents->second.changes.size();
    if (known) removed += contents->second.changes[*action.entry].rows.value_or(0);
  }
  return removed;
}

/// A manifest whose list of members is empty would leave nobody, however few there were.
bool empties(const Change& change) {
  return has_action(change, ActionKind::RemoveMembers) && change.after->rows == 0;
}

void hold_emptying(Draft& draft, const Change& change) {
  const Safety& safety = draft.world.input().safety;
  const std::uint64_t removed = change.members->removed;
  if (safety.allowed_removals && removed <= *safety.allowed_removals) return;
  draft.plan.holds.push_back({"empty_source",
                              {change.key},
                              removed,
                              0,
                              change.before->rows.value_or(removed),
                              fmt::format("--allow-removals {}", removed)});
}

void hold_removals(Draft& draft) {
  const Safety& safety = draft.world.input().safety;
  for (const Change& change : draft.plan.changes) {
    if (empties(change)) {
      hold_emptying(draft, change);
      continue;
    }
    if (!change.before || !change.before->rows || *change.before->rows < safety.min_members)
      continue;
    const std::uint64_t removed = removed_members(draft, change);
    const std::uint64_t allowed = *change.before->rows * safety.max_member_removal_percent / 100;
    const bool kept = draft.world.is_protected(change.key);
    const bool lifted = !kept && safety.allowed_removals && removed <= *safety.allowed_removals;
    if (removed <= allowed || lifted) continue;
    draft.plan.holds.push_back(
        {kept ? "protected_members" : "max_member_removal_percent",
         {change.key},
         removed,
         allowed,
         *change.before->rows,
         kept ? protected_flag(change.key) : fmt::format("--allow-removals {}", removed)});
  }
}

/// Plays the order through: the limit must hold at every step, without the archives that another
/// limit keeps back.
void hold_over_segment_limit(Draft& draft) {
  const std::size_t limit = draft.world.input().safety.max_active_segments;
  std::set<Key> held;
  for (const Hold& hold : draft.plan.holds) held.insert(hold.keys.begin(), hold.keys.end());
  std::size_t active = active_now(draft.world);
  std::size_t most = active;
  std::vector<Key> makes;
  for (const Change& change : draft.plan.changes) {
    if (held.contains(change.key)) continue;
    bool more = false;
    for (const Action& action : change.actions) {
      const bool makes_active =
          action.kind == ActionKind::Create || action.kind == ActionKind::Unarchive;
      if (makes_active) most = std::max(most, ++active);
      if (action.kind == ActionKind::Archive && active > 0) --active;
      more = more || makes_active;
    }
    if (more) makes.push_back(change.key);
  }
  if (makes.empty() || most <= limit) return;
  draft.plan.holds.push_back({"active_segments", makes, most, limit, limit, {}});
}

}  // namespace

void add_holds(Draft& draft) {
  hold_protected(draft);
  hold_archives(draft);
  hold_removals(draft);
  hold_over_segment_limit(draft);
}

}  // namespace segctl::plan
