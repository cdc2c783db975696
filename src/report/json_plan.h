#pragma once

#include "base/result.h"
#include "plan/plan.h"
#include "report/plan_header.h"

#include <string>
#include <string_view>
#include <vector>

namespace segctl::report {

/// The plan as JSON (docs/plan-format.md, schemas/plan.schema.json), indented by two, with a final
/// newline. Ill-formed UTF-8 in it becomes U+FFFD. The same plan and header give the same bytes.
[[nodiscard]] std::string plan_json(const plan::Plan& plan, const PlanHeader& header);

/// The SHA-256, in hexadecimal, of all that `change` does and starts from. The place of its
/// manifest is left out: a comment above it makes no other change.
[[nodiscard]] std::string change_fingerprint(const plan::Change& change);

/// The SHA-256, in hexadecimal, of what `plan` does, whenever and wherever it is made: of the
/// fingerprints of its changes, in their order, and of its holds.
[[nodiscard]] std::string plan_digest(const plan::Plan& plan);

/// One change of a plan that was stored.
struct StoredChange {
  Key key;
  SegmentName name;
  std::string kind;                  ///< "filter", "file" or "cohort"
  std::vector<std::string> actions;  ///< "create", "add-users 0", …; empty for a conflict
  std::string fingerprint;           ///< what change_fingerprint() gave
  SegmentId id{};                    ///< empty where there was no segment yet

  friend bool operator==(const StoredChange&, const StoredChange&) = default;
};

/// What apply needs of a stored plan: enough to make it again and to see whether it is the same.
struct StoredPlan {
  PlanHeader header;
  std::vector<StoredChange> changes;
  std::string fingerprint;  ///< of the whole plan

  friend bool operator==(const StoredPlan&, const StoredPlan&) = default;
};

/// Reads what plan_json() wrote. Fails with ErrorCode::Invalid where `json` is no such plan, was
/// edited or cut (the fingerprint doesn't match), or has a major version that is not ours. Fields
/// that a later minor version added are ignored.
[[nodiscard]] Result<StoredPlan> read_stored_plan(std::string_view json);

}  // namespace segctl::report
