#include "cli/inventory.h"

#include <algorithm>
#include <map>
#include <set>

namespace segctl::cli {
namespace {

std::string kind_text(const LiveSegment& live, const RecordedSegment* record) {
  if (record != nullptr) return kind_word(record->kind);
  if (live.definition || live.type == "ELASTIC_SEARCH") return "filter";
  if (live.type.starts_with("FILE")) return "file";
  return live.type.empty() ? "unknown" : live.type;
}

/// What the state and the repo know, by what leads to it from a live segment.
class Register {
 public:
  Register(const state::State& state, const std::vector<DesiredSegment>& desired) {
    for (const auto& [key, record] : state.segments) {
      if (record.id.empty()) {
        records_by_name_.emplace(record.name, &record);
      } else {
        records_by_id_.emplace(record.id, &record);
      }
    }
    for (const DesiredSegment& segment : desired) {
      declared_.insert(segment.key);
      if (const auto* file = std::get_if<DesiredFile>(&segment.spec)) {
        if (file->min_match_rate) match_rates_.emplace(segment.key, *file->min_match_rate);
      }
      keys_by_name_.emplace(segment.name, segment.key);
    }
  }

  [[nodiscard]] const RecordedSegment* record_of(const LiveSegment& live) const {
    const auto by_id = records_by_id_.find(live.id);
    if (by_id != records_by_id_.end()) return by_id->second;
    const auto by_name = records_by_name_.find(live.name);
    return by_name == records_by_name_.end() ? nullptr : by_name->second;
  }

  /// The key of the record, else of the manifest of that name; nothing where there is neither.
  [[nodiscard]] std::optional<Key> key_of(const LiveSegment& live,
                                          const RecordedSegment* record) const {
    if (record != nullptr) return record->key;
    const auto named = keys_by_name_.find(live.name);
    return named == keys_by_name_.end() ? std::nullopt : std::optional(named->second);
  }

  [[nodiscard]] std::optional<unsigned> match_rate(const std::optional<Key>& key) const {
    const auto found = key ? match_rates_.find(*key) : match_rates_.end();
    return found == match_rates_.end() ? std::nullopt : std::optional(found->second);
  }

  [[nodiscard]] bool declares(const std::optional<Key>& key) const {
    return key && declared_.contains(*key);
  }

 private:
  std::map<SegmentId, const RecordedSegment*> records_by_id_;
  std::map<SegmentName, const RecordedSegment*> records_by_name_;
  std::map<SegmentName, Key> keys_by_name_;
  std::set<Key> declared_;
  std::map<Key, unsigned> match_rates_;
};

void add_operations(InventoryItem& item, const RecordedSegment* record, const Register& known) {
  if (record == nullptr || !record->file) return;
  item.operations = record->file->operations;
  item.min_match_rate = known.match_rate(item.key);
}

InventoryItem live_item(const LiveSegment& live, const Register& known,
                        const plan::ActivityReading& reading) {
  const RecordedSegment* record = known.record_of(live);
  InventoryItem item;
  item.name = live.name.str();
  item.kind = kind_text(live, record);
  item.id = live.id;
  item.activity = reading.of(live, record);
  item.live = true;
  item.managed = record != nullptr;
  item.source = live.source;
  item.key = known.key_of(live, record);
  item.declared = known.declares(item.key);
  add_operations(item, record, known);
  return item;
}

InventoryItem absent_item(const DesiredSegment& desired, const state::State& state,
                          const Register& known) {
  InventoryItem item;
  item.name = desired.name.str();
  item.kind = kind_word(desired.kind());
  item.key = desired.key;
  const auto record = state.segments.find(desired.key);
  item.managed = record != state.segments.end();
  item.declared = true;
  add_operations(item, item.managed ? &record->second : nullptr, known);
  return item;
}

}  // namespace

std::vector<InventoryItem> take_inventory(const LiveWorkspace& live, const state::State& state,
                                          const std::vector<DesiredSegment>& desired,
                                          Timestamp now) {
  const plan::ActivityReading reading(live, state.segments, now);
  const Register known(state, desired);
  std::vector<InventoryItem> items;
  std::set<Key> seen;
  for (const LiveSegment& segment : live.segments) {
    items.push_back(live_item(segment, known, reading));
    if (items.back().key) seen.insert(*items.back().key);
  }
  for (const DesiredSegment& segment : desired) {
    if (!seen.contains(segment.key)) items.push_back(absent_item(segment, state, known));
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const InventoryItem& a, const InventoryItem& b) { return a.name < b.name; });
  return items;
}

}  // namespace segctl::cli
