#include "cli/import_update.h"

#include "apply/observe.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/live_manifest.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "cli/recover.h"
#include "manifest/dump.h"
#include "manifest/rewrite.h"
#include "manifest/text_check.h"
#include "segment/canonical.h"
#include "segment/with_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// One managed segment with its manifest and what MoEngage has.
struct Managed {
  const DesiredSegment& desired;
  const LiveSegment& live;
  RecordedSegment& record;
  Activity activity;  ///< as live tells it, else as the record says
};

/// All that an update reads and writes.
struct Update {
  const Project& project;
  const Console& console;
  const Repo& repo;
  state::State& state;
  std::map<SegmentId, Key> keys;
};

Result<const DesiredSegment*> manifest_of(const Repo& repo, const Key& key) {
  const auto found = std::find_if(repo.desired.begin(), repo.desired.end(),
                                  [&](const DesiredSegment& one) { return one.key == key; });
  if (found != repo.desired.end()) return &*found;
  return fail(ErrorCode::Invalid,
              fmt::format("--update {}: no manifest has that key", in_quotes(key.str())),
              "a manifest's key is its `key:`, or its name where it has none");
}

tl::unexpected<Error> not_there(const Key& key) {
  return fail(
      ErrorCode::Invalid,
      fmt::format("--update {}: MoEngage doesn't have that segment any more", in_quotes(key.str())),
      "take its manifest out, and apply forgets it; or apply makes it anew");
}

Result<RecordedSegment*> record_of(state::State& state, const Key& key) {
  const auto found = state.segments.find(key);
  if (found != state.segments.end()) return &found->second;
  return fail(ErrorCode::Invalid,
              fmt::format("--update {}: the state doesn't know that segment", in_quotes(key.str())),
              "`segctl apply --adopt KEY` takes a segment over");
}

/// The definition with the IDs of the repo's own segments in it, as live has them.
Definition with_known_ids(const Update& update, const DesiredFilter& filter) {
  std::map<Key, SegmentId> ids;
  for (const auto& [id, key] : update.keys) ids.emplace(key, id);
  return canonical(with_ids(filter.definition, ids));
}

/// What the manifest has to say otherwise.
manifest::Rewriting rewriting_of(const Update& update, const Managed& managed) {
  manifest::Rewriting rewriting;
  if (managed.desired.name != managed.live.name) rewriting.name = managed.live.name;
  if (managed.desired.activity != managed.activity) rewriting.activity = managed.activity;
  const auto* filter = std::get_if<DesiredFilter>(&managed.desired.spec);
  if (filter == nullptr || !managed.live.definition) return rewriting;
  if (with_known_ids(update, *filter) != canonical(*managed.live.definition)) {
    rewriting.definition = with_keys(*managed.live.definition, update.keys);
  }
  return rewriting;
}

/// Replaces a manifest file; a link stays one, and who may read it still may.
Result<void> write_in_place(const fs::path& shown, const std::string& text) {
  std::error_code error;
  const fs::path path = fs::canonical(shown, error);
  if (error) return fail(ErrorCode::GiveUp, fmt::format("could not find {}", shown.string()));
  const fs::perms mode = fs::status(path, error).permissions();
  if (auto written = write_file_atomically(path, text); !written) return written;
  fs::permissions(path, mode, error);  // a failure leaves it readable to its owner
  return {};
}

Result<void> rewrite(const Update& update, const Managed& managed,
                     const manifest::Rewriting& rewriting) {
  const std::string& file = managed.desired.place.file;
  const fs::path path = update.project.directory / file;
  const auto text = read_file(path, manifest::kMostBytes);
  if (!text) return tl::unexpected(text.error());
  const auto result = manifest::rewritten(file, *text, managed.desired.key, rewriting);
  if (!result) return tl::unexpected(result.error());
  return write_in_place(path, *result);
}

/// From now on that is what segctl left.
void record(const Managed& managed, Timestamp now) {
  managed.record.name = managed.live.name;
  managed.record.activity = managed.activity;
  if (managed.live.definition) {
    record_definition(managed.record, canonical(*managed.live.definition));
  }
  managed.record.verified_at = now;
}

/// Whether the manifest says by now what live is.
bool update_one(const Update& update, const Managed& managed, Timestamp now) {
  const manifest::Rewriting rewriting = rewriting_of(update, managed);
  const std::string key = in_quotes(managed.desired.key.str());
  if (rewriting == manifest::Rewriting{}) {
    update.console.message(fmt::format("{}: the manifest says what MoEngage has", key));
  } else if (const auto done = rewrite(update, managed, rewriting); !done) {
    update.console.error(done.error());
    if (managed.desired.kind() == Kind::Filter) {
      update.console.result(manifest::to_yaml(manifest_of_live(
          &managed.desired, managed.desired.key, managed.live, managed.activity, update.keys)));
    }
    return false;
  } else {
    update.console.result(fmt::format("{}  {}\n", printable(managed.desired.place.file), key));
  }
  record(managed, now);
  return true;
}

/// What List and Get show of the records.
Result<LiveWorkspace> look(Session& session, const state::State& state,
                           const std::vector<std::string>& keys) {
  state::State wanted = state;
  std::erase_if(wanted.segments, [&](const auto& entry) {
    return std::find(keys.begin(), keys.end(), entry.first.str()) == keys.end();
  });
  return apply::observe(session.reader(), wanted, {}, {apply::Refresh::All, apply::Room::Waited});
}

/// A filter segment whose definition could not be read is no base for a manifest.
Result<void> check_read(const RecordedSegment& record, const LiveSegment& live) {
  if (record.kind != Kind::Filter || live.definition) return {};
  return fail(ErrorCode::Wait,
              fmt::format("the definition of {} could not be read", in_quotes(live.name.str())),
              "MoEngage's limit on Get calls may be used up: try again later");
}

const LiveSegment* find_live(const LiveWorkspace& live, const SegmentId& id) {
  const auto found = std::find_if(live.segments.begin(), live.segments.end(),
                                  [&](const LiveSegment& one) { return one.id == id; });
  return found == live.segments.end() || id.empty() ? nullptr : &*found;
}

Result<Managed> find_managed(const Update& update, const LiveWorkspace& live,
                             const plan::ActivityReading& reading, const Key& key) {
  const auto desired = manifest_of(update.repo, key);
  if (!desired) return tl::unexpected(desired.error());
  const auto record = record_of(update.state, key);
  if (!record) return tl::unexpected(record.error());
  const LiveSegment* segment = find_live(live, (*record)->id);
  if (segment == nullptr) return not_there(key);
  if (auto read = check_read(**record, *segment); !read) return tl::unexpected(read.error());
  return Managed{**desired, *segment, **record, reading.of(*segment, *record)};
}

}  // namespace

ExitCode update_manifests(const Project& project, Session& session, const GlobalOptions& options,
                          const Console& console, const std::vector<std::string>& keys) {
  const auto repo = read_repo(project, {}, false);
  if (!repo) return present_error(console, repo.error());
  if (count(repo->diagnostics, Severity::Error) > 0) {
    return present_invalid(console, options, repo->diagnostics, repo->checked);
  }
  auto state = load_state(session);
  if (!state) return present_error(console, state.error());
  if (const auto settled = recover(session, *state, Keep::OnDisk); !settled) {
    return present_error(console, settled.error());
  }
  auto live = look(session, *state, keys);
  if (!live) return present_error(console, live.error());
  apply::learn_ids(*state, *live);
  const Timestamp now = session.clock().now();
  const plan::ActivityReading reading(*live, state->segments, now);
  const Update update{project, console, *repo, *state, keys_of_ids(*state, repo->declared)};
  std::vector<Managed> found;
  for (const std::string& key : keys) {
    const auto managed = find_managed(update, *live, reading, Key(key));
    if (!managed) return present_error(console, managed.error());
    found.push_back(*managed);
  }
  const auto done = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(),
                    [&](const Managed& managed) { return update_one(update, managed, now); }));
  if (done > 0) {
    if (auto saved = session.store().save(*state); !saved) {
      return present_error(console, saved.error());
    }
  }
  return done == found.size() ? ExitCode::Done : ExitCode::Failed;
}

}  // namespace segctl::cli
