#pragma once

#include "http/transport.h"

#include <optional>

namespace segctl::http {

/// When a safe request is made again, and after what wait.
struct RetryPolicy {
  int max_attempts = 5;          ///< the first one included
  Duration base{1'000};          ///< the longest wait after the first attempt; doubles with each
  Duration cap{60'000};          ///< the longest wait ever, unless the server advises a longer one
  Duration max_advice{120'000};  ///< a server that advises more is not waited for
};

/// Whether another attempt may turn `outcome` into a success: transport failures with
/// ErrorCode::Retry or LookFirst, and the statuses 408, 425, 429, 500, 502, 503 and 504.
[[nodiscard]] bool is_passing(const Result<Response>& outcome);

/// How long to wait before the next attempt; nothing where there shall be none: the outcome is
/// final, the attempts are used up, the advice is too long, or `method` is not safe, for then the
/// first attempt may have been carried out.
///
/// `attempts` were made so far, at least 1. The server's `advice` (advised_wait()) is kept, with up
/// to 10 % on top; without one, the wait is drawn from the whole of 0..min(cap,
/// base·2^(attempts-1))
/// ("full jitter", which spreads clients that failed together). `random` is from [0, 1).
[[nodiscard]] std::optional<Duration> retry_delay(const RetryPolicy& policy, Method method,
                                                  int attempts, const Result<Response>& outcome,
                                                  std::optional<Duration> advice, double random);

}  // namespace segctl::http
