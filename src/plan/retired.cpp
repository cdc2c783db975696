#include "plan/changes.h"
#include "segment/canonical.h"

#include <algorithm>

namespace segctl::plan {
namespace {

Change retired_change(const Draft& draft, const RecordedSegment& record, const LiveSegment* live) {
  Change change;
  change.key = record.key;
  change.kind = record.kind;
  change.name = live != nullptr ? live->name : record.name;
  change.id = live != nullptr ? live->id : record.id;
  Side before;
  before.name = change.name;
  before.activity = live != nullptr ? draft.world.activity(*live) : record.activity;
  if (live != nullptr && live->definition) before.definition = canonical(*live->definition);
  if (record.file) {
    before.content = record.file->content;
    before.rows = record.file->rows;
  }
  if (record.cohort) before.rows = record.cohort->members;
  change.before = std::move(before);
  change.reasons = {Reason::NoManifest};
  return change;
}

void retire(Draft& draft, const RecordedSegment& record) {
  const LiveSegment* live = draft.world.live_of(record);
  if (live == nullptr && !draft.world.is_absent(record)) return;
  Change change = retired_change(draft, record, live);
  if (live == nullptr) {
    change.actions = {{ActionKind::Forget, std::nullopt}};
  } else if (change.before->activity == Activity::Active) {
    change.actions = {{ActionKind::Archive, std::nullopt}};
    change.after = change.before;
    change.after->activity = Activity::Archived;
  } else {
    return;
  }
  draft.plan.changes.push_back(std::move(change));
}

}  // namespace

void plan_retired(Draft& draft, const std::vector<Match>& matches) {
  if (draft.world.input().scope != Scope::WholeRepo) return;
  std::set<Key> taken_on;
  for (const Match& match : matches) {
    if (match.record != nullptr) taken_on.insert(match.record->key);
  }
  for (const auto& [key, record] : draft.world.input().recorded) {
    if (!draft.world.declared(key) && !taken_on.contains(key)) retire(draft, record);
  }
}

}  // namespace segctl::plan
