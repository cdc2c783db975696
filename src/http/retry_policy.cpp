#include "http/retry_policy.h"

#include "http/request_check.h"

#include <algorithm>

namespace segctl::http {
namespace {

Duration share(Duration whole, double part) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(whole.count()) * part));
}

/// min(cap, base·2^(attempts-1)), without overflow.
Duration longest_wait(const RetryPolicy& policy, int attempts) {
  Duration wait = policy.base;
  for (int i = 1; i < attempts && wait < policy.cap; ++i) wait *= 2;
  return std::min(wait, policy.cap);
}

}  // namespace

bool is_passing(const Result<Response>& outcome) {
  if (!outcome) {
    const ErrorCode code = outcome.error().code;
    return code == ErrorCode::Retry || code == ErrorCode::LookFirst;
  }
  switch (outcome->status) {
    case 408:
    case 425:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

std::optional<Duration> retry_delay(const RetryPolicy& policy, Method method, int attempts,
                                    const Result<Response>& outcome, std::optional<Duration> advice,
                                    double random) {
  if (!is_safe(method) || attempts >= policy.max_attempts || !is_passing(outcome)) {
    return std::nullopt;
  }
  if (advice) {
    if (*advice > policy.max_advice) return std::nullopt;
    return *advice + share(*advice, random * 0.1);
  }
  return share(longest_wait(policy, attempts), random);
}

}  // namespace segctl::http
