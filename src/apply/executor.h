#pragma once

#include "apply/cohort_members.h"
#include "moengage/reader.h"
#include "moengage/writer.h"
#include "plan/outcome.h"
#include "plan/planner.h"
#include "state/store.h"

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace segctl::apply {

/// A CSV that MoEngage can be told to fetch.
struct ReadyCsv {
  plan::SourceContent content;
  std::string file_url;  ///< where it is; may be signed: never show it whole, nor record it
};

/// Makes a CSV ready before a file operation is spent on it: uploads it where the manifest gives no
/// `file_url`, and looks at what MoEngage will find; see source::Inspector::check.
using CsvGate =
    std::function<Result<ReadyCsv>(const CsvSource&, AttributeType, const ContentMark& planned)>;

/// The world that a plan is carried out in. **Requires:** all of it outlives the call, and the
/// store's lock is held.
struct Tools {
  moengage::Reader& reader;
  moengage::Writer& writer;
  state::Store& store;
  Clock& clock;
  CsvGate gate;
  CohortSettings cohorts;
  /// Told of each change when it has ended.
  std::function<void(const plan::ChangeOutcome&)> progress;
  /// Set when the user interrupts: what is in flight ends, nothing more is started.
  const std::atomic<bool>& stop;
  /// Told of a file segment's content before and after a step, once the step is recorded.
  std::function<void(const ContentMark& before, const ContentMark& now)> recorded =
      [](const ContentMark&, const ContentMark&) {};
  /// What stands for {token} in a callback URL; empty where there is none.
  std::string callback_token = {};
};

/// What a plan was made from, as far as carrying it out needs it.
struct Material {
  std::vector<DesiredSegment> desired;
  std::map<Key, plan::FileContents> contents;
};

/// Carries out `plan`, one call after the other in the plan's order; but cohorts go together, one
/// call at a time each, with the first of them. Each call is in the journal before it is sent, and
/// its result before the next one for the same segment; `state` takes all of it in, and is saved,
/// at the end. A change that fails does not stop the others, but those that need it are blocked.
/// What a safety limit holds back is not sent. Where the record can't be kept nothing more is sent,
/// and the outcome says so.
[[nodiscard]] plan::Outcome carry_out(const plan::Plan& plan, const Material& material,
                                      state::State& state, const Tools& tools);

}  // namespace segctl::apply
