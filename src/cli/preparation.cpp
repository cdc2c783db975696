#include "cli/preparation.h"

#include "apply/observe.h"
#include "base/keep.h"
#include "base/text.h"
#include "cli/uploads.h"
#include "cli/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <unordered_set>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// How many unmanaged definitions are read to foresee conflicts: a Get window (100 a minute) is not
/// to be used up by it.
constexpr std::size_t kForesightGets = 80;

std::vector<fs::path> absolute_paths(const std::vector<std::string>& paths) {
  std::vector<fs::path> result;
  result.reserve(paths.size());
  for (const std::string& path : paths) result.push_back(fs::absolute(path).lexically_normal());
  return result;
}

fs::path resolved(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  if (error) real = path.lexically_normal();
  return real.has_filename() ? real : real.parent_path();
}

/// The path as a stored plan keeps it: it may be applied from another directory.
std::string from_project(const Project& project, const std::string& path) {
  return resolved(fs::absolute(path)).lexically_relative(project.directory).string();
}

/// Whether `file` is one of the scope's paths or below one.
class ScopeTest {
 public:
  ScopeTest(const fs::path& directory, const std::vector<std::string>& paths)
      : directory_(directory) {
    for (const fs::path& path : absolute_paths(paths)) roots_.push_back(resolved(path));
  }

  bool contains(const std::string& shown) {
    if (roots_.empty()) return true;
    const auto [place, fresh] = known_.emplace(shown, false);
    if (fresh) place->second = is_below_a_root(resolved(directory_ / shown));
    return place->second;
  }

 private:
  [[nodiscard]] bool is_below_a_root(const fs::path& file) const {
    return std::any_of(roots_.begin(), roots_.end(), [&](const fs::path& root) {
      const auto mismatch = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
      return mismatch.first == root.end();
    });
  }

  fs::path directory_;
  std::vector<fs::path> roots_;
  std::map<std::string, bool> known_;
};

std::size_t documents_in(ScopeTest& scope, const manifest::Loaded& loaded) {
  std::size_t documents = 0;
  for (const auto& [file, count] : loaded.documents_of) {
    if (scope.contains(file)) documents += count;
  }
  return documents;
}

manifest::LoadOptions load_options(const Project& project, const std::vector<std::string>& paths,
                                   bool strict) {
  manifest::LoadOptions options;
  options.project = project.directory;
  options.limits = manifest_limits(project.limits);
  if (project.uploads) options.uploads = manifest::Uploads::SetUp;
  options.paths = absolute_paths(paths);
  std::error_code error;
  const bool has_repo = fs::exists(project.manifests, error);
  if (paths.empty() || has_repo) options.paths.push_back(project.manifests);
  if (strict) options.warnings = manifest::LoadOptions::Warnings::AreErrors;
  return options;
}

plan::Input plan_input(const Project& project, Repo& repo, LiveWorkspace live,
                       const state::State& state, const PlanChoices& choices, Timestamp now) {
  plan::Input input;
  input.desired = std::move(repo.desired);
  input.declared = std::move(repo.declared);
  input.elsewhere = std::move(repo.elsewhere);
  input.live = std::move(live);
  input.recorded = state.segments;
  input.scope = choices.paths.empty() ? plan::Scope::WholeRepo : plan::Scope::Paths;
  input.ownership = project.ownership;
  input.adopt_all = choices.adopt_all;
  for (const std::string& key : choices.adopt) input.adopt.insert(Key(key));
  input.safety = project.safety;
  if (choices.allowed_archives) input.safety.allowed_archives = *choices.allowed_archives;
  input.safety.allowed_removals = choices.allowed_removals;
  for (const std::string& key : choices.allowed_protected) {
    input.safety.allowed_protected.insert(Key(key));
  }
  input.retry_failed = choices.retry_failed;
  input.now = now;
  return input;
}

/// What the project file says of all file manifests, where one says nothing itself.
void fill_in_defaults(const Project& project, DesiredSegment& segment) {
  auto* file = std::get_if<DesiredFile>(&segment.spec);
  if (file == nullptr) return;
  if (file->callback_url.empty()) file->callback_url = project.callback_url;
  if (!file->min_match_rate) file->min_match_rate = project.min_match_rate;
}

bool writes_definitions(const plan::Plan& plan) {
  return std::any_of(plan.changes.begin(), plan.changes.end(), [](const plan::Change& change) {
    return change.kind == Kind::Filter &&
           std::any_of(change.actions.begin(), change.actions.end(), [](const plan::Action& a) {
             return a.kind == plan::ActionKind::Create || a.kind == plan::ActionKind::Update;
           });
  });
}

void append(Diagnostics& to, Diagnostics&& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// Plans; and once more with more definitions read where that can show a conflict.
Result<plan::Planned> plan_with_foresight(Session& session, const state::State& state,
                                          const PlanChoices& choices, plan::Input& input) {
  auto planned = plan::make_plan(input);
  const bool reads = choices.refresh != apply::Refresh::None;
  if (!planned || !reads || !writes_definitions(planned->plan)) return planned;
  apply::observe_definitions(session.reader(), state, input.live, kForesightGets);
  return plan::make_plan(input);
}

Result<void> check_adopt_keys(const Repo& repo, const PlanChoices& choices) {
  for (const std::string& key : choices.adopt) {
    const bool known = std::any_of(repo.desired.begin(), repo.desired.end(),
                                   [&](const DesiredSegment& d) { return d.key.str() == key; });
    if (!known) {
      return fail(ErrorCode::Invalid,
                  fmt::format("--adopt {}: no manifest has that key", in_quotes(key)),
                  "a manifest's key is its `key:`, or its name where it has none");
    }
  }
  return {};
}

Result<void> check_protected_keys(const Repo& repo, const state::State& state,
                                  const PlanChoices& choices) {
  for (const std::string& key : choices.allowed_protected) {
    if (state.segments.contains(Key(key)) || repo.declared.contains(Key(key))) continue;
    return fail(ErrorCode::Invalid,
                fmt::format("--allow-protected {}: no manifest has that key, nor has the state",
                            in_quotes(key)),
                "a manifest's key is its `key:`, or its name where it has none; `segctl state "
                "list` shows those of the state");
  }
  return {};
}

}  // namespace

manifest::ManifestLimits manifest_limits(const quota::Limits& limits) {
  manifest::ManifestLimits result;
  result.name_characters = limits.number("name_characters");
  result.references = limits.number("references");
  result.nesting = limits.number("nesting");
  result.expanded_characters = limits.number("expanded_characters");
  return result;
}

Result<Repo> read_repo(const Project& project, const std::vector<std::string>& paths, bool strict) {
  manifest::Loaded loaded = manifest::load_manifests(load_options(project, paths, strict));
  Repo repo;
  ScopeTest scope(project.directory, paths);
  for (const DesiredSegment& segment : loaded.segments) repo.declared.insert(segment.key);
  repo.diagnostics = std::move(loaded.diagnostics);
  repo.checked.files = loaded.files;
  repo.checked.manifests = loaded.documents;
  if (!paths.empty()) repo.checked.in_paths = documents_in(scope, loaded);
  for (DesiredSegment& segment : loaded.segments) {
    fill_in_defaults(project, segment);
    if (scope.contains(segment.place.file)) {
      repo.desired.push_back(std::move(segment));
    } else if (segment.activity == Activity::Active && segment.kind() == Kind::Filter) {
      repo.elsewhere.emplace(segment.key,
                             references(std::get<DesiredFilter>(segment.spec).definition));
    }
  }
  return repo;
}

report::PlanHeader plan_header(const Project& project, const ReadSession& session,
                               const state::State& state, const PlanChoices& choices,
                               Timestamp now) {
  report::PlanHeader header;
  header.tool_version = kVersion;
  header.created = now;
  header.environment = project.environment;
  header.workspace = session.workspace_text();
  header.state_lineage = state.serial == 0 ? "" : state.lineage.str();
  header.state_serial = static_cast<std::uint64_t>(state.serial);
  for (const std::string& path : choices.paths) {
    header.paths.push_back(from_project(project, path));
  }
  header.ownership = project.ownership == plan::Ownership::Name ? "name" : "state";
  header.adopt_all = choices.adopt_all;
  header.adopt = choices.adopt;
  header.refresh = refresh_word(choices.refresh);
  header.allowed_archives = choices.allowed_archives;
  header.allowed_removals = choices.allowed_removals;
  header.allowed_protected = choices.allowed_protected;
  header.retry_failed = choices.retry_failed;
  return header;
}

Result<Preparation> prepare(const Project& project, Session& session, const PlanChoices& choices,
                            Keep keep) {
  auto repo = read_repo(project, choices.paths, choices.strict);
  if (!repo) return tl::unexpected(repo.error());
  if (auto known = check_adopt_keys(*repo, choices); !known) return tl::unexpected(known.error());
  Preparation preparation;
  preparation.checked = repo->checked;
  preparation.diagnostics = std::move(repo->diagnostics);
  if (count(preparation.diagnostics, Severity::Error) > 0) return preparation;
  auto state = load_state(session);
  if (!state) return tl::unexpected(state.error());
  preparation.state = std::move(*state);
  if (auto known = check_protected_keys(*repo, preparation.state, choices); !known) {
    return tl::unexpected(known.error());
  }
  const auto settled = recover(session, preparation.state, keep);
  if (!settled) return tl::unexpected(settled.error());
  auto live = apply::observe(session.reader(), preparation.state, repo->desired,
                             {choices.refresh, apply::Room::Now, choices.certain});
  if (!live) return tl::unexpected(live.error());
  apply::learn_ids(preparation.state, *live);
  apply::note_verified(preparation.state, *live, session.clock().now());
  source::Inspector inspector(session.web(), project.csv_limits, snapshots_of(project));
  source::Inspected inspected = inspector.inspect(repo->desired, preparation.state.segments);
  name_uploads(project, repo->desired, inspected.contents);
  append(preparation.diagnostics, std::move(inspected.diagnostics));
  auto cohorts = apply::look_at_cohorts(repo->desired, preparation.state, cohort_settings(project),
                                        preparation.diagnostics);
  if (!cohorts) return tl::unexpected(cohorts.error());
  const Timestamp now = session.clock().now();
  plan::Input& input = keep_to_the_end(
      plan_input(project, *repo, std::move(*live), preparation.state, choices, now));
  input.contents = std::move(inspected.contents);
  input.cohorts = std::move(*cohorts);
  auto planned = plan_with_foresight(session, preparation.state, choices, input);
  if (!planned) return tl::unexpected(planned.error());
  append(preparation.diagnostics, std::move(planned->problems));
  if (choices.strict) promote_warnings(preparation.diagnostics);
  preparation.plan = std::move(planned->plan);
  for (plan::Warning& warning : warnings_of(*settled)) {
    preparation.plan.warnings.push_back(std::move(warning));
  }
  preparation.header = plan_header(project, session, preparation.state, choices, now);
  preparation.material.desired = std::move(input.desired);
  preparation.material.contents = std::move(input.contents);
  preparation.plan.price = price_now(preparation.plan, preparation.material, session);
  return preparation;
}

apply::CohortSettings cohort_settings(const Project& project) {
  return {project.state.string() + ".cohorts", project.csv_limits,
          project.limits.number("cohort_bytes")};
}

plan::Price price_now(const plan::Plan& plan, const apply::Material& material, Session& session) {
  quota::Gate& gate = session.gate();
  return plan::price_of(plan, material.contents, gate.limits(), gate.record(), gate.now());
}

const char* refresh_word(apply::Refresh refresh) {
  switch (refresh) {
    case apply::Refresh::All:
      return "all";
    case apply::Refresh::Changed:
      return "changed";
    case apply::Refresh::None:
      return "none";
  }
  return "all";
}

apply::Refresh refresh_of(const std::string& word) {
  for (const auto refresh : {apply::Refresh::Changed, apply::Refresh::None}) {
    if (word == refresh_word(refresh)) return refresh;
  }
  return apply::Refresh::All;
}

}  // namespace segctl::cli
