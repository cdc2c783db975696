#pragma once

#include "plan/planner.h"

#include <unordered_map>

namespace segctl::plan {

/// The input, indexed. Holds pointers into it: **Requires:** the input outlives the world.
class World {
 public:
  explicit World(const Input& input);

  [[nodiscard]] const Input& input() const { return input_; }

  [[nodiscard]] const RecordedSegment* record(const Key& key) const;
  /// The record of the segment with that ID; null where it is unmanaged.
  [[nodiscard]] const RecordedSegment* record_of(const LiveSegment& segment) const;
  [[nodiscard]] const LiveSegment* by_id(const SegmentId& id) const;
  [[nodiscard]] const LiveSegment* by_name(const SegmentName& name) const;
  /// The live segment of a record: by ID, else (while no ID is known) by name.
  [[nodiscard]] const LiveSegment* live_of(const RecordedSegment& record) const;
  /// Whether Get answered 404 for the record's ID.
  [[nodiscard]] bool is_absent(const RecordedSegment& record) const;
  [[nodiscard]] Activity activity(const LiveSegment& segment) const;
  /// The same as far as live tells it; nothing where only our own last word is left.
  [[nodiscard]] std::optional<Activity> activity_seen(const LiveSegment& segment) const;

  [[nodiscard]] bool declared(const Key& key) const { return input_.declared.contains(key); }

  [[nodiscard]] bool may_adopt(const Key& key) const;

  /// Whether its manifest protects it, or the last one of what has none any more, and no flag of
  /// its name lifts that.
  [[nodiscard]] bool is_protected(const Key& key) const { return protected_.contains(key); }

 private:
  const Input& input_;
  ActivityReading reading_;
  std::unordered_map<SegmentId, const LiveSegment*> ids_;
  std::unordered_map<SegmentName, const LiveSegment*> names_;
  std::unordered_map<SegmentId, const RecordedSegment*> records_by_id_;
  std::unordered_map<SegmentName, const RecordedSegment*> records_without_id_;
  std::set<SegmentId> absent_;
  std::set<Key> protected_;
};

/// What a live segment is, by its definition or type; nothing where neither tells.
[[nodiscard]] std::optional<Kind> kind_of(const LiveSegment& segment);

}  // namespace segctl::plan
