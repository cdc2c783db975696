#include "state/journal.h"

#include "base/frames.h"
#include "base/text.h"
#include "state/codec_journal.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::state {
namespace {

tl::unexpected<Error> refused(const std::string& location, const std::string& why) {
  return fail(ErrorCode::GiveUp,
              fmt::format("the journal {} can't be used: {}", printable(location), why),
              "nothing was changed. It holds what the last apply did and could not save: put a "
              "whole copy in its place; or move it away, and plan: segments that the lost run made "
              "are found by their names, and `--adopt KEY` takes them over");
}

/// How the header fails to follow on the stored state; empty where it does.
std::string mismatch(const JournalHeader& header, const std::optional<State>& stored) {
  if (!stored) {
    return header.serial == 0
               ? ""
               : fmt::format("it goes on from serial {} of a state that is gone", header.serial);
  }
  if (header.lineage != stored->lineage) {
    return fmt::format("it belongs to the state with lineage {}, not {}",
                       printable(header.lineage.str()), printable(stored->lineage.str()));
  }
  if (header.serial > stored->serial) {
    return fmt::format("it goes on from serial {}, and the state is an older one, {}",
                       header.serial, stored->serial);
  }
  return {};
}

State begun_by(const JournalHeader& header) {
  State state;
  state.lineage = header.lineage;
  state.workspace = header.workspace;
  return state;
}

void apply_entry(State& state, const JournalEntry& entry) {
  if (entry.intent) {
    state.open.push_back(*entry.intent);
    return;
  }
  std::erase_if(state.open, [&](const Operation& open) { return open.id == entry.settles; });
  apply_delta(state, entry.delta);
}

}  // namespace

Result<Journal> Journal::begin(const std::filesystem::path& path, const State& state) {
  auto file = AppendFile::create(path);
  if (!file) return tl::unexpected(std::move(file.error()));
  Journal journal(std::move(*file));
  journal.serial_ = state.serial;
  auto written = journal.write(encode(JournalHeader{state.lineage, state.serial, state.workspace}));
  if (!written) return tl::unexpected(std::move(written.error()));
  return journal;
}

Result<void> Journal::write(const std::string& json) {
  FrameChain next = chain_;
  if (auto written = file_.append(next.frame(json)); !written) return written;
  chain_ = std::move(next);
  return {};
}

std::string Journal::reserve() { return fmt::format("{}.{}", serial_ + 1, ++operations_); }

Result<void> Journal::intend(Operation& operation) {
  if (operation.id.empty()) operation.id = reserve();
  const auto json = encode_intent(operation);
  if (!json) return tl::unexpected(json.error());
  return write(*json);
}

Result<void> Journal::settle(const std::string& operation, const Delta& delta) {
  const auto json = encode_delta(operation, delta);
  if (!json) return tl::unexpected(json.error());
  return write(*json);
}

Result<void> Journal::note(const Delta& delta) { return settle({}, delta); }

void apply_delta(State& state, const Delta& delta) {
  for (const Key& key : delta.drop) state.segments.erase(key);
  for (const RecordedSegment& record : delta.set) {
    RecordedSegment next = record;
    const auto before = state.segments.find(record.key);
    const bool has_both = before != state.segments.end() && before->second.file && next.file;
    if (has_both) keep_outcomes(*before->second.file, *next.file);
    state.segments[record.key] = std::move(next);
  }
}

Result<std::optional<State>> replay(std::string_view bytes, std::optional<State> stored,
                                    const std::string& location) {
  FrameReader reader(bytes);
  const auto first = reader.next();
  if (!first) return refused(location, first.error());
  if (!*first) return stored;
  const auto header = decode_header(**first);
  if (!header) return refused(location, header.error());
  if (const std::string why = mismatch(*header, stored); !why.empty()) {
    return refused(location, why);
  }
  if (stored && stored->serial > header->serial) return stored;
  State state = stored ? std::move(*stored) : begun_by(*header);
  while (true) {
    const auto json = reader.next();
    if (!json) return refused(location, json.error());
    if (!*json) return state;
    const auto entry = decode_entry(**json);
    if (!entry) return refused(location, reader.damage(entry.error()));
    apply_entry(state, *entry);
  }
}

}  // namespace segctl::state
