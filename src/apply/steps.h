#pragma once

#include "apply/executor.h"

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
  const Tools& tools;
};

/// Whether an action took effect and is in the state's memory (not yet saved), or why not: then the
/// outcome says so.
enum class Took { Effect, No };

/// Each carries out one action. They send at most one mutating call, and a second only where the
/// first certainly did not take effect.
[[nodiscard]] Took create_filter(Step& step);
/// Update and Rename are one PATCH.
[[nodiscard]] Took update_filter(Step& step);
[[nodiscard]] Took create_file(Step& step);
[[nodiscard]] Took change_members(Step& step, const plan::Action& action);
[[nodiscard]] Took archive(Step& step);
[[nodiscard]] Took unarchive(Step& step);
[[nodiscard]] Took adopt(Step& step);
[[nodiscard]] Took forget(Step& step);

/// Ends the change as `failure` says: conflict (with the holder looked up), deferred, unknown,
/// failed.
void end_with(Step& step, const moengage::Failure& failure);

/// Ends the change as failed with words of ours.
void end_failed(Step& step, std::string message, std::string hint);

/// The record of the change's key, made where there is none, under the change's key and kind.
[[nodiscard]] RecordedSegment& record_for(Step& step);

/// The live segment of that name, with its definition; nothing where List doesn't show one (yet).
/// Looks a few times, since List may lag behind a create by seconds.
[[nodiscard]] moengage::Answer<std::optional<LiveSegment>> look_up(Step& step,
                                                                   const SegmentName& name,
                                                                   int tries);

/// Whether a call's failure leaves open if it took effect.
[[nodiscard]] bool is_open(const moengage::Failure& failure);

}  // namespace segctl::apply
