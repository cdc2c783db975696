#include "cli/callback_desk.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace segctl::cli {
namespace {

/// A state is read in two steps, and an apply may save between them.
constexpr int kReads = 4;
constexpr std::chrono::milliseconds kBetweenReads{100};

std::optional<KnownOperation> find_in(const RecordedSegment& record, const std::string& id) {
  if (!record.file) return std::nullopt;
  for (const FileOperation& one : record.file->operations) {
    if (one.id == id) return KnownOperation{record.key, record.name, one};
  }
  return std::nullopt;
}

/// Among the records, and among what calls leave that are open.
std::optional<KnownOperation> find_in(const state::State& state, const std::string& id) {
  for (const auto& [key, record] : state.segments) {
    if (auto found = find_in(record, id)) return found;
  }
  for (const state::Operation& open : state.open) {
    if (open.id != id) continue;
    for (const RecordedSegment& record : open.landed.set) {
      if (auto found = find_in(record, id)) return found;
    }
  }
  return std::nullopt;
}

bool tells_the_same(FileOutcome a, const FileOutcome& b) {
  a.received = b.received;
  return a == b;
}

}  // namespace

CallbackDesk::CallbackDesk(const Project& project, Clock& clock)
    : store_(project.state), inbox_(project.state.string() + ".callbacks"), clock_(clock) {}

Result<std::optional<KnownOperation>> CallbackDesk::find(const std::string& name) {
  return look([&](const state::State& state) -> std::optional<KnownOperation> {
    const auto id = state::operation_named(name, state.lineage);
    return id ? find_in(state, *id) : std::nullopt;
  });
}

Result<std::optional<KnownOperation>> CallbackDesk::find_id(const std::string& id) {
  if (!state::is_operation_id(id)) return std::nullopt;
  return look([&](const state::State& state) { return find_in(state, id); });
}

Result<std::optional<KnownOperation>> CallbackDesk::look(const Look& find_in_state) {
  for (int read = 1;; ++read) {
    auto state = store_.load();
    if (state && *state) {
      if (auto found = find_in_state(**state)) return found;
    }
    if (read < kReads) {
      clock_.sleep_for(kBetweenReads);
      continue;
    }
    if (!state) return tl::unexpected(std::move(state.error()));
    return std::nullopt;
  }
}

Result<std::vector<KnownOperation>> CallbackDesk::unheard_of(const SegmentName& segment) {
  auto state = store_.load();
  if (!state) return tl::unexpected(std::move(state.error()));
  std::vector<KnownOperation> found;
  if (!*state) return found;
  for (const auto& [key, record] : (*state)->segments) {
    if (record.name != segment || !record.file) continue;
    for (const FileOperation& one : record.file->operations) {
      if (!one.outcome) found.push_back({key, record.name, one});
    }
  }
  return found;
}

Result<KnownOperation> CallbackDesk::record(KnownOperation known, const callback::Body& body) {
  FileOperation& operation = known.operation;
  if (operation.outcome && !tells_the_same(*operation.outcome, body.outcome)) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("the outcome of operation {} is known already, and is another", operation.id),
        "the first stays; `segctl show` has it");
  }
  if (operation.outcome) return known;
  operation.outcome = body.outcome;
  operation.outcome->received = clock_.now();
  if (auto added = inbox_.add({operation.id, *operation.outcome}); !added) {
    return tl::unexpected(std::move(added.error()));
  }
  return known;
}

}  // namespace segctl::cli
