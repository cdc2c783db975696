#include "cli/stored_plan.h"

#include "base/file.h"
#include "base/text.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>
#include <system_error>

namespace segctl::cli {
namespace {

constexpr std::uint64_t kMaxPlan = std::uint64_t{256} * 1024 * 1024;

/// A plan is a JSON object with a fingerprint; a manifest has a kind.
bool looks_like_plan(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string::npos && text[begin] == '{' &&
         text.find("\"format_version\"") != std::string::npos;
}

tl::unexpected<Error> stale(std::string what) {
  return fail(ErrorCode::PlanAgain, "the stored plan is stale: " + std::move(what),
              "make a new plan and have it reviewed");
}

}  // namespace

Result<std::optional<report::StoredPlan>> stored_plan_among(const std::vector<std::string>& paths) {
  std::error_code error;
  const bool one_file = paths.size() == 1 && std::filesystem::is_regular_file(paths.front(), error);
  if (!one_file) return std::optional<report::StoredPlan>();
  const auto text = read_file(paths.front(), kMaxPlan);
  if (!text) return tl::unexpected(text.error());
  if (!looks_like_plan(*text)) return std::optional<report::StoredPlan>();
  auto stored = report::read_stored_plan(*text);
  if (!stored) return tl::unexpected(stored.error());
  return std::optional<report::StoredPlan>(std::move(*stored));
}

Result<void> check_undecided(const PlanChoices& now) {
  const char* flag = nullptr;
  if (now.adopt_all) flag = "--adopt-all";
  if (!now.adopt.empty()) flag = "--adopt";
  if (now.refresh != apply::Refresh::All) flag = "--refresh";
  if (now.allowed_archives) flag = "--allow-archives";
  if (now.allowed_removals) flag = "--allow-removals";
  if (!now.allowed_protected.empty()) flag = "--allow-protected";
  if (now.retry_failed) flag = "--retry-failed";
  if (flag == nullptr) return {};
  return fail(
      ErrorCode::Invalid,
      fmt::format("{} can't be given with a stored plan, which keeps what it was made with", flag),
      fmt::format("make the plan again with it: segctl plan {} … --out FILE", flag));
}

PlanChoices choices_of(const report::StoredPlan& stored, const PlanChoices& now) {
  PlanChoices choices;
  choices.strict = now.strict;
  choices.paths = stored.header.paths;
  choices.adopt_all = stored.header.adopt_all;
  choices.adopt = stored.header.adopt;
  choices.refresh = refresh_of(stored.header.refresh);
  choices.allowed_archives = stored.header.allowed_archives;
  choices.allowed_removals = stored.header.allowed_removals;
  choices.allowed_protected = stored.header.allowed_protected;
  choices.retry_failed = stored.header.retry_failed;
  // Read now, whatever the plan was made from: that nobody edited them since is what is checked.
  for (const report::StoredChange& change : stored.changes) choices.certain.insert(change.id);
  return choices;
}

Result<void> keep_reviewed(const report::StoredPlan& stored, Preparation& now) {
  if (stored.header.workspace != now.header.workspace) {
    return stale(fmt::format("it was made for {}", printable(stored.header.workspace)));
  }
  if (stored.header.ownership != now.header.ownership) {
    return stale("`ownership` in the project file has changed");
  }
  if (stored.header.state_lineage != now.header.state_lineage ||
      stored.header.state_serial != now.header.state_serial) {
    return stale("something was applied since it was made");
  }
  std::map<Key, std::string> fingerprints;
  for (const plan::Change& change : now.plan.changes) {
    fingerprints.emplace(change.key, report::change_fingerprint(change));
  }
  std::set<Key> reviewed;
  for (const report::StoredChange& change : stored.changes) {
    const auto found = fingerprints.find(change.key);
    if (found == fingerprints.end()) {
      return stale(
          fmt::format("there is nothing to do for {} any more", in_quotes(change.name.str())));
    }
    if (found->second != change.fingerprint) {
      return stale(fmt::format("{} is not what it was", in_quotes(change.name.str())));
    }
    reviewed.insert(change.key);
  }
  std::erase_if(now.plan.changes,
                [&](const plan::Change& change) { return !reviewed.contains(change.key); });
  return {};
}

}  // namespace segctl::cli
