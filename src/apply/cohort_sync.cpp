#include "apply/cohort_sync.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace segctl::apply {
namespace {

/// How often a payload is sent whose answers are lost: adding twice does no harm (API.md).
constexpr int kTries = 3;
constexpr long kTooLarge = 413;
/// API.md says "128 KB": this is the smaller reading.
constexpr std::size_t kSmallerReading = 128'000;

const DesiredCohort& cohort_of(const Step& step) {
  return std::get<DesiredCohort>(step.desired->spec);
}

bool makes(const plan::Change& change) {
  return std::any_of(change.actions.begin(), change.actions.end(), [](const plan::Action& action) {
    return action.kind == plan::ActionKind::Create;
  });
}

/// What to try after a payload of `bytes` was too large.
std::size_t smaller_than(std::size_t bytes) {
  return bytes > kSmallerReading ? kSmallerReading : bytes / 2;
}

}  // namespace

CohortSync::CohortSync(Step& step, members::MemberRecord record, std::uint64_t members, Task task,
                       std::size_t payload_bytes)
    : step_(step),
      record_(std::move(record)),
      members_(members),
      task_(std::move(task)),
      payload_bytes_(payload_bytes) {
  pack_task();
}

void CohortSync::pack_task() {
  const auto room =
      room_for(terms_of(cohort_of(step_), step_.change.name), task_.operation, payload_bytes_);
  if (!room) {
    end_failed(step_, room.error().message, room.error().hint);
    return end();
  }
  packing_ = pack(task_.uids, *room);
  at_ = 0;
  planned_ = accepted_ + packing_.ends.size();
}

const moengage::CohortCall* CohortSync::next() {
  if (took_) return nullptr;
  if (!call_) prepare();
  return call_ ? &*call_ : nullptr;
}

CohortSync::Payload CohortSync::payload() const {
  Payload payload;
  for (std::size_t i = at_ == 0 ? 0 : packing_.ends[at_ - 1]; i < packing_.ends[at_]; ++i) {
    const std::uint32_t uid = packing_.order[i];
    payload.uids.add(task_.uids[uid]);
    if (uid < task_.surely_there) ++payload.surely_there;
  }
  return payload;
}

bool CohortSync::may_go_on() {
  plan::ChangeOutcome& outcome = step_.outcome;
  if (step_.recorder.trouble()) {
    end_unrecordable(step_.recorder, outcome);
    return false;
  }
  if (!step_.tools.stop.load() || accepted_ == 0) return true;
  outcome.fate = plan::Fate::Deferred;
  outcome.message = "interrupted";
  outcome.hint = "run again to send the rest";
  tell_progress();
  return false;
}

void CohortSync::tell_progress() {
  if (planned_ <= 1) return;
  step_.outcome.message += fmt::format(" ({} of {} payloads were accepted, and are recorded)",
                                       with_thousands(accepted_), with_thousands(planned_));
}

void CohortSync::end_unwritten(const Error& error) {
  step_.outcome.fate = plan::Fate::Deferred;
  step_.outcome.message = "not sent, because it can't be recorded: " + printable(error.message);
  step_.outcome.hint = error.hint;
  end();
}

void CohortSync::prepare() {
  if (at_ == packing_.ends.size()) {
    took_ = Took::Effect;
    return;
  }
  if (!may_go_on()) return end();
  payload_ = payload();
  const bool adds = task_.operation == MemberOperation::Add;
  auto body =
      moengage::CohortBody::begin(terms_of(cohort_of(step_), step_.change.name), task_.operation);
  if (!body) {
    end_failed(step_, body.error().message, body.error().hint);
    return end();
  }
  for (std::size_t i = 0; i < payload_.uids.size(); ++i) body->add(payload_.uids[i]);
  const auto written =
      record_.intend(adds ? members::MemberStep::Add : members::MemberStep::Remove, payload_.uids);
  if (!written) return end_unwritten(written.error());
  const Result<std::string> text = body->text();
  landed_ = landed_record();
  const auto kind = adds ? state::OperationKind::AddMembers : state::OperationKind::RemoveMembers;
  if (!intend(step_, kind, *landed_, text)) return end();
  call_ = moengage::CohortCall{step_.change.name, task_.operation, *text};
  tries_ = 0;
  open_.reset();
  not_before_ = {};
}

void CohortSync::note(moengage::Answer<moengage::Accepted> answer) {
  ++tries_;
  if (answer) return accept();
  // A refusal of the second try says nothing of the first.
  if (is_open(answer.error())) {
    open_ = std::move(answer.error());
  } else if (!open_) {
    refusal_ = std::move(answer.error());
  }
}

void CohortSync::settle() {
  if (!call_) return;
  if (refusal_) return refuse(*std::exchange(refusal_, std::nullopt));
  if (tries_ == kTries || step_.tools.stop.load()) return leave_open(*open_);
  not_before_ = step_.tools.clock.now() + std::chrono::seconds(1 << (tries_ - 1));
}

RecordedSegment CohortSync::landed_record() const {
  RecordedSegment record = next_record(step_);
  if (makes(step_.change)) record.id = SegmentId();  // of the one that was there before
  record.name = step_.change.name;
  record.activity = Activity::Active;
  const std::uint64_t more = task_.operation == MemberOperation::Add ? payload_.uids.size() : 0;
  record.cohort =
      RecordedCohort{cohort_of(step_).partner, cohort_of(step_).cohort_id,
                     members_ + more - std::min(members_, payload_.surely_there), record_.serial()};
  return record;
}

void CohortSync::accept() {
  const auto settled = record_.settle(members::Taken::Yes);
  landed_->cohort->serial = record_.serial();
  members_ = landed_->cohort->members;
  keep(step_, *std::exchange(landed_, std::nullopt));
  step_.recorder.took_effect(step_.change);
  step_.outcome.fate = plan::Fate::Accepted;
  call_.reset();
  ++at_;
  ++accepted_;
  if (!settled) end_unwritten(settled.error());
}

void CohortSync::leave_open(const moengage::Failure& failure) {
  end_with(step_, failure);
  step_.outcome.hint = "run again: it is sent once more, which does no harm";
  tell_progress();
  end();  // the executor keeps the operation open
}

void CohortSync::refuse(const moengage::Failure& failure) {
  const auto settled = record_.settle(members::Taken::No);
  step_.recorder.had_none(step_.change);
  call_.reset();
  if (!settled) return end_unwritten(settled.error());
  if (failure.http_status == kTooLarge && payload_.uids.size() > 1) return pack_smaller();
  end_with(step_, failure);
  tell_progress();
  end();
}

void CohortSync::pack_smaller() {
  // All that is left, in the order that keeps those that are there first.
  const std::size_t begin = at_ == 0 ? 0 : packing_.ends[at_ - 1];
  std::vector<std::uint32_t> left(packing_.order.begin() + static_cast<std::ptrdiff_t>(begin),
                                  packing_.order.end());
  std::sort(left.begin(), left.end());
  members::UidList rest;
  for (const std::uint32_t uid : left) rest.add(task_.uids[uid]);
  const auto there = std::lower_bound(left.begin(), left.end(), task_.surely_there);
  task_.surely_there = static_cast<std::uint64_t>(there - left.begin());
  task_.uids = std::move(rest);
  payload_bytes_ = smaller_than(payload_bytes_);
  pack_task();
}

}  // namespace segctl::apply
