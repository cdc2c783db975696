#include "apply/cohort_members.h"
#include "apply/cohort_sync.h"
#include "base/text.h"

namespace segctl::apply {
namespace {

/// How often to look for a new cohort: List may lag by seconds.
constexpr int kLooks = 2;

const DesiredCohort& cohort_of(const Step& step) {
  return std::get<DesiredCohort>(step.desired->spec);
}

const RecordedSegment* record_in(const Step& step) {
  const auto& segments = step.state.segments;
  auto found = segments.find(step.change.key);
  if (found == segments.end()) found = segments.find(step.change.previous_key);
  return found == segments.end() ? nullptr : &found->second;
}

/// The manifest's members, as the plan was made of them; nothing, and the change ended, else.
std::optional<members::UidList> wanted(Step& step) {
  Diagnostics diagnostics;
  auto read = wanted_members(cohort_of(step), step.tools.cohorts.file, {}, diagnostics);
  if (!read) {
    end_failed(step, read.error().message, read.error().hint);
    return std::nullopt;
  }
  const bool as_planned = step.change.after && step.change.after->content == read->mark;
  if (!as_planned || count(diagnostics, Severity::Error) > 0) {
    end_failed(step, "its members are others than when the plan was made", "plan again");
    return std::nullopt;
  }
  return std::move(read->uids);
}

/// What is known before anything is sent. A cohort that is made starts from nothing, with a serial
/// that the state has not seen yet.
Result<members::KnownMembers> known(const Step& step, bool makes) {
  const RecordedSegment* record = record_in(step);
  if (!makes) return known_members(step.state, record, cohort_of(step), step.tools.cohorts);
  members::KnownMembers nothing;
  if (record != nullptr && record->cohort) nothing.serial = record->cohort->serial;
  return nothing;
}

bool is_known(const Step& step) {
  const RecordedSegment* record = record_in(step);
  return record != nullptr && record->cohort &&
         record->cohort->partner == cohort_of(step).partner &&
         record->cohort->cohort_id == cohort_of(step).cohort_id;
}

members::RecordOwner owner_of(const Step& step) {
  return {step.state.lineage.str(), cohort_of(step).partner, cohort_of(step).cohort_id};
}

std::filesystem::path record_path(const Step& step) {
  return members::member_record_path(step.tools.cohorts.records, cohort_of(step).partner,
                                     cohort_of(step).cohort_id);
}

/// Puts what the record says in the end in place of how it came to be. The record is as good
/// without that: a failure is none of the change's.
void write_anew(Step& step) {
  const members::RecordOwner owner = owner_of(step);
  const std::filesystem::path path = record_path(step);
  auto all = members::MemberRecord::read(path, owner, 0);
  if (!all) return;
  auto anew = members::MemberRecord::begin(path, owner, *all);
  if (!anew) return;
  RecordedSegment record = next_record(step);
  record.cohort->members = all->accepted.size();
  record.cohort->serial = anew->serial();
  keep(step, std::move(record));
}

/// Payloads tell no ID: looks whether List shows the cohort by now. Else a later run sees it.
void learn_id(Step& step) {
  const auto found = look_up(step, step.change.name, kLooks);
  if (!found || !*found) return;
  RecordedSegment record = next_record(step);
  record.id = (*found)->id;
  keep(step, std::move(record));
}

}  // namespace

std::unique_ptr<CohortSync> begin_sync(Step& step, const plan::Action& action) {
  const bool makes = action.kind == plan::ActionKind::Create;
  const auto uids = wanted(step);
  if (!uids) return nullptr;
  const auto before = known(step, makes);
  if (!before) {
    end_failed(step, before.error().message, before.error().hint);
    return nullptr;
  }
  auto record = makes || !is_known(step) || before->serial == 0
                    ? members::MemberRecord::begin(record_path(step), owner_of(step), *before)
                    : members::MemberRecord::resume(record_path(step), owner_of(step));
  if (!record) {
    end_failed(step, record.error().message, record.error().hint);
    return nullptr;
  }
  MemberDifference difference = difference_of(*before, *uids);
  const bool removes = action.kind == plan::ActionKind::RemoveMembers;
  CohortSync::Task task;
  task.operation = removes ? MemberOperation::Remove : MemberOperation::Add;
  task.uids = removes ? std::move(difference.remove) : std::move(difference.add);
  task.surely_there = removes ? difference.surely_there : 0;
  return std::make_unique<CohortSync>(step, std::move(*record), before->accepted.size(),
                                      std::move(task), step.tools.cohorts.payload_bytes);
}

Took end_sync(Step& step, const CohortSync& sync) {
  if (sync.took() == Took::No) return Took::No;
  if (next_record(step).id.empty()) learn_id(step);
  if (sync.is_long()) write_anew(step);
  return Took::Effect;
}

}  // namespace segctl::apply
