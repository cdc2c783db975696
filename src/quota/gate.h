#pragma once

#include "quota/ledger.h"

#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string>

namespace segctl::quota {

/// What one call takes: itself, and the users that it brings.
struct Cost {
  Meter meter = Meter::List;
  std::uint64_t count = 1;

  friend bool operator==(const Cost&, const Cost&) = default;
};

/// Why a call may not be made now.
struct Refusal {
  Error error;                     ///< ErrorCode::Wait for a window; else the record's own trouble
  std::optional<Timestamp> until;  ///< when to come back; nothing where waiting does not help

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
using Granted = tl::expected<T, Refusal>;

/// A wait for a window.
struct Pause {
  Meter meter = Meter::List;
  Timestamp until{};
  Duration left{0};
};

/// How long calls wait for their windows, and who is told.
struct Patience {
  /// The longest wait for one call, without what is added for safety: kTravel, and after a 429 the
  /// spread of up to a tenth. A minute is enough for windows of a minute. Nothing: however long.
  std::optional<Duration> max_wait = std::chrono::minutes(1);
  /// Told before each piece of a wait; returns how long to sleep before it is asked again, 0 to
  /// give the wait up. Empty: all of it at once.
  std::function<Duration(const Pause&)> piece;
  /// Told once where the record can't be kept, and calls that change nothing are made all the same.
  std::function<void(const Error&)> warn;
};

/// What an answer says of a limit.
struct Advice {
  bool refused = false;                    ///< a 429 for a rate or for operations
  std::optional<Duration> retry_after;     ///< how long to stay away
  std::optional<Duration> window;          ///< the length of the window it is about
  std::optional<std::uint64_t> remaining;  ///< how many more are allowed …
  std::optional<Duration> reset;           ///< … for so long

  friend bool operator==(const Advice&, const Advice&) = default;
};

/// Lets calls through as MoEngage's limits allow, by the record of what was made: reserves before a
/// call leaves, waits for a window where that is worth it, and learns from answers. Not for several
/// threads; several processes may share one record.
class Gate {
 public:
  /// `seed` is for the spread of waits after a 429; without one it differs from run to run.
  /// **Requires:** `ledger` and `clock` outlive the gate.
  Gate(Limits limits, Ledger& ledger, Clock& clock, Patience patience = {},
       std::optional<std::uint64_t> seed = {});

  /// Reserves one call with all that it takes, waiting where needed; all of it or nothing. What is
  /// reserved counts from then on, whatever becomes of the call. Where the record can't be kept,
  /// calls that change nothing go on with a record in memory, and others are refused.
  [[nodiscard]] Granted<void> acquire(std::span<const Cost> costs);

  /// Reserves as many calls as fit, at most `most`; waits until at least one does.
  [[nodiscard]] Granted<std::size_t> acquire_some(Meter meter, std::size_t most);

  /// Takes in what an answer says. A refusal closes the meter for the time that it names, else for
  /// the whole window. What remains by MoEngage's count holds where it is less than by ours.
  void learn(Meter meter, const Advice& advice);

  /// What is recorded, as of now; nothing where the record can't be read.
  [[nodiscard]] Record record();

  /// How much has room now.
  [[nodiscard]] std::uint64_t left(Meter meter);

  [[nodiscard]] const Limits& limits() const { return limits_; }

  [[nodiscard]] Timestamp now() const { return clock_.now(); }

 private:
  /// What an attempt to reserve came to.
  struct Attempt {
    std::size_t reserved = 0;
    std::optional<Timestamp> at;  ///< the earliest time; nothing where there is none
    Meter meter = Meter::List;    ///< the one that decides
    Duration spread{0};           ///< as much of the wait as may be the spread after a 429
  };

  [[nodiscard]] Result<Attempt> attempt(std::span<const Cost> costs, std::size_t most);
  [[nodiscard]] Granted<std::size_t> reserve(std::span<const Cost> costs, std::size_t most);
  [[nodiscard]] Result<void> update(std::span<const Cost> costs, const Decide& decide);
  [[nodiscard]] std::optional<Refusal> wait_for(const Attempt& attempt);
  [[nodiscard]] Refusal used_up(const Attempt& attempt) const;

  Limits limits_;
  Ledger& ledger_;
  Clock& clock_;
  Patience patience_;
  std::mt19937_64 random_;
  std::optional<MemoryLedger> fallback_;  ///< in use since the record could not be kept
};

/// "15:02:11 UTC", with the date where it is not that of `now`: when to come back.
[[nodiscard]] std::string moment_text(Timestamp moment, Timestamp now);

/// "41 s", "12 min", "3 h 5 min": rounded up.
[[nodiscard]] std::string wait_text(Duration wait);

}  // namespace segctl::quota
