#pragma once

#include "http/retry_policy.h"
#include "http/transport.h"
#include "moengage/connection.h"
#include "moengage/failure.h"
#include "segment/live.h"

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace segctl::moengage {

/// The calls that change nothing. Whoever holds only this cannot write.
/// Safe calls are repeated a few times over passing trouble (http/retry_policy.h).
class Reader {
 public:
  /// `seed` is for the waits between repetitions; without one they differ from run to run.
  /// **Requires:** `transport` and `clock` outlive the reader.
  Reader(http::Transport& transport, Clock& clock, Connection connection,
         http::RetryPolicy policy = {}, std::optional<std::uint64_t> seed = {});

  /// GET /v3/custom-segments: everything that List shows, definitions excluded.
  [[nodiscard]] Answer<std::vector<LiveSegment>> list();

  /// GET /v3/custom-segments?name=: those of exactly that name; usually none or one.
  [[nodiscard]] Answer<std::vector<LiveSegment>> list_by_name(const SegmentName& name);

  /// GET /v3/custom-segments/{id}: with the definition for filter segments.
  [[nodiscard]] Answer<LiveSegment> get(const SegmentId& id);

  /// get() for many, in parallel; answers in the order of `ids`. Those that met passing trouble are
  /// asked again together.
  [[nodiscard]] std::vector<Answer<LiveSegment>> get_all(std::span<const SegmentId> ids);

 private:
  [[nodiscard]] Result<http::Response> send(const http::Request& request);
  [[nodiscard]] std::optional<Duration> delay(int attempts, const Result<http::Response>& outcome);
  /// Asks for ids[i] of every i in `open`, fills in the answers that are final, waits if there are
  /// others, and returns their places.
  [[nodiscard]] std::vector<std::size_t> get_round(
      std::span<const SegmentId> ids, const std::vector<std::size_t>& open, int attempts,
      std::vector<std::optional<Answer<LiveSegment>>>& answers);

  http::Transport& transport_;
  Clock& clock_;
  Connection connection_;
  http::RetryPolicy policy_;
  std::mt19937_64 random_;
};

}  // namespace segctl::moengage
