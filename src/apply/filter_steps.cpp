#include "apply/steps.h"
#include "base/text.h"
#include "moengage/bodies.h"
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

/// What to record once `definition` is there.
RecordedSegment landed_record(const Step& step, const Definition& definition) {
  RecordedSegment record = next_record(step);
  record.id = step.change.id;
  record.name = step.change.name;
  record.activity = Activity::Active;
  record_definition(record, canonical(definition));
  return record;
}

/// The segment that stands where ours was to be made; nothing where List doesn't show one.
moengage::Answer<std::optional<LiveSegment>> holder(Step& step, const moengage::Failure& failure) {
  if (failure.existing_id.empty()) return look_up(step, step.change.name, kLooks);
  auto live = step.tools.reader.get(failure.existing_id);
  if (!live) return tl::make_unexpected(live.error());
  return std::optional<LiveSegment>(std::move(*live));
}

bool is_as_wanted(const Step& step, const LiveSegment& live, const Definition& definition) {
  return live.name == step.change.name && live.definition &&
         live.definition->digest() == definition_digest(definition);
}

/// After a create without an answer, or one that an earlier create of ours stands in the way of:
/// whether the segment is there. `landed`: what to record then.
Took settle_create(Step& step, const Definition& definition, const moengage::Failure& failure,
                   RecordedSegment landed) {
  const bool lost = is_open(failure);
  auto found = holder(step, failure);
  if (found && *found && is_as_wanted(step, **found, definition)) {
    landed.id = (*found)->id;
    keep(step, std::move(landed));
    return Took::Effect;
  }
  if (found && *found && lost) {
    moengage::Failure taken = failure;
    taken.kind = moengage::FailureKind::NameTaken;
    taken.error.message = "another segment of that name appeared meanwhile";
    taken.existing_id = (*found)->id;
    taken.existing_name = (*found)->name;
    end_with(step, taken);
    return Took::No;
  }
  if (!lost && found && !*found) {
    // Only the name is known, and it is the one of our own lost create: List is behind.
    step.outcome.fate = plan::Fate::Unknown;
    step.outcome.message = "an earlier run made it, and List does not show it yet";
    step.outcome.hint = "run again in a minute";
    return Took::No;
  }
  end_with(step, failure);
  return Took::No;
}

moengage::FilterUpdate update_of(const Step& step, const Definition& definition) {
  moengage::FilterUpdate update;
  update.definition = definition;
  const bool live_has = step.change.before && step.change.before->definition &&
                        !step.change.before->definition->excluded.is_null();
  const bool unread = step.change.before && !step.change.before->definition;
  const bool wanted = !canonical(definition).excluded.is_null();
  // API.md is uncertain what an update does with an excluded_filters that it isn't sent.
  if (live_has || unread || wanted) update.excluded = moengage::FilterUpdate::Excluded::Send;
  if (!step.change.before || step.change.before->name != step.change.name) {
    update.new_name = step.change.name;
  }
  return update;
}

/// Whether the live segment says by now what the update wants.
bool has_landed(Step& step, const moengage::FilterUpdate& update) {
  const auto live = step.tools.reader.get(step.change.id);
  return live && live->definition &&
         live->definition->digest() == definition_digest(update.definition) &&
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
  RecordedSegment landed = landed_record(step, *definition);
  landed.id = SegmentId();
  const auto body = moengage::encode_filter(step.change.name, *definition);
  if (!intend(step, state::OperationKind::CreateFilter, landed, body)) return Took::No;
  auto created = step.tools.writer.create_filter(step.change.name, *definition);
  if (!created && (is_open(created.error()) || may_be_ours(step, created.error()))) {
    return settle_create(step, *definition, created.error(), std::move(landed));
  }
  if (!created) {
    end_with(step, created.error());
    return Took::No;
  }
  landed.id = created->id;
  if (landed.id.empty()) {
    const auto found = look_up(step, step.change.name, kLooks);
    if (found && *found) landed.id = (*found)->id;
  }
  keep(step, std::move(landed));
  return Took::Effect;
}

Took update_filter(Step& step) {
  const auto definition = sendable(step);
  if (!definition) return Took::No;
  const moengage::FilterUpdate update = update_of(step, *definition);
  RecordedSegment landed = landed_record(step, *definition);
  if (!intend(step, state::OperationKind::UpdateFilter, landed, moengage::encode_update(update))) {
    return Took::No;
  }
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
  keep(step, std::move(landed));
  return Took::Effect;
}

}  // namespace segctl::apply
