#pragma once

#include "base/clock.h"
#include "base/diagnostic.h"
#include "manifest/fields.h"
#include "segment/drift_class.h"
#include "segment/names.h"

#include <string>
#include <vector>

namespace segctl::manifest {

/// Drift that the team lives with, for a time: an entry of `drift.accepted`.
struct AcceptedDrift {
  Key key;
  DriftClass kind = DriftClass::ChangedOutside;
  std::string reason;
  Timestamp until{};  ///< the end of its last day, UTC
  Range place;        ///< of the entry

  friend bool operator==(const AcceptedDrift&, const AcceptedDrift&) = default;
};

/// Reads the `drift` block of a project file. Entries with a problem are left out, and the problem
/// is in `findings`.
[[nodiscard]] std::vector<AcceptedDrift> read_accepted_drift(const Node& block, Findings& findings);

}  // namespace segctl::manifest
