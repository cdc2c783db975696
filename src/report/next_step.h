#pragma once

#include "plan/outcome.h"

#include <string>
#include <vector>

namespace segctl::report {

/// One way out of a conflict.
struct NextStep {
  std::string words;    ///< "to take it over:", "or give the manifest another name, at a.yaml:3"
  std::string command;  ///< what to type, whole; empty where there is nothing to type

  friend bool operator==(const NextStep&, const NextStep&) = default;
};

/// "another segment has this name: "VIP", ID 64f…".
[[nodiscard]] std::string conflict_text(const plan::Conflict& conflict);

/// What the user can do about a conflict of the manifest `key` at `source`; at least one step. A
/// manifest that has a segment already, `own`, can't adopt another one. Commands are for the
/// environment that the report is for: typed as they stand they must not go to another one.
[[nodiscard]] std::vector<NextStep> next_steps(const Key& key, const Range& source,
                                               const plan::Conflict& conflict,
                                               const SegmentId& own = {},
                                               const std::string& environment = {});

/// What the user can do about what became of a change, on one line: its own hint, else the way out
/// of its conflict; empty where there is nothing to say.
[[nodiscard]] std::string hint_of(const plan::ChangeOutcome& change,
                                  const std::string& environment = {});

}  // namespace segctl::report
