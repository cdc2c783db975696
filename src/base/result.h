#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace segctl {

/// What the caller of a failed operation may do next. Not what went wrong: that is the message.
enum class ErrorCode {
  Retry,      ///< passing trouble; the same call may be made again at once
  Wait,       ///< a quota is used up; the same call later
  Locked,     ///< somebody else holds the state
  PlanAgain,  ///< the world has moved since the plan was made
  LookFirst,  ///< the outcome is unknown: look at live before doing anything again
  NotFound,   ///< what was asked for is certainly not there
  Held,       ///< a safety limit held it back; a flag that names the number lifts it
  Invalid,    ///< the user's input is wrong and must be changed
  GiveUp,     ///< nothing the program can do; the user must act
};

/// Why an operation failed, in words for the user: what happened and where, and what to do next.
struct Error {
  ErrorCode code = ErrorCode::GiveUp;
  std::string message;  ///< one sentence without a full stop; no secret in it
  std::string hint;     ///< what to do next; empty where there is nothing to say

  friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or why there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// Makes the failing side of a Result: `return fail(ErrorCode::Retry, "…");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(hint)});
}

}  // namespace segctl
