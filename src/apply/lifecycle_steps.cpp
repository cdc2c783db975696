#include "apply/steps.h"
#include "moengage/bodies.h"
#include "segment/canonical.h"

#include <utility>
#include <vector>

namespace segctl::apply {
namespace {

using Call = moengage::Answer<moengage::Accepted> (moengage::Writer::*)(const SegmentName&,
                                                                        const SegmentId&);

/// What tells archive and unarchive apart.
struct Switch {
  Call call;
  state::OperationKind kind;
  Activity activity;
};

/// Archiving what is archived, and unarchiving what is active, is harmless: an unknown outcome is
/// sent once more.
Took switch_to(Step& step, const Switch& wanted) {
  RecordedSegment record = next_record(step);
  record.id = step.change.id;
  record.name = step.change.before ? step.change.before->name : step.change.name;
  record.activity = wanted.activity;
  if (!record.definition && step.change.before && step.change.before->definition) {
    record_definition(record, *step.change.before->definition);
  }
  const auto body = moengage::encode_archival(record.name, record.id);
  if (!intend(step, wanted.kind, record, body)) return Took::No;
  auto answer = (step.tools.writer.*wanted.call)(record.name, record.id);
  if (!answer && is_open(answer.error())) {
    answer = (step.tools.writer.*wanted.call)(record.name, record.id);
  }
  if (!answer) {
    end_with(step, answer.error());
    return Took::No;
  }
  keep(step, std::move(record));
  return Took::Effect;
}

}  // namespace

Took archive(Step& step) {
  return switch_to(step,
                   {&moengage::Writer::archive, state::OperationKind::Archive, Activity::Archived});
}

Took unarchive(Step& step) {
  return switch_to(
      step, {&moengage::Writer::unarchive, state::OperationKind::Unarchive, Activity::Active});
}

Took put_back(Step& step) {
  plan::ChangeOutcome failed = step.outcome;
  const Took took = unarchive(step);
  if (took == Took::Effect) {
    std::erase_if(failed.done, [](const plan::Action& action) {
      return action.kind == plan::ActionKind::Archive;
    });
    failed.message += "; the segment whose place it was to take is in use again";
  } else {
    failed.message += "; the segment whose place it was to take stays archived: ";
    failed.message += step.outcome.message;
  }
  failed.id = step.change.id;
  step.outcome = std::move(failed);
  return took;
}

}  // namespace segctl::apply
