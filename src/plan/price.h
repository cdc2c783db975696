#pragma once

#include "quota/windows.h"
#include "segment/names.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace segctl::plan {

struct Plan;
struct FileContents;

/// Calls (or users) that can be made, or sent, at one time.
struct Batch {
  Timestamp at{};
  std::uint64_t count = 0;

  friend bool operator==(const Batch&, const Batch&) = default;
};

/// A window as it is when the plan is priced.
struct WindowUse {
  std::string setting;  ///< its name in `limits`
  Duration length{0};
  std::uint64_t allowed = 0;
  std::uint64_t used = 0;

  friend bool operator==(const WindowUse&, const WindowUse&) = default;
};

/// What a plan takes of one limit.
struct MeterPrice {
  quota::Meter meter = quota::Meter::List;
  std::uint64_t count = 0;            ///< all that the plan takes; 0 where it takes nothing
  std::vector<Batch> batches;         ///< when, at the earliest; as far as that can be told
  std::vector<WindowUse> windows;     ///< the shortest first; empty where there is no limit
  std::optional<std::uint64_t> left;  ///< how many more fit now; nothing where there is no limit
  std::optional<Timestamp> closed_until;  ///< after a 429: when MoEngage lets calls through again

  friend bool operator==(const MeterPrice&, const MeterPrice&) = default;
};

/// The step that can be done last: the one that decides when a plan is through.
struct LastStep {
  Key key;
  SegmentName name;
  std::string action;  ///< action_word()
  quota::Meter meter = quota::Meter::List;
  Timestamp at{};

  friend bool operator==(const LastStep&, const LastStep&) = default;
};

/// What a plan costs, and when it is done at the earliest, each call at the first moment that the
/// limits allow, and what needs another change after that.
struct Price {
  Timestamp at{};                  ///< when it was computed
  std::vector<MeterPrice> meters;  ///< one for each meter, in their order
  std::optional<LastStep> last;    ///< nothing where there is nothing to send
  bool never = false;              ///< a limit of 0 keeps some of it from ever being done

  /// Whether all of it can be done at once.
  [[nodiscard]] bool is_now() const { return !never && (!last || last->at == at); }

  friend bool operator==(const Price&, const Price&) = default;
};

/// Prices what `plan` sends: not its conflicts, nor what a hold keeps back, nor what needs one of
/// these. `contents` tells how many users a file operation brings.
[[nodiscard]] Price price_of(const Plan& plan, const std::map<Key, FileContents>& contents,
                             const quota::Limits& limits, const quota::Record& record,
                             Timestamp now);

}  // namespace segctl::plan
