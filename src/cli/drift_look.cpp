#include "cli/drift_look.h"

#include "apply/recovery.h"
#include "base/keep.h"
#include "base/text.h"
#include "cli/live_manifest.h"
#include "cli/present.h"
#include "manifest/dump.h"
#include "source/inspector.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::cli {
namespace {

/// The calls of ours whose outcome live can't tell, by the segments that they were for.
std::map<Key, plan::CutOff> cut_off_calls(const std::vector<apply::Settlement>& settlements) {
  std::map<Key, plan::CutOff> calls;
  for (const apply::Settlement& settlement : settlements) {
    if (settlement.finding != apply::Finding::Repeat) continue;
    plan::CutOff call = plan::CutOff::Other;
    if (settlement.operation.kind == state::OperationKind::Archive) call = plan::CutOff::Archive;
    if (settlement.operation.kind == state::OperationKind::Unarchive) {
      call = plan::CutOff::Unarchive;
    }
    calls.insert_or_assign(settlement.operation.key, call);
  }
  return calls;
}

/// The records that the scope is about: Gets are not spent on others.
state::State in_scope(const state::State& state, const Repo& repo, const DriftChoices& choices) {
  if (choices.paths.empty()) return state;
  std::set<Key> wanted;
  for (const DesiredSegment& segment : repo.desired) wanted.insert(segment.key);
  state::State scoped = state;
  std::erase_if(scoped.segments, [&](const auto& entry) { return !wanted.contains(entry.first); });
  return scoped;
}

std::map<Key, plan::FileContents> local_contents(const Project& project,
                                                 const std::vector<DesiredSegment>& desired) {
  LocalOnly nothing;
  source::Inspector inspector(nothing, project.csv_limits);
  return std::move(inspector.inspect_local(desired).contents);
}

/// Whether somebody else's hand left something that a manifest could say.
bool can_be_said(const plan::Finding& finding) {
  return finding.kind == Kind::Filter && finding.live &&
         std::any_of(finding.signs.begin(), finding.signs.end(),
                     [](const plan::Sign& sign) { return is_drift(sign.kind); });
}

const DesiredSegment* manifest_of(const std::vector<DesiredSegment>& desired, const Range& place) {
  const auto found = std::find_if(desired.begin(), desired.end(),
                                  [&](const DesiredSegment& one) { return one.place == place; });
  return found == desired.end() ? nullptr : &*found;
}

/// Adds live as YAML to what was found. A definition that was not read is the manifest's.
void add_yaml(plan::Drift& drift, const plan::Input& world, const std::map<SegmentId, Key>& keys) {
  std::map<SegmentId, const LiveSegment*> live;
  for (const LiveSegment& segment : world.live.segments) live.emplace(segment.id, &segment);
  for (plan::Finding& finding : drift.findings) {
    const auto found = live.find(finding.id);
    if (!can_be_said(finding) || found == live.end()) continue;
    const DesiredSegment* base = manifest_of(world.desired, finding.source);
    if (base == nullptr && !found->second->definition) continue;
    finding.yaml = manifest::to_yaml(
        manifest_of_live(base, finding.key, *found->second, finding.live->activity, keys));
  }
}

std::vector<plan::Acceptance> acceptances(const Project& project) {
  std::vector<plan::Acceptance> entries;
  for (const manifest::AcceptedDrift& entry : project.accepted_drift) {
    entries.push_back({entry.key, entry.kind, entry.reason, entry.until, entry.place});
  }
  return entries;
}

/// The state to compare with. Without one nothing is known of what segctl left, which must not look
/// like no drift; only where nothing is declared either is there nothing to know.
Result<state::State> known_state(const Project& project, ReadSession& session, const Repo& repo) {
  const auto stored = session.stored_state();
  if (!stored) return tl::unexpected(stored.error());
  if (*stored || repo.declared.empty()) return load_state(session);
  return fail(
      ErrorCode::NotFound,
      fmt::format("there is no state at {}: what segctl left in the workspace is not known, and "
                  "nothing can be compared with it",
                  printable(project.state.string())),
      "check --state, `state` in segctl.yaml and --env; fetch the state of the last run, in CI "
      "with `segctl-state-branch fetch`; or run `segctl apply`, if nothing was ever applied");
}

}  // namespace

Result<DriftLook> look_for_drift(const Project& project, ReadSession& session, Repo repo,
                                 const DriftChoices& choices) {
  auto state = known_state(project, session, repo);
  if (!state) return tl::unexpected(state.error());
  PlanChoices scope;
  scope.paths = choices.paths;
  scope.refresh = choices.refresh;
  DriftLook look;
  look.header = plan_header(project, session, *state, scope, session.clock().now());
  const auto settled = apply::settle_open(session.reader(), session.clock(), *state);
  if (!settled) return tl::unexpected(settled.error());
  const state::State scoped = in_scope(*state, repo, choices);
  auto live = apply::observe(session.reader(), scoped, repo.desired,
                             {choices.refresh, apply::Room::Waited});
  if (!live) return tl::unexpected(live.error());
  apply::learn_ids(*state, *live);
  const std::map<SegmentId, Key> keys = keys_of_ids(*state, repo.declared);
  plan::DriftInput& input = keep_to_the_end(plan::DriftInput());
  input.cut_off = cut_off_calls(*settled);
  input.looked_up = choices.refresh != apply::Refresh::None;
  input.short_of_quota = apply::left_unread(*live, scoped, repo.desired, choices.refresh) > 0;
  input.fail_on = choices.fail_on;
  input.ignored = choices.ignored;
  input.accepted = acceptances(project);
  input.world.contents = local_contents(project, repo.desired);
  input.world.desired = std::move(repo.desired);
  input.world.declared = std::move(repo.declared);
  input.world.live = std::move(*live);
  input.world.recorded = std::move(state->segments);
  input.world.scope = choices.paths.empty() ? plan::Scope::WholeRepo : plan::Scope::Paths;
  input.world.now = session.clock().now();
  look.drift = plan::find_drift(input);
  add_yaml(look.drift, input.world, keys);
  return look;
}

}  // namespace segctl::cli
