#include "apply/steps.h"
#include "base/digest.h"
#include "base/text.h"
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

RecordedSegment next_record(const Step& step) {
  const auto& segments = step.state.segments;
  auto found = segments.find(step.change.key);
  if (found == segments.end()) found = segments.find(step.change.previous_key);
  RecordedSegment record = found == segments.end() ? RecordedSegment() : found->second;
  record.key = step.change.key;
  record.kind = step.change.kind;
  if (step.desired != nullptr) record.is_protected = step.desired->is_protected;
  record.applied_at = record.verified_at = step.tools.clock.now();
  return record;
}

void keep(Step& step, RecordedSegment record) {
  auto& segments = step.state.segments;
  if (!step.change.previous_key.empty()) segments.erase(step.change.previous_key);
  step.outcome.id = record.id;
  segments[record.key] = std::move(record);
}

void end_unrecordable(const Recorder& recorder, plan::ChangeOutcome& outcome) {
  outcome.fate = plan::Fate::Deferred;
  outcome.message = "not sent, because it can't be recorded";
  if (!recorder.trouble()) return;
  outcome.message += ": " + printable(recorder.trouble()->message);
  outcome.hint = recorder.trouble()->hint;
}

bool intend(Step& step, state::OperationKind kind, const RecordedSegment& landed,
            const Result<std::string>& body, std::string id) {
  if (!body) return true;
  state::Operation operation;
  operation.id = std::move(id);
  operation.kind = kind;
  operation.key = step.change.key;
  operation.name = landed.name;
  operation.segment = landed.id;
  operation.body = sha256(*body);
  operation.begun = step.tools.clock.now();
  if (!step.change.previous_key.empty()) operation.landed.drop.push_back(step.change.previous_key);
  operation.landed.set.push_back(landed);
  if (step.recorder.intend(std::move(operation))) return true;
  end_unrecordable(step.recorder, step.outcome);
  return false;
}

bool may_be_ours(const Step& step, const moengage::Failure& failure) {
  using moengage::FailureKind;
  const state::Operation* open = step.recorder.open_create(step.change.key);
  if (open == nullptr || open->name != step.change.name) return false;
  if (failure.kind == FailureKind::NameTaken) return true;
  return failure.kind == FailureKind::DefinitionTaken && failure.existing_name == step.change.name;
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
  RecordedSegment record = next_record(step);
  record.id = step.change.id;
  record.name = step.change.before ? step.change.before->name : step.change.name;
  record.activity = step.change.before ? step.change.before->activity : Activity::Active;
  if (step.change.before && step.change.before->definition) {
    record_definition(record, *step.change.before->definition);
  }
  keep(step, std::move(record));
  return Took::Effect;
}

Took forget(Step& step) {
  step.state.segments.erase(step.change.key);
  return Took::Effect;
}

}  // namespace segctl::apply
