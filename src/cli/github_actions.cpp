#include "cli/github_actions.h"

#include "base/text.h"
#include "cli/surroundings.h"
#include "rendering/markdown.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace segctl::cli {
namespace {

/// GitHub drops a step's summary that is over 1 MiB; other tools write to it as well.
constexpr std::uintmax_t kSummaryBytes = 900'000;
constexpr std::size_t kShortestSummary = 4000;

bool has_changes(const rendering::Report& report) {
  using rendering::Group;
  return std::any_of(report.entries.begin(), report.entries.end(), [](const auto& entry) {
    return entry.group == Group::Archive || entry.group == Group::Loss ||
           entry.group == Group::Change;
  });
}

/// Why a run did not end well, in a word that workflows can compare.
const char* failure_reason(ExitCode code) {
  switch (code) {
    case ExitCode::Done:
    case ExitCode::Pending:
      return "";
    case ExitCode::Failed:
      return "failed";
    case ExitCode::Invalid:
      return "invalid";
    case ExitCode::Conflict:
      return "conflict";
    case ExitCode::Incomplete:
      return "incomplete";
    case ExitCode::Stale:
      return "plan-changed";
    case ExitCode::Locked:
      return "state-locked";
    case ExitCode::Held:
      return "held-back";
    case ExitCode::Usage:
      return "usage";
  }
  return "failed";
}

}  // namespace

bool in_github_actions() { return environment_variable("GITHUB_ACTIONS") == "true"; }

std::string step_outputs(const rendering::Report& report) {
  // Manifests that are invalid don't say what would change.
  std::string text;
  if (report.sort != rendering::Sort::Validation) {
    text += fmt::format("has-changes={}\n", has_changes(report) ? "true" : "false");
  }
  for (const rendering::Count& count : report.counts) {
    text +=
        fmt::format("{}={}\n", count.name == "conflict" ? "conflicts" : count.name, count.number);
  }
  text += fmt::format("held={}\n", report.holds.size());
  if (report.sort == rendering::Sort::Plan) {
    text += fmt::format("surprises={}\nwidenings={}\n", rendering::surprises_of(report).size(),
                        rendering::widenings_of(report).size());
  }
  const bool hexadecimal = report.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (hexadecimal) text += fmt::format("plan-digest={}\n", report.digest);
  return text;
}

std::string exit_outputs(ExitCode code) {
  return fmt::format("exitcode={}\nfailure-reason={}\n", static_cast<int>(code),
                     failure_reason(code));
}

Result<void> append_to_step_file(const char* name, const std::string& text) {
  const std::string path = environment_variable(name);
  if (path.empty() || text.empty()) return {};
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << text << std::flush;
  if (file) return {};
  return fail(ErrorCode::Invalid,
              fmt::format("can't write to {}, which ${} names", in_quotes(path), name));
}

std::string step_summary(const rendering::Report& report) {
  std::error_code error;
  const std::uintmax_t size =
      std::filesystem::file_size(environment_variable("GITHUB_STEP_SUMMARY"), error);
  const std::uintmax_t used = error ? 0 : size;
  if (used + kShortestSummary > kSummaryBytes) return "";
  return rendering::markdown(report, static_cast<std::size_t>(kSummaryBytes - used)) + "\n";
}

}  // namespace segctl::cli
