#pragma once

#include "moengage/reader.h"
#include "state/state.h"

#include <string>
#include <vector>

namespace segctl::apply {

/// What looking at live said of a call that a run may have sent and never heard of.
enum class Finding {
  Landed,     ///< it took effect: recorded
  NotLanded,  ///< it did not: planned again
  Repeat,     ///< can't be told (members, archival); doing it again does no harm: planned again
  TooEarly,   ///< a create that List may not show yet: kept open, and nothing is made twice
};

/// "landed", …: the word in reports.
[[nodiscard]] const char* finding_word(Finding finding);

struct Settlement {
  state::Operation operation;
  Finding finding = Finding::Repeat;
  SegmentId id;  ///< Landed, and a cohort's payload where List shows the cohort; else empty

  friend bool operator==(const Settlement&, const Settlement&) = default;
};

/// Settles what is open in `state` by looking at live: List by name and Get for a create, Get for
/// an update, definitions compared by meaning. Changes `state` in memory only. Where live can't be
/// read it fails, and that call and those behind it stay open.
[[nodiscard]] Result<std::vector<Settlement>> settle_open(moengage::Reader& reader, Clock& clock,
                                                          state::State& state);

/// One sentence on what was found, without a full stop.
[[nodiscard]] std::string settlement_text(const Settlement& settlement);

}  // namespace segctl::apply
