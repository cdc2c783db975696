#include "apply/cohort_sync.h"

#include "apply/cohort_packing.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

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

Took CohortSync::send(MemberOperation operation, const members::UidList& uids,
                      std::uint64_t surely_there, const CohortSettings& settings) {
  const auto room =
      room_for(terms_of(cohort_of(step_), step_.change.name), operation, settings.payload_bytes);
  if (!room) {
    end_failed(step_, room.error().message, room.error().hint);
    return Took::No;
  }
  const Packing packing = pack(uids, *room);
  planned_ = accepted_ + packing.ends.size();
  std::size_t begin = 0;
  for (const std::size_t end : packing.ends) {
    Payload payload;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t uid = packing.order[i];
      payload.uids.add(uids[uid]);
      if (uid < surely_there) ++payload.surely_there;
    }
    const Sent sent = may_go_on() ? send_one(operation, payload) : Sent::Ended;
    if (sent == Sent::Ended) return Took::No;
    if (sent == Sent::TooLarge) {
      // All that is left, in the order that keeps those that are there first.
      std::vector<std::uint32_t> left(packing.order.begin() + static_cast<std::ptrdiff_t>(begin),
                                      packing.order.end());
      std::sort(left.begin(), left.end());
      members::UidList rest;
      for (const std::uint32_t uid : left) rest.add(uids[uid]);
      const auto there = std::lower_bound(left.begin(), left.end(), surely_there);
      CohortSettings smaller = settings;
      smaller.payload_bytes = smaller_than(settings.payload_bytes);
      return send(operation, rest, static_cast<std::uint64_t>(there - left.begin()), smaller);
    }
    begin = end;
  }
  return Took::Effect;
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
}

CohortSync::Sent CohortSync::send_one(MemberOperation operation, const Payload& payload) {
  auto body = moengage::CohortBody::begin(terms_of(cohort_of(step_), step_.change.name), operation);
  if (!body) {
    end_failed(step_, body.error().message, body.error().hint);
    return Sent::Ended;
  }
  for (std::size_t i = 0; i < payload.uids.size(); ++i) body->add(payload.uids[i]);
  const bool adds = operation == MemberOperation::Add;
  const auto written =
      record_.intend(adds ? members::MemberStep::Add : members::MemberStep::Remove, payload.uids);
  if (!written) {
    end_unwritten(written.error());
    return Sent::Ended;
  }
  return post(operation, payload, body->text());
}

CohortSync::Sent CohortSync::post(MemberOperation operation, const Payload& payload,
                                  std::string body) {
  const bool adds = operation == MemberOperation::Add;
  RecordedSegment landed = landed_record(operation, payload);
  const Result<std::string> sent = std::move(body);
  if (!intend(step_, adds ? state::OperationKind::AddMembers : state::OperationKind::RemoveMembers,
              landed, sent)) {
    return Sent::Ended;
  }
  const auto answer = deliver({step_.change.name, operation, *sent});
  if (!answer) return refuse(answer.error(), payload);
  return accept(std::move(landed)) ? Sent::Accepted : Sent::Ended;
}

moengage::Answer<moengage::Accepted> CohortSync::deliver(const moengage::CohortCall& call) {
  auto answer = step_.tools.writer.sync_cohort(call);
  for (int tries = 1; tries < kTries && !answer && is_open(answer.error()); ++tries) {
    if (step_.tools.stop.load()) break;
    step_.tools.clock.sleep_for(std::chrono::seconds(1 << (tries - 1)));
    auto again = step_.tools.writer.sync_cohort(call);
    // A refusal of the second says nothing of the first.
    if (again || is_open(again.error())) answer = std::move(again);
  }
  return answer;
}

RecordedSegment CohortSync::landed_record(MemberOperation operation, const Payload& payload) const {
  RecordedSegment record = next_record(step_);
  if (makes(step_.change)) record.id = SegmentId();  // of the one that was there before
  record.name = step_.change.name;
  record.activity = Activity::Active;
  const std::uint64_t more = operation == MemberOperation::Add ? payload.uids.size() : 0;
  record.cohort =
      RecordedCohort{cohort_of(step_).partner, cohort_of(step_).cohort_id,
                     members_ + more - std::min(members_, payload.surely_there), record_.serial()};
  return record;
}

bool CohortSync::accept(RecordedSegment landed) {
  const auto settled = record_.settle(members::Taken::Yes);
  landed.cohort->serial = record_.serial();
  members_ = landed.cohort->members;
  keep(step_, std::move(landed));
  step_.recorder.took_effect(step_.change);
  step_.outcome.fate = plan::Fate::Accepted;
  ++accepted_;
  ++step_.calls;
  if (settled) return true;
  end_unwritten(settled.error());
  return false;
}

CohortSync::Sent CohortSync::refuse(const moengage::Failure& failure, const Payload& payload) {
  if (is_open(failure)) {
    end_with(step_, failure);
    step_.outcome.hint = "run again: it is sent once more, which does no harm";
    tell_progress();
    return Sent::Ended;  // the executor keeps the operation open
  }
  const auto settled = record_.settle(members::Taken::No);
  step_.recorder.had_none(step_.change);
  if (!settled) {
    end_unwritten(settled.error());
    return Sent::Ended;
  }
  if (failure.http_status == kTooLarge && payload.uids.size() > 1) {
    ++step_.calls;
    return Sent::TooLarge;
  }
  end_with(step_, failure);
  tell_progress();
  return Sent::Ended;
}

}  // namespace segctl::apply
