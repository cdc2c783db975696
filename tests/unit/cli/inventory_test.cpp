#include "cli/inventory.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace segctl::cli {
namespace {

LiveSegment live(const char* id, const char* name, const char* type) {
  LiveSegment segment;
  segment.id = SegmentId(id);
  segment.name = SegmentName(name);
  segment.type = type;
  return segment;
}

DesiredSegment manifest(const char* key, const char* name) {
  DesiredSegment segment;
  segment.key = Key(key);
  segment.name = SegmentName(name);
  return segment;
}

RecordedSegment record(const char* key, const char* id, const char* name) {
  RecordedSegment segment;
  segment.key = Key(key);
  segment.kind = Kind::File;
  segment.id = SegmentId(id);
  segment.name = SegmentName(name);
  return segment;
}

std::vector<std::string> told(const std::vector<InventoryItem>& items) {
  std::vector<std::string> lines;
  for (const InventoryItem& item : items) {
    lines.push_back(fmt::format("{} {} {}{}{}{}", item.name, item.kind,
                                item.key ? item.key->str() : "-", item.live ? " live" : "",
                                item.managed ? " managed" : "", item.declared ? " declared" : ""));
  }
  return lines;
}

TEST_CASE("workspace, state and repo are joined by ID, by name where no ID is known, and by key") {
  state::State state;
  for (const RecordedSegment& one :
       {record("by id", "1", "Old name"), record("by name", "", "B"), record("gone", "9", "G")}) {
    state.segments.emplace(one.key, one);
  }
  LiveWorkspace workspace;
  workspace.segments = {live("4", "D", "COHORT"), live("1", "A", "FILE_V2"),
                        live("2", "B", "FILE_V2"), live("3", "C", "ELASTIC_SEARCH"),
                        live("5", "E", "")};
  const std::vector<DesiredSegment> desired{manifest("by id", "Old name"), manifest("c", "C"),
                                            manifest("gone", "G"), manifest("new", "N")};
  CHECK(told(take_inventory(workspace, state, desired, Timestamp{})) ==
        std::vector<std::string>{"A file by id live managed declared",
                                 "B file by name live managed", "C filter c live declared",
                                 "D COHORT - live", "E unknown - live",
                                 "G filter gone managed declared", "N filter new declared"});
}

}  // namespace
}  // namespace segctl::cli
