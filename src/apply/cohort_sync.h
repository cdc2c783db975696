#pragma once

#include "apply/cohort_members.h"
#include "apply/steps.h"

namespace segctl::apply {

/// Sends the payloads of one cohort, one after the other. Each is in the member record before it is
/// sent, then in the journal, and its result is in both before the next one leaves: whenever this
/// ends, the rest is known, and what is unknown is sent again.
class CohortSync {
 public:
  /// **Requires:** all outlives it. `members`: how many are accepted now.
  CohortSync(Step& step, members::MemberRecord& record, std::uint64_t members)
      : step_(step), record_(record), members_(members) {}

  /// Sends `uids`, as full payloads under `settings.payload_bytes`. `surely_there`: how many of
  /// them, the first ones, are members by now. What a 413 says is too much is sent in smaller
  /// payloads. No: the change has ended as the outcome says.
  [[nodiscard]] Took send(MemberOperation operation, const members::UidList& uids,
                          std::uint64_t surely_there, const CohortSettings& settings);

 private:
  /// What came of one payload.
  enum class Sent { Accepted, TooLarge, Ended };

  struct Payload {
    members::UidList uids;
    std::uint64_t surely_there = 0;
  };

  [[nodiscard]] bool may_go_on();
  [[nodiscard]] Sent send_one(MemberOperation operation, const Payload& payload);
  [[nodiscard]] Sent post(MemberOperation operation, const Payload& payload, std::string body);
  [[nodiscard]] moengage::Answer<moengage::Accepted> deliver(const moengage::CohortCall& call);
  [[nodiscard]] RecordedSegment landed_record(MemberOperation operation,
                                              const Payload& payload) const;
  [[nodiscard]] bool accept(RecordedSegment landed);
  [[nodiscard]] Sent refuse(const moengage::Failure& failure, const Payload& payload);
  void end_unwritten(const Error& error);
  void tell_progress();

  Step& step_;
  members::MemberRecord& record_;
  std::uint64_t members_;
  std::size_t accepted_ = 0;  ///< payloads
  std::size_t planned_ = 0;   ///< payloads, as far as can be told
};

}  // namespace segctl::apply
