#include "apply/cohort_members.h"

#include "apply/cohort_packing.h"
#include "base/digest.h"
#include "base/text.h"
#include "members/csv_diagnostics.h"
#include "members/difference.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::apply {
namespace {

/// SHA-256 over the distinct values in ascending order, each with a line feed.
Digest digest_of(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  Sha256 digest;
  for (const std::string& value : values) {
    digest.update(value);
    digest.update("\n");
  }
  return digest.finish();
}

const Range& place_of_members(const DesiredSegment& desired) {
  const auto field = desired.fields.find("members");
  return field == desired.fields.end() ? desired.place : field->second;
}

std::uint64_t payloads_for(const members::UidList& uids, std::size_t room) {
  return uids.empty() ? 0 : pack(uids, room).ends.size();
}

/// Whether `record` speaks of the cohort that the manifest wants.
bool is_of(const RecordedSegment* record, const DesiredCohort& cohort) {
  return record != nullptr && record->cohort && record->cohort->partner == cohort.partner &&
         record->cohort->cohort_id == cohort.cohort_id;
}

const RecordedSegment* record_of(const state::State& state, const DesiredSegment& desired) {
  if (const auto found = state.segments.find(desired.key); found != state.segments.end()) {
    return &found->second;
  }
  // Under a key that the repo has given up, perhaps.
  for (const auto& [key, record] : state.segments) {
    if (is_of(&record, std::get<DesiredCohort>(desired.spec))) return &record;
  }
  return nullptr;
}

Result<plan::CohortContents> look_at(const DesiredSegment& desired, const state::State& state,
                                     const CohortSettings& settings, Diagnostics& diagnostics) {
  const auto& cohort = std::get<DesiredCohort>(desired.spec);
  auto wanted = wanted_members(cohort, settings.file, place_of_members(desired), diagnostics);
  if (!wanted) return tl::unexpected(wanted.error());
  const auto known = known_members(state, record_of(state, desired), cohort, settings);
  if (!known) return tl::unexpected(known.error());
  const moengage::CohortTerms terms = terms_of(cohort, desired.name);
  const auto add_room = room_for(terms, MemberOperation::Add, settings.payload_bytes);
  if (!add_room) return tl::unexpected(add_room.error());
  const auto remove_room = room_for(terms, MemberOperation::Remove, settings.payload_bytes);
  if (!remove_room) return tl::unexpected(remove_room.error());
  const MemberDifference difference = difference_of(*known, wanted->uids);
  plan::CohortContents contents;
  contents.mark = std::move(wanted->mark);
  contents.recorded = known->accepted.size();
  contents.change = {difference.add.size(), difference.remove.size(),
                     known->accepted.size() - difference.surely_there};
  contents.payloads = {payloads_for(difference.add, *add_room),
                       payloads_for(difference.remove, *remove_room), known->unknown.size()};
  const bool fresh = known->accepted.empty();
  const members::UidList all = fresh ? members::UidList() : difference_of({}, wanted->uids).add;
  contents.members = fresh ? difference.add.size() : all.size();
  contents.all_calls = fresh ? contents.payloads.adding : payloads_for(all, *add_room);
  return contents;
}

}  // namespace

Result<WantedMembers> wanted_members(const DesiredCohort& cohort, const members::CsvLimits& limits,
                                     const Range& place, Diagnostics& diagnostics) {
  WantedMembers wanted;
  if (cohort.members_file.empty()) {
    for (const std::string& uid : cohort.members) wanted.uids.add(uid);
    wanted.mark.values = digest_of(cohort.members);
    return wanted;
  }
  auto file = members::read_uid_file(cohort.members_file, limits);
  if (!file) return tl::unexpected(std::move(file.error()));
  members::add_findings(file->report, {place, cohort.members_as_written, cohort.members_as_written},
                        diagnostics);
  wanted.uids = std::move(file->uids);
  wanted.mark.values = file->report.set_digest;
  return wanted;
}

Diagnostics check_member_files(const std::vector<DesiredSegment>& desired,
                               const members::CsvLimits& limits) {
  Diagnostics diagnostics;
  for (const DesiredSegment& segment : desired) {
    const auto* cohort = std::get_if<DesiredCohort>(&segment.spec);
    if (cohort == nullptr || cohort->members_file.empty()) continue;
    const Range& place = place_of_members(segment);
    const auto wanted = wanted_members(*cohort, limits, place, diagnostics);
    if (wanted) continue;
    Diagnostic unreachable;
    unreachable.rule = "csv-unreachable";
    unreachable.range = place;
    unreachable.message = wanted.error().message;
    unreachable.hint = wanted.error().hint;
    diagnostics.push_back(std::move(unreachable));
  }
  return diagnostics;
}

Result<members::KnownMembers> known_members(const state::State& state,
                                            const RecordedSegment* record,
                                            const DesiredCohort& cohort,
                                            const CohortSettings& settings) {
  if (!is_of(record, cohort)) return members::KnownMembers();
  return members::MemberRecord::read(
      members::member_record_path(settings.records, cohort.partner, cohort.cohort_id),
      {state.lineage.str(), cohort.partner, cohort.cohort_id}, record->cohort->serial);
}

MemberDifference difference_of(const members::KnownMembers& known, const members::UidList& wanted) {
  MemberDifference result;
  if (known.accepted.empty()) result.add.reserve(wanted.size(), wanted.bytes());
  const auto remove = [&](std::string_view uid) { result.remove.add(uid); };
  const auto add = [&](std::string_view uid) { result.add.add(uid); };
  result.surely_there = members::difference(known.accepted, wanted, {remove, add}).removed;
  if (!known.unknown.empty()) {
    // Those that are wanted are among the additions already.
    std::ignore = members::difference(known.unknown, wanted, {remove, {}});
  }
  return result;
}

moengage::CohortTerms terms_of(const DesiredCohort& cohort, const SegmentName& name) {
  return {cohort.partner, cohort.cohort_id, name, cohort.description};
}

Result<std::size_t> room_for(const moengage::CohortTerms& terms, MemberOperation operation,
                             std::size_t limit) {
  const auto empty = moengage::CohortBody::begin(terms, operation);
  if (!empty) return tl::unexpected(empty.error());
  return empty->room(limit > 0 ? limit - 1 : 0);
}

Result<std::map<Key, plan::CohortContents>> look_at_cohorts(
    const std::vector<DesiredSegment>& desired, const state::State& state,
    const CohortSettings& settings, Diagnostics& diagnostics) {
  std::map<Key, plan::CohortContents> cohorts;
  for (const DesiredSegment& segment : desired) {
    if (segment.kind() != Kind::Cohort || segment.activity == Activity::Archived) continue;
    auto contents = look_at(segment, state, settings, diagnostics);
    if (!contents) return tl::unexpected(std::move(contents.error()));
    cohorts.emplace(segment.key, std::move(*contents));
  }
  return cohorts;
}

}  // namespace segctl::apply
