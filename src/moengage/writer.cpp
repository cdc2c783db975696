#include "moengage/writer.h"

#include "base/text.h"
#include "moengage/answers.h"
#include "moengage/attempt.h"
#include "moengage/bodies.h"
#include "moengage/requests.h"

#include <cstddef>
#include <numeric>

namespace segctl::moengage {
namespace {

constexpr const char* kFileSegmentPath = "/v2/custom-segments/file-segment";
constexpr const char* kRemoveStep = "/remove-users";
constexpr const char* kCohortPath = "/v1/integrations/cohortsync";

/// How often a call is sent whose answers are all 429.
constexpr int kMostAttempts = 5;

using Costs = std::vector<quota::Cost>;

/// What a call on a file segment takes that brings so many users.
Costs file_costs(std::uint64_t users) {
  Costs costs{{quota::Meter::FileOperation, 1}};
  if (users > 0) costs.push_back({quota::Meter::FileUsers, users});
  return costs;
}

Attempt attempt_of(const CohortCall& call, const std::string& api_key) {
  const bool adds = call.operation == MemberOperation::Add;
  const char* task = adds ? "add members to the cohort " : "remove members from the cohort ";
  return {http::Method::Post, task + in_quotes(call.name.str()), api_key};
}

Answer<Accepted> accepted(const Attempt& attempt, const SegmentName& name,
                          const Answer<http::Response>& answer) {
  if (!answer) return tl::make_unexpected(answer.error());
  const auto acknowledgement = decode_acknowledgement(answer->body);
  if (!acknowledgement) return tl::make_unexpected(unreadable(attempt, *answer));
  if (acknowledgement->success == Success::Denied) {
    return tl::make_unexpected(denied(attempt, *answer, acknowledgement->message));
  }
  return Accepted{acknowledgement->id,
                  acknowledgement->name.empty() ? name : acknowledgement->name};
}

/// The segment that the answer to a create shows.
Answer<LiveSegment> created(const Attempt& attempt, const SegmentName& name,
                            const http::Response& response) {
  auto segments = decode_segments(response.body);
  if (!segments || segments->size() != 1) {
    return tl::make_unexpected(unreadable(attempt, response));
  }
  if (segments->front().name.empty()) segments->front().name = name;
  return std::move(segments->front());
}

/// The segment that the answer to an update shows, or what is known of it anyway.
Answer<LiveSegment> updated(const Attempt& attempt, const SegmentId& id, const FilterUpdate& update,
                            const http::Response& response) {
  if (!decode_acknowledgement(response.body)) {
    return tl::make_unexpected(unreadable(attempt, response));
  }
  LiveSegment known;
  known.id = id;
  known.name = update.new_name.value_or(SegmentName());
  auto segments = decode_segments(response.body);
  if (!segments || segments->empty()) return known;
  if (segments->size() != 1 || segments->front().id != id) {
    return tl::make_unexpected(unreadable(attempt, response));
  }
  if (segments->front().name.empty()) segments->front().name = known.name;
  return std::move(segments->front());
}

}  // namespace

Writer::Writer(http::Transport& transport, Connection connection, quota::Gate* gate)
    : transport_(transport), connection_(std::move(connection)), gate_(gate) {}

Answer<http::Response> Writer::send(const Attempt& attempt, std::span<const quota::Cost> costs,
                                    const std::string& path, const Result<std::string>& body) {
  if (!body) return tl::make_unexpected(not_sent(attempt, body.error()));
  for (int attempts = 1;; ++attempts) {
    if (gate_ != nullptr) {
      if (const auto granted = gate_->acquire(costs); !granted) {
        return tl::make_unexpected(held_back(attempt, granted.error(), gate_->now()));
      }
    }
    auto answer = judge(attempt, costs.front().meter,
                        transport_.send(make_request(connection_, attempt.method, path, *body)));
    if (!is_to_repeat(answer, attempts)) return answer;
  }
}

Answer<http::Response> Writer::judge(const Attempt& attempt, quota::Meter meter,
                                     Result<http::Response> outcome) {
  if (outcome || outcome.error().code == ErrorCode::LookFirst) ++sent_;
  if (!outcome) return tl::make_unexpected(failure_of(attempt, outcome.error()));
  const Timestamp now = gate_ != nullptr ? gate_->now() : SystemClock().now();
  const auto advice = gate_ != nullptr ? advice_in(*outcome, now) : std::vector<quota::Advice>();
  for (const quota::Advice& one : advice) gate_->learn(meter, one);
  if (outcome->status >= 200 && outcome->status <= 299) return std::move(*outcome);
  return tl::make_unexpected(failure_of(attempt, *outcome, now));
}

bool Writer::is_to_repeat(const Answer<http::Response>& answer, int attempts) const {
  return gate_ != nullptr && attempts < kMostAttempts && !answer &&
         answer.error().kind == FailureKind::RateLimited;
}

Answer<LiveSegment> Writer::create_filter(const SegmentName& name, const Definition& definition) {
  const Attempt attempt{http::Method::Post, "create the segment " + in_quotes(name.str()),
                        connection_.api_key};
  const Costs costs{{quota::Meter::CreateFilter, 1}};
  const auto answer = send(attempt, costs, kSegmentsPath, encode_filter(name, definition));
  if (!answer) return tl::make_unexpected(answer.error());
  return created(attempt, name, *answer);
}

Answer<LiveSegment> Writer::update_filter(const SegmentId& id, const FilterUpdate& update) {
  const Attempt attempt{http::Method::Patch,
                        "update the segment with the ID " + in_quotes(id.str()),
                        connection_.api_key};
  if (id.empty()) {
    return tl::make_unexpected(
        not_sent(attempt, {ErrorCode::Invalid, "an update needs the segment's ID", {}}));
  }
  const Costs costs{{quota::Meter::UpdateFilter, 1}};
  const auto answer = send(attempt, costs, std::string(kSegmentsPath) + "/" + path_step(id.str()),
                           encode_update(update));
  if (!answer) return tl::make_unexpected(answer.error());
  return updated(attempt, id, update, *answer);
}

Answer<Accepted> Writer::create_file(const FileCall& call) {
  const Attempt attempt{http::Method::Post, "create the segment " + in_quotes(call.name.str()),
                        connection_.api_key};
  return accepted(
      attempt, call.name,
      send(attempt, file_costs(call.users.value_or(0)), kFileSegmentPath, encode_new_file(call)));
}

Answer<Accepted> Writer::change_file(const std::string& task, const char* step,
                                     const FileCall& call) {
  const Attempt attempt{http::Method::Put, task + in_quotes(call.name.str()), connection_.api_key};
  const bool removes = std::string_view(step) == kRemoveStep;
  const Costs costs = file_costs(removes ? 0 : call.users.value_or(0));
  return accepted(
      attempt, call.name,
      send(attempt, costs, std::string(kFileSegmentPath) + step, encode_file_change(call)));
}

Answer<Accepted> Writer::add_users(const FileCall& call) {
  return change_file("add users to the segment ", "/add-users", call);
}

Answer<Accepted> Writer::remove_users(const FileCall& call) {
  return change_file("remove users from the segment ", kRemoveStep, call);
}

Answer<Accepted> Writer::replace_users(const FileCall& call) {
  return change_file("replace the users of the segment ", "/replace", call);
}

void Writer::sync_cohorts(std::span<const CohortCall> calls, const CohortEnded& ended) {
  std::vector<Attempt> attempts;
  for (const CohortCall& call : calls) attempts.push_back(attempt_of(call, connection_.api_key));
  std::vector<int> made(calls.size());
  std::vector<std::size_t> waiting(calls.size());
  std::iota(waiting.begin(), waiting.end(), std::size_t{0});
  while (!waiting.empty()) {
    std::size_t places = waiting.size();
    if (gate_ != nullptr) {
      const auto granted = gate_->acquire_some(quota::Meter::CohortSync, waiting.size());
      if (!granted) {
        for (const std::size_t i : waiting) {
          ended(i, tl::make_unexpected(held_back(attempts[i], granted.error(), gate_->now())));
        }
        return;
      }
      places = *granted;
    }
    const auto last = waiting.begin() + static_cast<std::ptrdiff_t>(places);
    const std::vector<std::size_t> going(waiting.begin(), last);
    waiting.erase(waiting.begin(), last);
    std::vector<http::Request> requests;
    requests.reserve(going.size());
    for (const std::size_t i : going) {
      requests.push_back(make_request(connection_, http::Method::Post, kCohortPath, calls[i].body));
    }
    transport_.send_each(requests, [&](std::size_t place, Result<http::Response> outcome) {
      const std::size_t i = going[place];
      const auto answer = judge(attempts[i], quota::Meter::CohortSync, std::move(outcome));
      if (is_to_repeat(answer, ++made[i])) {
        waiting.push_back(i);
      } else {
        ended(i, accepted(attempts[i], calls[i].name, answer));
      }
    });
  }
}

Answer<Accepted> Writer::set_activity(const std::string& task, const char* path,
                                      const SegmentName& name, const SegmentId& id) {
  const Attempt attempt{http::Method::Patch, task + in_quotes(name.str()), connection_.api_key};
  const Costs costs{{quota::Meter::Archival, 1}};
  return accepted(attempt, name, send(attempt, costs, path, encode_archival(name, id)));
}

Answer<Accepted> Writer::archive(const SegmentName& name, const SegmentId& id) {
  return set_activity("archive the segment ", "/v2/custom-segments/archive", name, id);
}

Answer<Accepted> Writer::unarchive(const SegmentName& name, const SegmentId& id) {
  return set_activity("unarchive the segment ", "/v2/custom-segments/unarchive", name, id);
}

}  // namespace segctl::moengage
