#pragma once

#include "apply/executor.h"
#include "apply/recorder.h"

#include <optional>
#include <string>

namespace segctl::apply {

/// One change while it is being carried out.
struct Step {
  const plan::Change& change;
  const DesiredSegment* desired;  ///< null where there is no manifest any more
  const plan::FileContents* contents;
  plan::ChangeOutcome& outcome;
  state::State& state;
  Recorder& recorder;
  const Tools& tools;
};

/// Whether an action took effect and is in the state's memory (not yet saved), or why not: then the
/// outcome says so.
enum class Took { Effect, No };

/// Each carries out one action; for those of a cohort's members see cohort_sync.h. All but the last
/// send at most one mutating call, and a second only where the first certainly did not take effect.
[[nodiscard]] Took create_filter(Step& step);
/// Update and Rename are one PATCH.
[[nodiscard]] Took update_filter(Step& step);
[[nodiscard]] Took create_file(Step& step);
[[nodiscard]] Took change_members(Step& step, const plan::Action& action);
[[nodiscard]] Took archive(Step& step);
[[nodiscard]] Took unarchive(Step& step);
/// Whether the CSV of a file segment that is still to be made is there and right; where not, the
/// change has ended: for before the segment whose place it takes is archived.
[[nodiscard]] bool can_create_file(Step& step);
/// Puts a segment back into use that was archived to make another in its place, which then could
/// not be made. The outcome stays what it is, and says so.
[[nodiscard]] Took put_back(Step& step);
[[nodiscard]] Took adopt(Step& step);
[[nodiscard]] Took forget(Step& step);
/// Ends the change as `failure` says: conflict (with the holder looked up), deferred, unknown,
/// failed.
void end_with(Step& step, const moengage::Failure& failure);

/// Ends the change as failed with words of ours.
void end_failed(Step& step, std::string message, std::string hint);

/// The record as the state has it, under the change's key, kind and the present time; a new one
/// where there is none. The state keeps what it has.
[[nodiscard]] RecordedSegment next_record(const Step& step);

/// Puts the record into the state, in place of what the change's keys had.
void keep(Step& step, RecordedSegment record);

/// Makes the intent to send `body` durable, and what is to be recorded once it has landed. False:
/// the disk refuses, nothing may be sent, and the change has ended deferred. A body that can't be
/// made is the writer's to refuse, and needs no intent. `id`: as reserved, where it was.
[[nodiscard]] bool intend(Step& step, state::OperationKind kind, const RecordedSegment& landed,
                          const Result<std::string>& body, std::string id = {});

/// Ends a change as deferred, for the disk refuses the record of it.
void end_unrecordable(const Recorder& recorder, plan::ChangeOutcome& outcome);

/// Whether a 409 is about a segment that an earlier create of ours, whose answer was lost, may have
/// made: then it is no conflict.
[[nodiscard]] bool may_be_ours(const Step& step, const moengage::Failure& failure);

/// The live segment of that name, with its definition; nothing where List doesn't show one (yet).
/// Looks a few times, since List may lag behind a create by seconds.
[[nodiscard]] moengage::Answer<std::optional<LiveSegment>> look_up(Step& step,
                                                                   const SegmentName& name,
                                                                   int tries);

/// Whether a call's failure leaves open if it took effect.
[[nodiscard]] bool is_open(const moengage::Failure& failure);

}  // namespace segctl::apply
