#pragma once

#include "base/result.h"

namespace segctl::cli {

/// What the process ends with. docs/exit-codes.md tells users.
enum class ExitCode : int {
  Done = 0,        ///< done, or nothing to do
  Failed = 1,      ///< an error
  Pending = 2,     ///< changes are pending (`plan --detailed-exitcode`), or drift
  Invalid = 3,     ///< the manifests are invalid
  Conflict = 4,    ///< MoEngage holds a name or definition elsewhere; IDs reported
  Incomplete = 5,  ///< run again to resume
  Stale = 6,       ///< the stored plan is stale
  Locked = 7,      ///< somebody else holds the state
  Held = 8,        ///< a safety limit held it back
  Usage = 64,      ///< wrong usage
};

/// The exit code for an error that ends a command.
[[nodiscard]] constexpr ExitCode exit_code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::Locked:
      return ExitCode::Locked;
    case ErrorCode::PlanAgain:
      return ExitCode::Stale;
    case ErrorCode::Held:
      return ExitCode::Held;
    case ErrorCode::Wait:
    case ErrorCode::LookFirst:
      return ExitCode::Incomplete;
    case ErrorCode::Retry:
    case ErrorCode::NotFound:
    case ErrorCode::Invalid:
    case ErrorCode::GiveUp:
      return ExitCode::Failed;
  }
  return ExitCode::Failed;
}

}  // namespace segctl::cli
