#include "base/file.h"
#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/import_update.h"
#include "cli/payload.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "manifest/dump.h"
#include "manifest/read_file.h"
#include "segment/canonical.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <system_error>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

struct ImportOptions {
  std::vector<std::string> wanted;  ///< IDs and names
  bool all = false;
  std::string payload;               ///< a file, or "-"
  std::string out;                   ///< folder; empty: the manifests folder
  std::vector<std::string> updates;  ///< keys whose manifests are to say what live is
};

/// "High-value shoppers" as "high-value-shoppers": a file name that every system takes.
std::string file_stem(const std::string& name) {
  std::string stem;
  for (const char c : lower_ascii(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      stem += c;
    } else if (!stem.empty() && stem.back() != '-') {
      stem += '-';
    }
  }
  while (!stem.empty() && stem.back() == '-') stem.pop_back();
  return stem.empty() ? "segment" : stem.substr(0, 80);
}

/// A path in `folder` that isn't taken yet.
fs::path free_path(const fs::path& folder, const std::string& stem) {
  std::error_code error;
  fs::path path = folder / (stem + ".yaml");
  for (int n = 2; fs::exists(path, error); ++n) {
    path = folder / fmt::format("{}-{}.yaml", stem, n);
  }
  return path;
}

/// A manifest that was written, and what `segctl validate` will say of it alone.
struct Written {
  fs::path path;
  Diagnostics diagnostics;
};

Diagnostics problems_in(const std::string& shown, const std::string& yaml, const Project& project) {
  const manifest::FileScope scope{project.directory, project.directory};
  return manifest::read_manifest_text(shown, yaml, scope, manifest_limits(project.limits))
      .diagnostics;
}

/// What was written is there to be mended: its problems are told, and the exit code says so.
ExitCode present_written(const Console& console, const Diagnostics& diagnostics,
                         std::size_t manifests) {
  if (diagnostics.empty()) return ExitCode::Done;
  present_problems(console, diagnostics, {manifests, manifests});
  if (count(diagnostics, Severity::Error) == 0) return ExitCode::Done;
  console.message("segctl refuses what it just wrote until these errors are mended in it");
  return ExitCode::Invalid;
}

std::string shown_path(const fs::path& path, const Project& project) {
  return path.lexically_relative(project.directory).string();
}

Result<Written> write_manifest(const fs::path& folder, const DesiredSegment& segment,
                               const Project& project) {
  if (auto made = make_directories(folder); !made) return tl::unexpected(made.error());
  const fs::path path = free_path(folder, file_stem(segment.name.str()));
  const std::string yaml = manifest::to_yaml(segment);
  if (auto written = write_file_atomically(path, yaml); !written) {
    return tl::unexpected(written.error());
  }
  std::error_code error;
  fs::permissions(path, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add,
                  error);  // a manifest is no secret; a failure leaves it readable to its owner
  return Written{path, problems_in(shown_path(path, project), yaml, project)};
}

DesiredSegment desired_of(const SegmentName& name, Definition definition, Activity activity) {
  DesiredSegment segment;
  segment.key = Key(name.str());
  segment.name = name;
  segment.activity = activity;
  DesiredFilter filter;
  filter.canonical = canonical(definition);
  filter.digest = digest_of_canonical(filter.canonical);
  filter.definition = std::move(definition);
  segment.spec = std::move(filter);
  return segment;
}

bool is_wanted(const LiveSegment& live, const ImportOptions& options) {
  return options.all ||
         std::any_of(options.wanted.begin(), options.wanted.end(), [&](const std::string& word) {
           return live.id.str() == word || live.name.str() == word;
         });
}

Result<void> check_found(const std::vector<LiveSegment>& live, const ImportOptions& options) {
  for (const std::string& word : options.wanted) {
    const bool found = std::any_of(live.begin(), live.end(), [&](const LiveSegment& segment) {
      return segment.id.str() == word || segment.name.str() == word;
    });
    if (!found) {
      return fail(ErrorCode::Invalid,
                  fmt::format("no live segment has the ID or name {}", in_quotes(word)),
                  "`segctl list --unmanaged` shows what can be imported; nothing was written");
    }
  }
  return {};
}

void record(state::State& state, const LiveSegment& live, const DesiredSegment& segment,
            Timestamp now) {
  RecordedSegment& entry = state.segments[segment.key];
  entry.key = segment.key;
  entry.kind = Kind::Filter;
  entry.id = live.id;
  entry.name = live.name;
  entry.activity = segment.activity;
  record_definition(entry, std::get<DesiredFilter>(segment.spec).canonical);
  entry.applied_at = entry.verified_at = now;
}

/// What an import has to know before it writes anything.
struct Import {
  const Project& project;
  Session& session;
  const ImportOptions& options;
  const Console& console;
  state::State state;
  fs::path folder;
  Diagnostics diagnostics = {};  ///< of what was written
};

std::set<SegmentId> managed_ids(const state::State& state) {
  std::set<SegmentId> ids;
  for (const auto& [key, entry] : state.segments) ids.insert(entry.id);
  return ids;
}

/// Writes the manifest of one live segment and records it; says what it did or why not.
Result<bool> import_one(Import& import, const LiveSegment& listed) {
  auto whole = import.session.reader().get(listed.id);
  if (!whole) return tl::unexpected(whole.error().error);
  if (!whole->definition) {
    import.console.message(fmt::format(
        "skipped {}: {} segments can't be read back; write the manifest, then apply --adopt",
        in_quotes(listed.name.str()), listed.type.empty() ? "such" : printable(listed.type)));
    return false;
  }
  const Timestamp now = import.session.clock().now();
  LiveWorkspace live;
  live.segments = {*whole};
  if (!live.segments[0].activity) live.segments[0].activity = listed.activity;
  const Activity activity = live.segments[0].activity.value_or(Activity::Active);
  const DesiredSegment segment = desired_of(whole->name, *whole->definition, activity);
  if (import.state.segments.contains(segment.key)) {
    import.console.message(fmt::format("skipped {}: the state has another segment under that key",
                                       in_quotes(listed.name.str())));
    return false;
  }
  auto written = write_manifest(import.folder, segment, import.project);
  if (!written) return tl::unexpected(written.error());
  std::move(written->diagnostics.begin(), written->diagnostics.end(),
            std::back_inserter(import.diagnostics));
  record(import.state, *whole, segment, now);
  import.console.result(fmt::format("{}  {}\n", shown_path(written->path, import.project),
                                    printable(listed.name.str())));
  return true;
}

ExitCode import_live(Import& import) {
  const auto listed = import.session.reader().list();
  if (!listed) return present_error(import.console, listed.error().error);
  if (auto found = check_found(*listed, import.options); !found) {
    return present_error(import.console, found.error());
  }
  const std::set<SegmentId> managed = managed_ids(import.state);
  std::size_t imported = 0;
  for (const LiveSegment& live : *listed) {
    if (!is_wanted(live, import.options)) continue;
    if (managed.contains(live.id)) {
      import.console.message(
          fmt::format("skipped {}: it is managed already", in_quotes(live.name.str())));
      continue;
    }
    const auto done = import_one(import, live);
    if (!done) return present_error(import.console, done.error());
    if (*done) ++imported;
  }
  if (imported > 0) {
    if (auto saved = import.session.store().save(import.state); !saved) {
      return present_error(import.console, saved.error());
    }
  }
  import.console.message(fmt::format("{} imported; `segctl plan` should show no changes",
                                     counted(imported, "segment")));
  return present_written(import.console, import.diagnostics, imported);
}

/// The dashboard's Segment Payload as a manifest: no network, no state.
ExitCode import_payload(const Project& project, const ImportOptions& options,
                        const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  auto payload = read_payload(options.payload, diagnostics);
  if (!payload) return present_error(console, payload.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {1, 1});
  }
  const DesiredSegment segment =
      desired_of(payload->name, std::move(payload->definition), Activity::Active);
  if (options.out.empty()) {
    const std::string yaml = manifest::to_yaml(segment);
    console.result(yaml);
    return present_written(console, problems_in("the manifest above", yaml, project), 1);
  }
  const auto written = write_manifest(fs::absolute(options.out), segment, project);
  if (!written) return present_error(console, written.error());
  console.result(shown_path(written->path, project) + "\n");
  return present_written(console, written->diagnostics, 1);
}

ExitCode run_import(const ImportOptions& options, const GlobalOptions& global,
                    const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  if (!options.payload.empty()) return import_payload(*project, options, global, console);
  if (options.wanted.empty() && !options.all && options.updates.empty()) {
    console.error(Error{ErrorCode::Invalid, "nothing to import was named",
                        "give IDs or names, --all, --update KEY, or --payload FILE"});
    return ExitCode::Usage;
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  const auto lock = (*session)->store().lock(lock_holder((*session)->clock()));
  if (!lock) return present_error(console, lock.error());
  if (!options.updates.empty()) {
    return update_manifests(*project, **session, global, console, options.updates);
  }
  auto state = load_state(**session);
  if (!state) return present_error(console, state.error());
  Import import{
      *project,          **session,
      options,           console,
      std::move(*state), options.out.empty() ? project->manifests : fs::absolute(options.out)};
  return import_live(import);
}

}  // namespace

void add_import_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command =
      app.add_subcommand("import", "Write manifests and state for live filter segments");
  auto* wanted = command->add_option("ID|NAME", options->wanted, "Which segments");
  auto* all = command->add_flag("--all", options->all, "Every filter segment that isn't managed");
  command
      ->add_option("--update", options->updates, "Rewrite its manifest as it is live (repeatable)")
      ->type_name("KEY")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all()
      ->excludes(wanted)
      ->excludes(all);
  command
      ->add_option("--payload", options->payload, "A pasted Segment Payload (- for standard input)")
      ->type_name("FILE");
  command->add_option("--out", options->out, "Where to (default: the manifests folder)")
      ->type_name("DIR");
  command->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_import(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
