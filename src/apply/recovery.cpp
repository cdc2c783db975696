#include "apply/recovery.h"

#include "base/text.h"
#include "segment/canonical.h"
#include "state/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace segctl::apply {
namespace {

/// How long a new segment may be missing from List: API.md says seconds.
constexpr std::chrono::minutes kListLag{10};
/// How often to look for a create that is younger than that.
constexpr int kLooks = 3;

using moengage::Answer;
using moengage::FailureKind;

/// Whether the live segment is what the operation would leave.
bool is_as_intended(const state::Operation& operation, const LiveSegment& live) {
  if (live.name != operation.name || operation.landed.set.empty()) return false;
  const auto& intended = operation.landed.set.front().definition;
  return intended && live.definition && live.definition->digest() == *intended;
}

class Settling {
 public:
  Settling(moengage::Reader& reader, Clock& clock) : reader_(reader), clock_(clock) {}

  Answer<Settlement> look(const state::Operation& operation) {
    switch (operation.kind) {
      case state::OperationKind::CreateFilter:
      case state::OperationKind::CreateFile:
        return look_for_created(operation);
      case state::OperationKind::UpdateFilter:
        return look_at_updated(operation);
      case state::OperationKind::AddMembers:
        return look_for_cohort(operation);
      default:
        return Settlement{operation, Finding::Repeat, {}};
    }
  }

 private:
  Answer<Settlement> look_for_created(const state::Operation& operation) {
    const bool recent = clock_.now() - operation.begun < kListLag;
    const auto found = look_by_name(operation.name, recent ? kLooks : 1);
    if (!found) return tl::make_unexpected(found.error());
    if (!*found) {
      return Settlement{operation, recent ? Finding::TooEarly : Finding::NotLanded, {}};
    }
    const SegmentId id = (*found)->id;
    // The plan had seen no segment of that name. What a file segment holds can't be read back.
    if (operation.kind == state::OperationKind::CreateFile) {
      return Settlement{operation, Finding::Landed, id};
    }
    const auto live = reader_.get(id);
    if (!live) return tl::make_unexpected(live.error());
    const bool landed = is_as_intended(operation, *live);
    return Settlement{operation, landed ? Finding::Landed : Finding::NotLanded,
                      landed ? id : SegmentId()};
  }

  /// A payload tells no ID; who is in the cohort can't be seen.
  Answer<Settlement> look_for_cohort(const state::Operation& operation) {
    if (!operation.segment.empty()) return Settlement{operation, Finding::Repeat, {}};
    const auto found = look_by_name(operation.name, 1);
    if (!found) return tl::make_unexpected(found.error());
    return Settlement{operation, Finding::Repeat, *found ? (*found)->id : SegmentId()};
  }

  Answer<Settlement> look_at_updated(const state::Operation& operation) {
    const auto live = reader_.get(operation.segment);
    if (!live && live.error().kind != FailureKind::NotFound) {
      return tl::make_unexpected(live.error());
    }
    const bool landed = live && is_as_intended(operation, *live);
    return Settlement{operation, landed ? Finding::Landed : Finding::NotLanded,
                      landed ? operation.segment : SegmentId()};
  }

  Answer<std::optional<LiveSegment>> look_by_name(const SegmentName& name, int looks) {
    for (int look = 0; look < looks; ++look) {
      if (look > 0) clock_.sleep_for(std::chrono::seconds(1 << (look - 1)));
      auto found = reader_.list_by_name(name);
      if (!found) return tl::make_unexpected(found.error());
      if (!found->empty()) return std::optional<LiveSegment>(std::move(found->front()));
    }
    return std::optional<LiveSegment>();
  }

  moengage::Reader& reader_;
  Clock& clock_;
};

/// A call that may have given a segment other content leaves open what it has: whatever the
/// manifest says by now, also what it said before, is sent again.
void forget_content(state::State& state, const state::Operation& operation) {
  if (operation.landed.set.empty() || !operation.landed.set.front().file) return;
  const ContentMark& landed = operation.landed.set.front().file->content;
  std::vector<Key> keys = operation.landed.drop;
  keys.push_back(operation.key);
  for (const Key& key : keys) {
    const auto record = state.segments.find(key);
    const bool has_file = record != state.segments.end() && record->second.file;
    if (has_file && record->second.file->content != landed) record->second.file->content = {};
  }
}

/// Whether the call is a payload of a cohort, after which the cohort is ours, landed or not: what
/// MoEngage has of it the member record says.
bool is_payload(state::OperationKind kind) {
  return kind == state::OperationKind::AddMembers || kind == state::OperationKind::RemoveMembers;
}

void record(state::State& state, const Settlement& settlement) {
  if (settlement.finding == Finding::TooEarly) return;
  if (settlement.finding == Finding::Repeat) forget_content(state, settlement.operation);
  std::erase_if(state.open,
                [&](const state::Operation& open) { return open.id == settlement.operation.id; });
  const bool payload = is_payload(settlement.operation.kind);
  if (settlement.finding != Finding::Landed && !payload) return;
  state::Delta delta = settlement.operation.landed;
  if (payload) {
    for (RecordedSegment& landed : delta.set) {
      if (landed.id.empty()) landed.id = settlement.id;
    }
    return apply_delta(state, delta);
  }
  for (RecordedSegment& landed : delta.set) landed.id = settlement.id;
  apply_delta(state, delta);
}

}  // namespace

const char* finding_word(Finding finding) {
  switch (finding) {
    case Finding::Landed:
      return "landed";
    case Finding::NotLanded:
      return "not-landed";
    case Finding::Repeat:
      return "repeat";
    case Finding::TooEarly:
      return "too-early";
  }
  return "";
}

Result<std::vector<Settlement>> settle_open(moengage::Reader& reader, Clock& clock,
                                            state::State& state) {
  Settling settling(reader, clock);
  std::vector<Settlement> settlements;
  const std::vector<state::Operation> open = state.open;
  for (const state::Operation& operation : open) {
    auto settlement = settling.look(operation);
    if (!settlement) return tl::unexpected(std::move(settlement.error().error));
    record(state, *settlement);
    settlements.push_back(std::move(*settlement));
  }
  return settlements;
}

std::string settlement_text(const Settlement& settlement) {
  std::string call = fmt::format("an earlier run ended without an answer to {} for {}",
                                 operation_word(settlement.operation.kind),
                                 in_quotes(settlement.operation.name.str()));
  switch (settlement.finding) {
    case Finding::Landed:
      return fmt::format("{}; it took effect (ID {}), and is recorded now", call,
                         printable(settlement.id.str()));
    case Finding::NotLanded:
      return call + "; it did not take effect, and is planned again where it is still wanted";
    case Finding::Repeat:
      return call + "; whether it took effect can't be seen: it is done again, which does no harm";
    case Finding::TooEarly:
      return call +
             "; List does not show the segment, and may be behind: if it is there after "
             "all, that is no conflict";
  }
  return call;
}

}  // namespace segctl::apply
