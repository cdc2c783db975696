#pragma once

#include "apply/executor.h"
#include "apply/observe.h"
#include "cli/recover.h"
#include "cli/session.h"
#include "manifest/load.h"
#include "plan/planner.h"
#include "report/checked.h"
#include "report/plan_header.h"
#include "source/inspector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace segctl::cli {

/// What the user says about a plan.
struct PlanChoices {
  std::vector<std::string> paths;  ///< the scope; empty: the whole repo
  bool strict = false;
  bool adopt_all = false;
  std::vector<std::string> adopt;  ///< keys
  apply::Refresh refresh = apply::Refresh::All;
  std::set<SegmentId> certain{};  ///< whose definitions are read whatever `refresh` says
  std::optional<std::uint64_t> allowed_archives;
  std::optional<std::uint64_t> allowed_removals;
  std::vector<std::string> allowed_protected;  ///< keys
  bool retry_failed = false;  ///< send what MoEngage failed at, however often it did
};

/// The manifests of a scope, and of the whole repo as far as the scope needs them.
struct Repo {
  std::vector<DesiredSegment> desired;  ///< of the scope
  std::set<Key> declared;               ///< of the whole repo
  /// What the active ones that are not of the scope refer to.
  std::map<Key, std::vector<Reference>> elsewhere;
  Diagnostics diagnostics;  ///< what stops or warns
  report::Checked checked;
};

/// Reads the manifests. A scope's references may lead out of it, so that the whole repo is read.
[[nodiscard]] Result<Repo> read_repo(const Project& project, const std::vector<std::string>& paths,
                                     bool strict);

/// What a report is made for and with.
[[nodiscard]] report::PlanHeader plan_header(const Project& project, const ReadSession& session,
                                             const state::State& state, const PlanChoices& choices,
                                             Timestamp now);

/// A plan with all that apply needs to carry it out and reports need to show it.
struct Preparation {
  plan::Plan plan;
  apply::Material material;
  state::State state;
  report::PlanHeader header;
  Diagnostics diagnostics;  ///< with an error in it there is no plan
  report::Checked checked;
};

/// Reads manifests, state and live, settles what earlier runs left open, and computes the plan.
/// **Requires:** for Keep::OnDisk, the state's lock.
[[nodiscard]] Result<Preparation> prepare(const Project& project, Session& session,
                                          const PlanChoices& choices, Keep keep);

/// Where the members of cohorts are kept, and what limits them.
[[nodiscard]] apply::CohortSettings cohort_settings(const Project& project);
/// The limits that manifests are held to.
[[nodiscard]] manifest::ManifestLimits manifest_limits(const quota::Limits& limits);

/// Prices `plan` by the session's record of calls, as of now.
[[nodiscard]] plan::Price price_now(const plan::Plan& plan, const apply::Material& material,
                                    Session& session);

/// "all", "changed", "none".
[[nodiscard]] const char* refresh_word(apply::Refresh refresh);
/// Reads what refresh_word() gave; All for another word.
[[nodiscard]] apply::Refresh refresh_of(const std::string& word);

}  // namespace segctl::cli
