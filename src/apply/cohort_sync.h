#pragma once

#include "apply/cohort_members.h"
#include "apply/cohort_packing.h"
#include "apply/steps.h"

#include <memory>
#include <optional>

namespace segctl::apply {

/// Sends the payloads of one cohort, one after the other: next(), then note() and settle() of what
/// came of it, until there is no next one. Each payload is in the member record before it is sent,
/// then in the journal, and its result is in both before the next one leaves: whenever this ends,
/// the rest is known, and what is unknown is sent again.
class CohortSync {
 public:
  /// What is to be sent.
  struct Task {
    MemberOperation operation = MemberOperation::Add;
    members::UidList uids;
    std::uint64_t surely_there = 0;  ///< how many of `uids`, the first ones, are members by now
  };

  /// Full payloads under `payload_bytes`. `members`: how many are accepted now.
  /// **Requires:** `step` outlives it.
  CohortSync(Step& step, members::MemberRecord record, std::uint64_t members, Task task,
             std::size_t payload_bytes);

  /// The payload to send now, which is recorded; the one before where its answers were lost. Null:
  /// there is none any more, and took() says how it ended.
  [[nodiscard]] const moengage::CohortCall* next();

  /// When next() may be sent: a payload whose answer was lost waits a little.
  [[nodiscard]] Timestamp not_before() const { return not_before_; }

  /// What came of next(). That a payload was accepted is recorded at once.
  void note(moengage::Answer<moengage::Accepted> answer);

  /// Deals with what note() was told, and may make calls. What a 413 says is too much is sent in
  /// smaller payloads.
  void settle();

  /// No: the change has ended as the outcome says. **Requires:** next() was null.
  [[nodiscard]] Took took() const { return *took_; }

  /// Whether the member record is better written anew.
  [[nodiscard]] bool is_long() const { return record_.is_long(); }

 private:
  struct Payload {
    members::UidList uids;
    std::uint64_t surely_there = 0;
  };

  void pack_task();
  [[nodiscard]] Payload payload() const;
  [[nodiscard]] bool may_go_on();
  void prepare();
  [[nodiscard]] RecordedSegment landed_record() const;
  void accept();
  void refuse(const moengage::Failure& failure);
  void pack_smaller();
  void leave_open(const moengage::Failure& failure);

  void end() { took_ = Took::No; }

  void end_unwritten(const Error& error);
  void tell_progress();

  Step& step_;
  members::MemberRecord record_;
  std::uint64_t members_;
  Task task_;
  std::size_t payload_bytes_;
  Packing packing_;
  std::size_t at_ = 0;  ///< which payload of the packing
  std::optional<Took> took_;

  // Of the payload that is under way:
  Payload payload_;
  std::optional<moengage::CohortCall> call_;
  std::optional<RecordedSegment> landed_;
  int tries_ = 0;
  std::optional<moengage::Failure> open_;     ///< an answer was lost
  std::optional<moengage::Failure> refusal_;  ///< and none was lost before
  Timestamp not_before_{};

  std::size_t accepted_ = 0;  ///< payloads
  std::size_t planned_ = 0;   ///< payloads, as far as can be told
};

/// Begins Create, AddMembers or RemoveMembers of a cohort, in as many payloads as it takes. Null:
/// nothing is sent, and the change has ended as its outcome says.
[[nodiscard]] std::unique_ptr<CohortSync> begin_sync(Step& step, const plan::Action& action);

/// What is left to do when all was sent. **Requires:** `sync.next()` was null.
[[nodiscard]] Took end_sync(Step& step, const CohortSync& sync);

}  // namespace segctl::apply
