#include "unit/plan/world_builder.h"

#include "segment/canonical.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace segctl::plan::test {
namespace {

Definition of_filter(Json filter) {
  return {Json{{"filter_operator", "and"}, {"filters", Json::array({std::move(filter)})}}, nullptr};
}

}  // namespace

Definition in_city(const std::string& city) {
  return of_filter({{"filter_type", "user_attributes"},
                    {"name", "city"},
                    {"data_type", "string"},
                    {"operator", "is"},
                    {"value", city}});
}

Definition members_of_key(const std::string& key) {
  return of_filter({{"filter_type", "custom_segments"}, {"key", key}});
}

Definition members_of_id(const std::string& id) {
  return of_filter({{"filter_type", "custom_segments"}, {"id", id}});
}

DesiredSegment filter(const std::string& name, Definition definition) {
  DesiredSegment segment;
  segment.key = Key(name);
  segment.name = SegmentName(name);
  segment.place = Range{"segments/all.yaml", {1, 1}, {1, 1}};
  DesiredFilter spec;
  spec.canonical = canonical(definition);
  spec.digest = digest_of_canonical(spec.canonical);
  spec.definition = std::move(definition);
  segment.spec = std::move(spec);
  return segment;
}

DesiredSegment keyed(const std::string& key, DesiredSegment segment) {
  segment.key = Key(key);
  segment.explicit_key = true;
  return segment;
}

DesiredSegment archived(DesiredSegment segment) {
  segment.activity = Activity::Archived;
  return segment;
}

DesiredSegment file(const std::string& name) { return file_with_changes(name, {}); }

DesiredSegment file_with_changes(const std::string& name, std::vector<MemberOperation> operations) {
  DesiredSegment segment;
  segment.key = Key(name);
  segment.name = SegmentName(name);
  segment.place = Range{"segments/files.yaml", {1, 1}, {1, 1}};
  DesiredFile spec;
  spec.attribute_name = "ID";
  spec.expiry_days = 30;
  spec.source.file_url = "https://files.shop.example/a.csv?sig=SECRET";
  for (const MemberOperation operation : operations) {
    FileChange change;
    change.operation = operation;
    change.source.file_url = "https://files.shop.example/change.csv";
    spec.changes.push_back(change);
  }
  segment.spec = std::move(spec);
  return segment;
}

LiveSegment live_filter(const std::string& id, const std::string& name, Definition definition) {
  LiveSegment live;
  live.id = SegmentId(id);
  live.name = SegmentName(name);
  live.type = "ELASTIC_SEARCH";
  live.definition = std::move(definition);
  return live;
}

LiveSegment live_file(const std::string& id, const std::string& name) {
  LiveSegment live;
  live.id = SegmentId(id);
  live.name = SegmentName(name);
  live.type = "FILE_V2";
  return live;
}

RecordedSegment recorded(const std::string& key, const LiveSegment& live) {
  RecordedSegment record;
  record.key = Key(key);
  record.id = live.id;
  record.name = live.name;
  if (live.definition) record.definition = definition_digest(*live.definition);
  return record;
}

RecordedSegment recorded_file(const std::string& key, const LiveSegment& live,
                              const std::string& content, std::uint64_t rows) {
  RecordedSegment record = recorded(key, live);
  record.kind = Kind::File;
  RecordedFile file_record;
  file_record.content = mark(content);
  file_record.rows = rows;
  file_record.attribute_name = "ID";
  file_record.expiry_days = 30;
  record.file = file_record;
  return record;
}

ContentMark mark(const std::string& content) {
  return {sha256(content), sha256("values of " + content), {}};
}

Input input_of(std::vector<DesiredSegment> desired, std::vector<LiveSegment> live,
               std::vector<RecordedSegment> records) {
  Input input;
  for (const DesiredSegment& segment : desired) input.declared.insert(segment.key);
  input.desired = std::move(desired);
  input.live.segments = std::move(live);
  for (RecordedSegment& record : records) {
    const Key key = record.key;
    input.recorded.emplace(key, std::move(record));
  }
  input.now = kNow;
  return input;
}

Plan plan_of(const Input& input) {
  const auto planned = make_plan(input);
  REQUIRE(planned.has_value());
  REQUIRE(planned->problems == Diagnostics{});
  return planned->plan;
}

std::string words_of(const Change& change) {
  if (change.conflict) {
    const bool name = change.conflict->kind == ConflictKind::Name;
    return std::string(name ? "conflict name " : "conflict definition ") +
           change.conflict->existing_id.str();
  }
  std::string words;
  for (const Action& action : change.actions) {
    words += (words.empty() ? "" : " ") + std::string(action_word(action.kind));
    if (action.entry) words += " " + std::to_string(*action.entry);
  }
  return words;
}

std::vector<std::string> words_of(const Plan& plan) {
  std::vector<std::string> all;
  for (const Change& change : plan.changes) {
    all.push_back(change.name.str() + ": " + words_of(change));
  }
  return all;
}

}  // namespace segctl::plan::test
