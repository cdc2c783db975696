#pragma once

#include "http/transport.h"
#include "moengage/connection.h"
#include "moengage/failure.h"
#include "quota/gate.h"

#include <string>
#include <vector>

namespace segctl::moengage {

/// A call under way, for words about it and for what its failures mean: after a call that changes
/// nothing, not knowing is no harm.
struct Attempt {
  http::Method method = http::Method::Get;
  std::string task;     ///< "list the segments", "create the segment \"Gold\""
  std::string api_key;  ///< cut out of whatever a server says
};

/// The failure that an answer without a 2xx status stands for. A 404 whose body is no JSON is
/// Refused, not NotFound: it did not come from MoEngage, and must not make segments look deleted.
/// `now` is for dates in headers.
[[nodiscard]] Failure failure_of(const Attempt& attempt, const http::Response& response,
                                 Timestamp now);

/// The failure of a call that the gate held back: RateLimited where waiting helps, else Refused.
[[nodiscard]] Failure held_back(const Attempt& attempt, const quota::Refusal& refusal,
                                Timestamp now);

/// What an answer says of rate limits, for the gate: a refusal for a 429 other than the one of the
/// active-segment limit, else what its headers say remains.
[[nodiscard]] std::vector<quota::Advice> advice_in(const http::Response& response, Timestamp now);

/// The failure of an exchange that brought no answer.
[[nodiscard]] Failure failure_of(const Attempt& attempt, const Error& error);

/// The failure of a 2xx answer that can't be read: Unknown.
[[nodiscard]] Failure unreadable(const Attempt& attempt, const http::Response& response);

/// The failure of a call that was not made, for `error` says that its input is wrong.
[[nodiscard]] Failure not_sent(const Attempt& attempt, const Error& error);

/// The failure of a v2 answer that says `success: false` with a good status.
[[nodiscard]] Failure denied(const Attempt& attempt, const http::Response& response,
                             const std::string& message);

}  // namespace segctl::moengage
