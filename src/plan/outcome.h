#pragma once

#include "base/result.h"
#include "plan/plan.h"

#include <string>
#include <vector>

namespace segctl::plan {

/// How a planned change ended.
enum class Fate {
  Done,       ///< carried out, and MoEngage said so
  Accepted,   ///< MoEngage took it and works on it: file processing
  Unchanged,  ///< nothing had to be sent
  Conflict,   ///< 409, foreseen or met: another segment stands in the way
  Failed,     ///< MoEngage said no, or the way to it broke; see the message
  Unknown,    ///< may have been carried out; the next run looks
  Blocked,    ///< a change that it needs did not succeed
  Deferred,   ///< not started: interrupted, or a quota is used up
};

/// "done", "accepted", …: the word in reports.
[[nodiscard]] const char* fate_word(Fate fate);

/// What became of one change.
struct ChangeOutcome {
  Key key;
  Kind kind = Kind::Filter;
  SegmentName name;
  SegmentId id;                 ///< as known at the end; empty where there is none
  std::vector<Action> planned;  ///< the actions of the plan
  std::vector<Action> done;     ///< those that were carried out, in order
  Fate fate = Fate::Unchanged;
  std::string message;  ///< Failed, Unknown, Conflict: what happened; no secret in it
  std::string hint;     ///< what to do next
  std::optional<Conflict>
      conflict;                 ///< with the existing ID and name, looked up where the 409 had none
  std::vector<Key> blocked_by;  ///< Blocked: the changes it waited for
  Range source;                 ///< of the manifest; file empty where there is none

  friend bool operator==(const ChangeOutcome&, const ChangeOutcome&) = default;
};

/// What became of a plan.
struct Outcome {
  std::vector<ChangeOutcome> changes;  ///< one a planned change, in the plan's order
  std::vector<Hold> holds;             ///< safety limits that held changes back
  std::size_t calls = 0;  ///< mutating calls sent, those that were refused or repeated among them
  bool interrupted = false;
  /// Why the record could not be kept; nothing more was sent then. What took effect unrecorded is
  /// found by the next run, which looks.
  std::optional<Error> unrecorded;
  std::optional<Timestamp> resume_at;  ///< when there is room for what was deferred; else nothing

  [[nodiscard]] std::size_t count(Fate fate) const;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace segctl::plan
