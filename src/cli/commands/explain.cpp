#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "manifest/findings.h"
#include "report/explanation.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace segctl::cli {
namespace {

struct ExplainOptions {
  std::vector<std::string> keys;  ///< keys or names; empty: every manifest
};

SegmentNames names_of(const std::vector<DesiredSegment>& segments) {
  SegmentNames names;
  for (const DesiredSegment& segment : segments) {
    names.emplace(Reference{segment.key, SegmentId()}, segment.name);
  }
  return names;
}

bool is_called(const DesiredSegment& segment, const std::string& word) {
  return segment.key.str() == word || segment.name.str() == word;
}

Error unknown_segment(const std::vector<DesiredSegment>& segments, const std::string& word) {
  std::vector<std::string_view> known;
  for (const DesiredSegment& segment : segments) {
    known.emplace_back(segment.key.str());
    known.emplace_back(segment.name.str());
  }
  const std::string hint = manifest::did_you_mean(word, known);
  return {ErrorCode::NotFound, fmt::format("no manifest has the key or name {}", in_quotes(word)),
          hint.empty() ? "`segctl explain` without a key explains every manifest" : hint};
}

/// The manifests that the words name, in the order of the words; all of them without words.
Result<std::vector<const DesiredSegment*>> chosen(const std::vector<DesiredSegment>& segments,
                                                  const std::vector<std::string>& words) {
  std::vector<const DesiredSegment*> found;
  if (words.empty()) {
    for (const DesiredSegment& segment : segments) found.push_back(&segment);
  }
  for (const std::string& word : words) {
    const auto segment = std::find_if(segments.begin(), segments.end(), [&](const auto& candidate) {
      return is_called(candidate, word);
    });
    if (segment == segments.end()) return tl::unexpected(unknown_segment(segments, word));
    found.push_back(&*segment);
  }
  return found;
}

report::Explanation explanation_of(const DesiredSegment& segment, const SegmentNames& names) {
  return {segment.key,      segment.name,  segment.kind(),
          segment.activity, segment.place, explain(segment, names)};
}

ExitCode run_explain(const ExplainOptions& options, const GlobalOptions& global,
                     const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  const auto repo = read_repo(*project, {}, false);
  if (!repo) return present_error(console, repo.error());
  if (count(repo->diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, repo->diagnostics, repo->checked);
  }
  const auto segments = chosen(repo->desired, options.keys);
  if (!segments) return present_error(console, segments.error());
  const SegmentNames names = names_of(repo->desired);
  std::vector<report::Explanation> explanations;
  for (const DesiredSegment* segment : *segments) {
    explanations.push_back(explanation_of(*segment, names));
  }
  console.result(global.format == Format::Json
                     ? report::explanations_json(explanations)
                     : report::explanations_text(explanations, console.out()));
  return ExitCode::Done;
}

}  // namespace

void add_explain_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "Say in plain English who is in a segment");
  command->add_option("KEY", options->keys, "Keys or names (default: every manifest)");
  command->footer(
      "Exit codes: 0 done, 3 manifests invalid, 1 another error.\n"
      "See docs/commands/explain.md.");
  command->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_explain(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
