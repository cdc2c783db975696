#pragma once

#include "http/retry_policy.h"
#include "http/transport.h"
#include "moengage/attempt.h"
#include "moengage/connection.h"
#include "moengage/failure.h"
#include "quota/gate.h"
#include "segment/live.h"

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace segctl::moengage {

/// The calls that change nothing. Whoever holds only this cannot write.
/// Safe calls are repeated a few times over passing trouble (http/retry_policy.h). Each request is
/// reserved at the gate before it is sent: a call that gets no place is RateLimited, and not sent.
class Reader {
 public:
  /// `seed` is for the waits between repetitions; without one they differ from run to run. `gate`:
  /// null where nothing is to be counted, as against a fake.
  /// **Requires:** `transport`, `clock` and `gate` outlive the reader.
  Reader(http::Transport& transport, Clock& clock, Connection connection,
         http::RetryPolicy policy = {}, std::optional<std::uint64_t> seed = {},
         quota::Gate* gate = nullptr);

  /// GET /v3/custom-segments: everything that List shows, definitions excluded.
  [[nodiscard]] Answer<std::vector<LiveSegment>> list();

  /// GET /v3/custom-segments?name=: those of exactly that name; usually none or one.
  [[nodiscard]] Answer<std::vector<LiveSegment>> list_by_name(const SegmentName& name);

  /// GET /v3/custom-segments/{id}: with the definition for filter segments.
  [[nodiscard]] Answer<LiveSegment> get(const SegmentId& id);

  /// get() for many, as many in parallel as the Get window has room for; answers in the order of
  /// `ids`. Those that met passing trouble are asked again together.
  [[nodiscard]] std::vector<Answer<LiveSegment>> get_all(std::span<const SegmentId> ids);

  /// How many Gets have room now; get_all() of more waits for its windows.
  [[nodiscard]] std::size_t gets_left();

 private:
  /// One of get_all()'s segments.
  struct Asked {
    std::size_t place = 0;  ///< in `ids`
    int attempts = 0;
  };

  using Answers = std::vector<std::optional<Answer<LiveSegment>>>;

  [[nodiscard]] Answer<http::Response> send_list(const Attempt& attempt, const std::string& path);
  [[nodiscard]] quota::Granted<std::size_t> reserve(quota::Meter meter, std::size_t most);
  void learn(quota::Meter meter, const Result<http::Response>& outcome);
  [[nodiscard]] std::optional<Duration> delay(int attempts, const Result<http::Response>& outcome);
  /// Asks for the first of `open`, as many as may be asked now, fills in the answers that are
  /// final, waits if there are others, and returns what is open then.
  [[nodiscard]] std::vector<Asked> get_round(std::span<const SegmentId> ids,
                                             std::vector<Asked> open, Answers& answers);

  http::Transport& transport_;
  Clock& clock_;
  Connection connection_;
  http::RetryPolicy policy_;
  std::mt19937_64 random_;
  quota::Gate* gate_;
};

}  // namespace segctl::moengage
