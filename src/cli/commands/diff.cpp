#include "cli/commands/command.h"
#include "cli/git_trees.h"
#include "cli/present.h"
#include "report/repo_difference.h"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <set>

namespace segctl::cli {
namespace {

struct RepoDiffOptions {
  std::string before;
  std::string after;  ///< empty: the manifests here
  bool detailed_exit_code = false;
};

/// Whether two files hold the same; a file that is not there is equal to none but another such.
Result<bool> same_content(const ManifestTree& before, const std::filesystem::path& was,
                          const ManifestTree& after, const std::filesystem::path& is) {
  const std::string object = before.object(was);
  if (!object.empty() && object == after.object(is)) return true;
  const auto old_content = before.content(was);
  if (!old_content) return tl::unexpected(old_content.error());
  const auto new_content = after.content(is);
  if (!new_content) return tl::unexpected(new_content.error());
  return *old_content == *new_content;
}

/// The keys of manifests that are on both sides and whose data files differ.
Result<std::set<Key>> new_content(const ManifestTree& before, const ManifestTree& after) {
  std::map<Key, const DesiredSegment*> known;
  for (const DesiredSegment& segment : before.segments()) known.emplace(segment.key, &segment);
  std::set<Key> keys;
  for (const DesiredSegment& segment : after.segments()) {
    const auto found = known.find(segment.key);
    if (found == known.end()) continue;
    const auto is = data_files(segment);
    for (const auto& [role, file] : data_files(*found->second)) {
      const auto now = is.find(role);
      if (now == is.end()) continue;
      const auto same = same_content(before, file, after, now->second);
      if (!same) return tl::unexpected(same.error());
      if (!*same) keys.insert(segment.key);
    }
  }
  return keys;
}

Diagnostics problems_of(const ManifestTree& tree, const std::string& word) {
  Diagnostics problems = tree.loaded().diagnostics;
  std::erase_if(problems, [](const auto& problem) { return problem.severity != Severity::Error; });
  for (Diagnostic& problem : problems) problem.range.file = word + ": " + problem.range.file;
  return problems;
}

report::RepoDifference compare(const ManifestTree& before, const ManifestTree& after,
                               const RepoDiffOptions& options, const std::set<Key>& content) {
  report::RepoDifference difference;
  difference.before = options.before;
  difference.after = options.after.empty() ? "the manifests here" : options.after;
  difference.segments = compare_manifests(before.segments(), after.segments(), content);
  std::size_t differing = 0;
  for (const SegmentDifference& found : difference.segments) {
    differing += found.after == nullptr ? 0U : 1U;
  }
  difference.unchanged = after.segments().size() - differing;
  return difference;
}

ExitCode run_repo_diff(const RepoDiffOptions& options, const GlobalOptions& global,
                       const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  const auto before = ManifestTree::named(options.before, *project);
  if (!before) return present_error(console, before.error());
  const auto after = ManifestTree::named(
      options.after.empty() ? project->directory.string() : options.after, *project);
  if (!after) return present_error(console, after.error());
  Diagnostics problems = problems_of(*before, options.before);
  for (Diagnostic& problem : problems_of(*after, options.after)) problems.push_back(problem);
  if (!problems.empty()) return present_invalid(console, global, problems, {});
  const auto content = new_content(*before, *after);
  if (!content) return present_error(console, content.error());
  const report::RepoDifference difference = compare(*before, *after, options, *content);
  console.result(global.format == Format::Json
                     ? report::repo_difference_json(difference)
                     : report::repo_difference_text(difference, console.out()));
  const bool differs = !difference.segments.empty();
  return differs && options.detailed_exit_code ? ExitCode::Pending : ExitCode::Done;
}

}  // namespace

void add_diff_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RepoDiffOptions>();
  CLI::App* command = app.add_subcommand("diff", "Compare two sets of manifests by what they mean");
  command->add_option("OLD", options->before, "A directory, a revision, or REVISION:PATH")
      ->required();
  command->add_option("NEW", options->after, "Likewise (default: the manifests here)");
  command->add_flag("--detailed-exitcode", options->detailed_exit_code,
                    "Exit with 2 where they differ");
  command->footer(
      "Of a revision alone the project's own directory is compared. A directory with\n"
      "a segctl.yaml or a folder segments is a project; any other holds manifests.\n"
      "Exit codes: 0 compared, 2 they differ (--detailed-exitcode), 3 manifests\n"
      "invalid, 1 another error.\n"
      "See docs/commands/diff.md.");
  command->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_repo_diff(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
