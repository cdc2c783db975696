#pragma once

#include "http/transport.h"
#include "moengage/attempt.h"
#include "moengage/connection.h"
#include "moengage/failure.h"
#include "quota/gate.h"
#include "segment/file_terms.h"
#include "segment/live.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace segctl::moengage {

/// The body of a file-segment call.
struct FileCall {
  SegmentName name;
  SegmentId id;  ///< `cs_id`; empty for create, and where MoEngage never told it
  std::string attribute_name;
  std::string attribute_type;  ///< "string" or "double"
  std::string file_url;
  int expiry_days = 0;              ///< create only
  std::string callback_url;         ///< empty: not sent
  std::vector<std::string> emails;  ///< empty: not sent
  /// Values in the CSV, for the limit on users: not sent. Nothing where they are not known.
  std::optional<std::uint64_t> users;
};

/// A payload of a cohort.
struct CohortCall {
  SegmentName name;  ///< for words about it
  MemberOperation operation = MemberOperation::Add;
  std::string body;  ///< CohortBody::text()
};

/// What MoEngage accepted; the work goes on there.
struct Accepted {
  SegmentId id;      ///< `cs_id`; empty where the answer has none
  SegmentName name;  ///< as asked where the answer has none
};

/// Told what came of one payload among several, which it knows by its place.
using CohortEnded = std::function<void(std::size_t place, Answer<Accepted> answer)>;

/// What an update sends. It is not known what PATCH does with an excluded_filters that it isn't
/// sent, so `definition.excluded` is sent whenever `excluded` says so, as an empty group if null.
struct FilterUpdate {
  Definition definition;
  enum class Excluded { Omit, Send } excluded = Excluded::Omit;
  std::optional<SegmentName> new_name;  ///< a rename; the ID stays
};

/// The calls that change the workspace. None is ever repeated here but after a 429 for a rate,
/// which was not carried out: what to do after an Unknown is the caller's to decide (look first).
/// Each request is reserved at the gate before it is sent: a call that gets no place is
/// RateLimited, and not sent.
class Writer {
 public:
  /// `gate`: null where nothing is to be counted, as against a fake.
  /// **Requires:** `transport` and `gate` outlive the writer.
  Writer(http::Transport& transport, Connection connection, quota::Gate* gate = nullptr);

  /// POST /v3/custom-segments. 201 with the whole segment.
  [[nodiscard]] Answer<LiveSegment> create_filter(const SegmentName& name,
                                                  const Definition& definition);
  /// PATCH /v3/custom-segments/{id}. Of an answer that shows no segment, only the ID and the new
  /// name are known.
  [[nodiscard]] Answer<LiveSegment> update_filter(const SegmentId& id, const FilterUpdate& update);
  /// POST /v2/custom-segments/file-segment.
  [[nodiscard]] Answer<Accepted> create_file(const FileCall& call);
  /// PUT …/file-segment/add-users
  [[nodiscard]] Answer<Accepted> add_users(const FileCall& call);
  /// PUT …/file-segment/remove-users
  [[nodiscard]] Answer<Accepted> remove_users(const FileCall& call);
  /// PUT …/file-segment/replace
  [[nodiscard]] Answer<Accepted> replace_users(const FileCall& call);
  /// Several POST /v1/integrations/cohortsync at a time, as many as the gate has places for; what
  /// it has none for yet waits. A 413 is TooComplex: the payload is to be split. `ended` is told of
  /// each as soon as it has ended, in whatever order.
  /// **Requires:** each is of another cohort; `ended` makes no call.
  void sync_cohorts(std::span<const CohortCall> calls, const CohortEnded& ended);
  /// PATCH /v2/custom-segments/archive; `id` may be empty: then the name decides.
  [[nodiscard]] Answer<Accepted> archive(const SegmentName& name, const SegmentId& id);
  /// PATCH /v2/custom-segments/unarchive
  [[nodiscard]] Answer<Accepted> unarchive(const SegmentName& name, const SegmentId& id);

  /// How many requests have been made that MoEngage got, or may have got, whatever it made of them:
  /// those after a 429 are counted each, and one that found no connection is not.
  [[nodiscard]] std::size_t sent() const { return sent_; }

 private:
  [[nodiscard]] Answer<Accepted> change_file(const std::string& task, const char* step,
                                             const FileCall& call);
  [[nodiscard]] Answer<Accepted> set_activity(const std::string& task, const char* path,
                                              const SegmentName& name, const SegmentId& id);

  /// Reserves and sends; the answer if its status is 2xx.
  [[nodiscard]] Answer<http::Response> send(const Attempt& attempt,
                                            std::span<const quota::Cost> costs,
                                            const std::string& path,
                                            const Result<std::string>& body);
  /// Takes in what the answer says of limits; the answer if its status is 2xx.
  [[nodiscard]] Answer<http::Response> judge(const Attempt& attempt, quota::Meter meter,
                                             Result<http::Response> outcome);
  /// Whether a call is made again after that: a 429 for a rate is waited for, `attempts` ago.
  [[nodiscard]] bool is_to_repeat(const Answer<http::Response>& answer, int attempts) const;

  http::Transport& transport_;
  Connection connection_;
  quota::Gate* gate_;
  std::size_t sent_ = 0;
};

}  // namespace segctl::moengage
