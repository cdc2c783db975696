#include "cli/live_manifest.h"

#include "segment/canonical.h"
#include "segment/with_keys.h"

namespace segctl::cli {

std::map<SegmentId, Key> keys_of_ids(const state::State& state, const std::set<Key>& declared) {
  std::map<SegmentId, Key> keys;
  for (const auto& [key, record] : state.segments) {
    if (!record.id.empty() && declared.contains(key)) keys.emplace(record.id, key);
  }
  return keys;
}

DesiredSegment manifest_of_live(const DesiredSegment* base, const Key& key, const LiveSegment& live,
                                Activity activity, const std::map<SegmentId, Key>& keys) {
  DesiredSegment segment;
  if (base != nullptr) segment = *base;
  segment.key = key;
  segment.explicit_key = segment.explicit_key || key.str() != live.name.str();
  segment.name = live.name;
  segment.activity = activity;
  if (!live.definition) return segment;
  DesiredFilter filter;
  filter.definition = with_keys(*live.definition, keys);
  filter.canonical = canonical(filter.definition);
  filter.digest = digest_of_canonical(filter.canonical);
  segment.spec = std::move(filter);
  return segment;
}

}  // namespace segctl::cli
