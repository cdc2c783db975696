#include "apply/steps.h"
#include "segment/canonical.h"

namespace segctl::apply {
namespace {

using Call = moengage::Answer<moengage::Accepted> (moengage::Writer::*)(const SegmentName&,
                                                                        const SegmentId&);

/// Archiving what is archived, and unarchiving what is active, is harmless: an unknown outcome is
/// sent once more.
Took switch_to(Step& step, Call call, Activity activity) {
  const SegmentName& name = step.change.before ? step.change.before->name : step.change.name;
  auto answer = (step.tools.writer.*call)(name, step.change.id);
  if (!answer && is_open(answer.error())) {
    answer = (step.tools.writer.*call)(name, step.change.id);
  }
  if (!answer) {
    end_with(step, answer.error());
    return Took::No;
  }
  RecordedSegment& record = record_for(step);
  record.id = step.change.id;
  record.name = name;
  record.activity = activity;
  if (!record.definition && step.change.before && step.change.before->definition) {
    record.definition = digest_of_canonical(*step.change.before->definition);
  }
  step.outcome.id = step.change.id;
  return Took::Effect;
}

}  // namespace

Took archive(Step& step) { return switch_to(step, &moengage::Writer::archive, Activity::Archived); }

Took unarchive(Step& step) {
  return switch_to(step, &moengage::Writer::unarchive, Activity::Active);
}

}  // namespace segctl::apply
