#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segctl::report {

/// The major and minor number of the JSON formats of plans and outcomes. Minor: fields were added;
/// major: a reader of the old one would be misled.
inline constexpr const char* kPlanFormat = "1.2";

/// What a plan was held against in git (`plan --base REV`).
struct PlanBase {
  std::string revision;  ///< as given
  std::string commit;    ///< where the branch left it

  friend bool operator==(const PlanBase&, const PlanBase&) = default;
};

/// What a plan was made for and with: all that is needed to make it again.
struct PlanHeader {
  std::string tool_version;          ///< of segctl
  std::string format = kPlanFormat;  ///< "major.minor"
  Timestamp created{};
  std::string environment;         ///< `--env`; empty where none was chosen
  std::string workspace;           ///< as shown to the user, e.g. "dc 01, ABC123"; no secret in it
  std::string state_lineage;       ///< empty where there is no state yet
  std::uint64_t state_serial = 0;  ///< 0 where there is no state yet
  std::vector<std::string> paths;  ///< the scope, from the project directory; empty: the whole repo
  std::string ownership = "state";                ///< "state" or "name"
  bool adopt_all = false;                         ///< `--adopt` without a key
  std::vector<std::string> adopt;                 ///< `--adopt KEY`
  std::string refresh = "all";                    ///< "all", "changed" or "none"
  std::optional<std::uint64_t> allowed_archives;  ///< `--allow-archives N`
  std::optional<std::uint64_t> allowed_removals;  ///< `--allow-removals N`
  std::vector<std::string> allowed_protected;     ///< `--allow-protected KEY`
  bool retry_failed = false;                      ///< `--retry-failed`
  std::optional<PlanBase> base;                   ///< `--base REV`; no part of how it was made

  friend bool operator==(const PlanHeader&, const PlanHeader&) = default;
};

}  // namespace segctl::report
