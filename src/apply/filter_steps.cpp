#include "apply/steps.h"
#include "base/text.h"
#include "segment/canonical.h"

#include <fmt/format.h>

namespace segctl::apply {
namespace {

/// How often to look for a segment whose create got no answer: List may lag by seconds.
constexpr int kLooks = 4;

/// Every ID known by now: the state's, and those of live segments that the plan is about.
std::map<Key, SegmentId> known_ids(const Step& step) {
  std::map<Key, SegmentId> ids;
  for (const auto& [key, record] : step.state.segments) {
    if (!record.id.empty()) ids.emplace(key, record.id);
  }
  return ids;
}

/// The manifest's definition as written, with the IDs in it. Nothing, and the change blocked, where
/// an ID is not known yet: MoEngage accepted that segment without telling its ID.
std::optional<Definition> sendable(Step& step) {
  const auto& filter = std::get<DesiredFilter>(step.desired->spec);
  Definition definition = with_ids(filter.definition, known_ids(step));
  for (const Reference& reference : references(definition)) {
    if (reference.key.empty()) continue;
    step.outcome.fate = plan::Fate::Blocked;
    step.outcome.blocked_by = {reference.key};
    step.outcome.message =
        fmt::format("the ID of {} is not known yet", in_quotes(reference.key.str()));
    step.outcome.hint = "run again in a minute, when List shows it";
    return std::nullopt;
  }
  return definition;
}

void remember(Step& step, const SegmentId& id, const Definition& definition) {
  RecordedSegment& record = record_for(step);
  record.id = id;
  record.name = step.change.name;
  record.activity = Activity::Active;
  record.definition = definition_digest(definition);
  step.outcome.id = id;
}

/// After a create without an answer: whether it landed.
Took settle_create(Step& step, const Definition& definition, const moengage::Failure& failure) {
  auto found = look_up(step, step.change.name, kLooks);
  if (!found || !*found) {
    end_with(step, failure);
    return Took::No;
  }
  const LiveSegment& live = **found;
  if (!live.definition || canonical(*live.definition) != canonical(definition)) {
    moengage::Failure taken = failure;
    taken.kind = moengage::FailureKind::NameTaken;
    taken.error.message = "another segment of that name appeared meanwhile";
    taken.existing_id = live.id;
    taken.existing_name = live.name;
    end_with(step, taken);
    return Took::No;
  }
  remember(step, live.id, definition);
  return Took::Effect;
}

moengage::FilterUpdate update_of(const Step& step, const Definition& definition) {
  moengage::FilterUpdate update;
  update.definition = definition;
  const bool live_has = step.change.before && step.change.before->definition &&
                        !step.change.before->definition->excluded.is_null();
  const bool wanted = !canonical(definition).excluded.is_null();
  // API.md is uncertain what an update does with an excluded_filters that it isn't sent.
  if (live_has || wanted) update.excluded = moengage::FilterUpdate::Excluded::Send;
  if (!step.change.before || step.change.before->name != step.change.name) {
    update.new_name = step.change.name;
  }
  return update;
}

/// Whether the live segment says by now what the update wants.
bool has_landed(Step& step, const moengage::FilterUpdate& update) {
  const auto live = step.tools.reader.get(step.change.id);
  return live && live->definition && canonical(*live->definition) == canonical(update.definition) &&
         (!update.new_name || live->name == *update.new_name);
}

/// 403 for a segment that we took for active: somebody archived it where List doesn't tell.
void note_archived(Step& step, const moengage::Failure& failure) {
  const auto record = step.state.segments.find(step.change.key);
  if (failure.kind != moengage::FailureKind::Forbidden || record == step.state.segments.end())
    return;
  record->second.activity = Activity::Archived;
  step.outcome.hint = "it may be archived: run again, then it is unarchived first";
}

}  // namespace

Took create_filter(Step& step) {
  const auto definition = sendable(step);
  if (!definition) return Took::No;
  auto created = step.tools.writer.create_filter(step.change.name, *definition);
  if (!created && is_open(created.error())) {
    return settle_create(step, *definition, created.error());
  }
  if (!created) {
    end_with(step, created.error());
    return Took::No;
  }
  SegmentId id = created->id;
  if (id.empty()) {
    const auto found = look_up(step, step.change.name, kLooks);
    if (found && *found) id = (*found)->id;
  }
  remember(step, id, *definition);
  return Took::Effect;
}

Took update_filter(Step& step) {
  const auto definition = sendable(step);
  if (!definition) return Took::No;
  const moengage::FilterUpdate update = update_of(step, *definition);
  auto updated = step.tools.writer.update_filter(step.change.id, update);
  if (!updated && is_open(updated.error()) && !has_landed(step, update)) {
    updated =
        step.tools.writer.update_filter(step.change.id, update);  // the same twice is harmless
  } else if (!updated && is_open(updated.error())) {
    updated = LiveSegment{};
  }
  if (!updated) {
    end_with(step, updated.error());
    note_archived(step, updated.error());
    return Took::No;
  }
  remember(step, step.change.id, *definition);
  return Took::Effect;
}

}  // namespace segctl::apply
