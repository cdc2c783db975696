#include "cli/inventory.h"

#include <algorithm>
#include <map>

namespace segctl::cli {
namespace {

std::string kind_text(const LiveSegment& live, const RecordedSegment* record) {
  if (record != nullptr) return kind_word(record->kind);
  if (live.definition || live.type == "ELASTIC_SEARCH") return "filter";
  if (live.type.starts_with("FILE")) return "file";
  return live.type.empty() ? "unknown" : live.type;
}

}  // namespace

std::vector<InventoryItem> take_inventory(const LiveWorkspace& live, const state::State& state,
                                          const std::vector<DesiredSegment>& desired,
                                          Timestamp now) {
  const plan::ActivityReading reading(live, state.segments, now);
  std::map<SegmentId, const RecordedSegment*> by_id;
  std::map<SegmentName, const RecordedSegment*> by_name;
  for (const auto& [key, record] : state.segments) {
    if (record.id.empty()) {
      by_name.emplace(record.name, &record);
    } else {
      by_id.emplace(record.id, &record);
    }
  }
  std::map<std::string, const DesiredSegment*> manifests;
  for (const DesiredSegment& segment : desired) manifests.emplace(segment.name.str(), &segment);
  std::map<Key, const DesiredSegment*> manifest_of_key;
  for (const DesiredSegment& segment : desired) manifest_of_key.emplace(segment.key, &segment);

  std::vector<InventoryItem> items;
  std::map<Key, bool> seen;
  for (const LiveSegment& segment : live.segments) {
    const auto recorded = by_id.find(segment.id);
    const auto named = by_name.find(segment.name);
    const RecordedSegment* record = recorded != by_id.end()  ? recorded->second
                                    : named != by_name.end() ? named->second
                                                             : nullptr;
    InventoryItem item;
    item.name = segment.name.str();
    item.kind = kind_text(segment, record);
    item.id = segment.id;
    item.activity = reading.of(segment, record);
    item.live = true;
    item.managed = record != nullptr;
    item.source = segment.source;
    const auto manifest = manifests.find(item.name);
    if (record != nullptr) {
      item.key = record->key;
      item.declared = manifest_of_key.contains(record->key);
    } else if (manifest != manifests.end()) {
      item.key = manifest->second->key;
      item.declared = true;
    }
    if (item.key) seen[*item.key] = true;
    items.push_back(std::move(item));
  }
  for (const DesiredSegment& segment : desired) {
    if (seen.contains(segment.key)) continue;
    InventoryItem item;
    item.name = segment.name.str();
    item.kind = kind_word(segment.kind());
    item.key = segment.key;
    item.managed = state.segments.contains(segment.key);
    item.declared = true;
    items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const InventoryItem& a, const InventoryItem& b) { return a.name < b.name; });
  return items;
}

}  // namespace segctl::cli
