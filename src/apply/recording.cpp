#include "apply/steps.h"
#include "segment/canonical.h"

#include <utility>

namespace segctl::apply {
namespace {

/// A 409: the holder, looked up where the answer doesn't say who it is.
plan::Conflict conflict_of(Step& step, const moengage::Failure& failure) {
  const bool name = failure.kind == moengage::FailureKind::NameTaken;
  plan::Conflict conflict{name ? plan::ConflictKind::Name : plan::ConflictKind::Definition,
                          failure.existing_id, failure.existing_name};
  if (name && conflict.existing_name.empty()) conflict.existing_name = step.change.name;
  if (conflict.existing_id.empty() && !conflict.existing_name.empty()) {
    const auto holder = step.tools.reader.list_by_name(conflict.existing_name);
    if (holder && !holder->empty()) conflict.existing_id = holder->front().id;
  }
  return conflict;
}

void end_in_conflict(Step& step, const moengage::Failure& failure) {
  step.outcome.fate = plan::Fate::Conflict;
  step.outcome.message = failure.error.message;
  step.outcome.conflict = conflict_of(step, failure);  // what to do about it: report/next_step.h
}

}  // namespace

bool is_open(const moengage::Failure& failure) {
  return failure.kind == moengage::FailureKind::Unknown;
}

void end_failed(Step& step, std::string message, std::string hint) {
  step.outcome.fate = plan::Fate::Failed;
  step.outcome.message = std::move(message);
  step.outcome.hint = std::move(hint);
}

void end_with(Step& step, const moengage::Failure& failure) {
  using moengage::FailureKind;
  if (failure.kind == FailureKind::NameTaken || failure.kind == FailureKind::DefinitionTaken) {
    return end_in_conflict(step, failure);
  }
  end_failed(step, failure.error.message, failure.error.hint);
  if (failure.kind == FailureKind::RateLimited) step.outcome.fate = plan::Fate::Deferred;
  if (is_open(failure)) {
    step.outcome.fate = plan::Fate::Unknown;
    if (step.outcome.hint.empty()) step.outcome.hint = "run again: it looks before it acts";
  }
}

RecordedSegment& record_for(Step& step) {
  auto& segments = step.state.segments;
  if (!step.change.previous_key.empty()) {
    if (auto node = segments.extract(step.change.previous_key)) {
      node.key() = step.change.key;
      segments.insert(std::move(node));
    }
  }
  RecordedSegment& record = segments[step.change.key];
  record.key = step.change.key;
  record.kind = step.change.kind;
  record.applied_at = record.verified_at = step.tools.clock.now();
  return record;
}

moengage::Answer<std::optional<LiveSegment>> look_up(Step& step, const SegmentName& name,
                                                     int tries) {
  for (int attempt = 0; attempt < tries; ++attempt) {
    if (attempt > 0) step.tools.clock.sleep_for(std::chrono::seconds(1 << (attempt - 1)));
    auto found = step.tools.reader.list_by_name(name);
    if (!found) return tl::unexpected(found.error());
    if (found->empty()) continue;
    auto whole = step.tools.reader.get(found->front().id);
    if (!whole) return tl::unexpected(whole.error());
    return std::optional<LiveSegment>(std::move(*whole));
  }
  return std::optional<LiveSegment>();
}

Took adopt(Step& step) {
  RecordedSegment& record = record_for(step);
  record.id = step.change.id;
  record.name = step.change.before ? step.change.before->name : step.change.name;
  record.activity = step.change.before ? step.change.before->activity : Activity::Active;
  if (step.change.before && step.change.before->definition) {
    record.definition = digest_of_canonical(*step.change.before->definition);
  }
  step.outcome.id = record.id;
  return Took::Effect;
}

Took forget(Step& step) {
  step.state.segments.erase(step.change.key);
  return Took::Effect;
}

}  // namespace segctl::apply
