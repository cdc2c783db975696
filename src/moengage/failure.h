#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "segment/names.h"

#include <optional>
#include <string>

namespace segctl::moengage {

/// What MoEngage, or the way to it, said no with. Several statuses and shapes may mean one kind.
enum class FailureKind {
  NameTaken,        ///< 409: another segment, perhaps archived, has the name
  DefinitionTaken,  ///< 409: another segment has the same definition
  NotFound,         ///< 404, or 400 for a malformed ID
  Forbidden,        ///< 403: a kind or an archived segment that can't be updated; or no permission
  Unauthorized,     ///< 401
  Invalid,          ///< 400: refused as wrong
  TooComplex,       ///< 413: nesting, number of segments, length
  Cyclic,           ///< 412
  RateLimited,      ///< 429: a rate or operations limit; worth waiting for
  SegmentLimit,     ///< 429: the active-segment limit; waiting does not help
  Unavailable,      ///< not carried out for certain: nothing reached the server
  Unknown,  ///< may have been carried out: lost answer, 500, 502, 503, 504, 408, unreadable answer
  Refused,  ///< trying again cannot help: TLS, a redirect, an answer too large
};

/// A call that did not succeed.
struct Failure {
  FailureKind kind = FailureKind::Refused;
  Error error;            ///< in the user's words; its code tells what to do next
  int http_status = 0;    ///< 0 where there was no answer
  SegmentId existing_id;  ///< DefinitionTaken (and NameTaken where the answer has it); else empty
  SegmentName existing_name;  ///< the same
  std::optional<Duration>
      retry_after;                   ///< from Retry-After or x-ratelimit-reset; clamped to 0..24 h
  std::optional<long> actual_count;  ///< SegmentLimit: active segments now
  std::optional<long> limit;         ///< SegmentLimit: how many are allowed

  friend bool operator==(const Failure&, const Failure&) = default;
};

template <class T>
using Answer = tl::expected<T, Failure>;

}  // namespace segctl::moengage
