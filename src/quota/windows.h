#pragma once

#include "quota/limits.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace segctl::quota {

/// Calls (or users) that were reserved, before they left.
struct Use {
  Timestamp at{};
  std::uint64_t count = 1;

  friend bool operator==(const Use&, const Use&) = default;
};

/// MoEngage's own word, from the headers of an answer or a 429: from `since` to `until` no more
/// than `remaining`. With 0 the meter is closed until then.
struct Cap {
  Timestamp since{};
  Timestamp until{};
  std::uint64_t remaining = 0;

  friend bool operator==(const Cap&, const Cap&) = default;
};

/// What is known of one meter.
struct Account {
  std::vector<Use> uses;  ///< the oldest first
  std::vector<Cap> caps;

  friend bool operator==(const Account&, const Account&) = default;
};

/// What is known of all meters.
class Record {
 public:
  [[nodiscard]] Account& of(Meter meter) { return accounts_[static_cast<std::size_t>(meter)]; }

  [[nodiscard]] const Account& of(Meter meter) const {
    return accounts_[static_cast<std::size_t>(meter)];
  }

  friend bool operator==(const Record&, const Record&) = default;

 private:
  std::array<Account, kMeters.size()> accounts_;
};

/// The time that a call may take to reach MoEngage and is counted at there: a window of ours is so
/// much longer than MoEngage's.
inline constexpr Duration kTravel{2'000};

/// How much counts in a window that ends `now`.
[[nodiscard]] std::uint64_t used_in(const Account& account, Duration length, Timestamp now);

/// How much more fits now: the least that any window and any cap leaves.
[[nodiscard]] std::uint64_t left_now(std::span<const Window> windows, const Account& account,
                                     Timestamp now);

/// When `count` more fit at once at the earliest: `now`, or later. A count that is larger than a
/// window waits for that window to be empty. Nothing where a window allows none at all.
/// **Requires:** no use is later than `now`.
[[nodiscard]] std::optional<Timestamp> earliest(std::span<const Window> windows,
                                                const Account& account, std::uint64_t count,
                                                Timestamp now);

/// Takes out what no window of MoEngage's counts any more. What lies in the future, as after a
/// clock was set back, counts from `now` on; whether there was such.
bool forget_old(Record& record, Timestamp now);

}  // namespace segctl::quota
