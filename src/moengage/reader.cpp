#include "moengage/reader.h"

#include "base/encoding.h"
#include "base/parallel.h"
#include "base/text.h"
#include "http/retry_after.h"
#include "moengage/answers.h"
#include "moengage/attempt.h"
#include "moengage/requests.h"

#include <algorithm>
#include <random>

namespace segctl::moengage {
namespace {

bool is_good(const http::Response& response) {
  return response.status >= 200 && response.status < 300;
}

Attempt attempt_to_get(const SegmentId& id, const Connection& connection) {
  return {http::Method::Get, "read the segment with the ID " + in_quotes(id.str()),
          connection.api_key};
}

/// Fewer answers than this are read sooner than a thread starts.
constexpr std::size_t kAnswersWorthAThread = 32;

Answer<std::vector<LiveSegment>> listed(const Attempt& attempt,
                                        const Answer<http::Response>& answer) {
  if (!answer) return tl::make_unexpected(answer.error());
  // Of definitions only Get is believed.
  auto segments = decode_segments(answer->body, Definitions::PassedOver);
  if (!segments) return tl::make_unexpected(unreadable(attempt, *answer));
  std::erase_if(*segments, [](const LiveSegment& segment) { return segment.name.empty(); });
  return std::move(*segments);
}

Failure absent(const Attempt& attempt, int status) {
  Failure failure;
  failure.kind = FailureKind::NotFound;
  failure.error = {ErrorCode::NotFound, "could not " + attempt.task + ": MoEngage does not know it",
                   "check that the ID is one of this workspace"};
  failure.http_status = status;
  return failure;
}

Answer<LiveSegment> got(const SegmentId& id, const Connection& connection,
                        const Result<http::Response>& outcome, Timestamp now) {
  const Attempt attempt = attempt_to_get(id, connection);
  if (!outcome) return tl::make_unexpected(failure_of(attempt, outcome.error()));
  if (!is_good(*outcome)) return tl::make_unexpected(failure_of(attempt, *outcome, now));
  auto segments = decode_segments(outcome->body);
  if (!segments) return tl::make_unexpected(unreadable(attempt, *outcome));
  if (segments->empty()) return tl::make_unexpected(absent(attempt, outcome->status));
  const auto found = std::find_if(segments->begin(), segments->end(),
                                  [&id](const LiveSegment& segment) { return segment.id == id; });
  // Without a name it would look renamed.
  const bool whole = found != segments->end() && !found->name.empty();
  if (!whole) return tl::make_unexpected(unreadable(attempt, *outcome));
  return std::move(*found);
}

}  // namespace

Reader::Reader(http::Transport& transport, Clock& clock, Connection connection,
               http::RetryPolicy policy, std::optional<std::uint64_t> seed, quota::Gate* gate)
    : transport_(transport),
      clock_(clock),
      connection_(std::move(connection)),
      policy_(policy),
      random_(seed ? *seed : std::random_device{}()),
      gate_(gate) {}

quota::Granted<std::size_t> Reader::reserve(quota::Meter meter, std::size_t most) {
  if (gate_ == nullptr) return most;
  return gate_->acquire_some(meter, most);
}

void Reader::learn(quota::Meter meter, const Result<http::Response>& outcome) {
  if (gate_ == nullptr || !outcome) return;
  for (const quota::Advice& advice : advice_in(*outcome, clock_.now())) gate_->learn(meter, advice);
}

std::optional<Duration> Reader::delay(int attempts, const Result<http::Response>& outcome) {
  const Timestamp now = clock_.now();
  // The gate has learnt of a 429, and decides itself how long to wait for the next place.
  if (gate_ != nullptr && outcome && outcome->status == 429 && !advice_in(*outcome, now).empty()) {
    return attempts < policy_.max_attempts ? std::optional(Duration(0)) : std::nullopt;
  }
  const auto advice = outcome ? http::advised_wait(*outcome, now) : std::nullopt;
  const double random = std::uniform_real_distribution<double>(0, 1)(random_);
  return http::retry_delay(policy_, http::Method::Get, attempts, outcome, advice, random);
}

Answer<http::Response> Reader::send_list(const Attempt& attempt, const std::string& path) {
  const http::Request request = make_request(connection_, http::Method::Get, path);
  for (int attempts = 1;; ++attempts) {
    if (const auto granted = reserve(quota::Meter::List, 1); !granted) {
      return tl::make_unexpected(held_back(attempt, granted.error(), clock_.now()));
    }
    auto outcome = transport_.send(request);
    learn(quota::Meter::List, outcome);
    if (const auto wait = delay(attempts, outcome)) {
      clock_.sleep_for(*wait);
      continue;
    }
    if (!outcome) return tl::make_unexpected(failure_of(attempt, outcome.error()));
    if (is_good(*outcome)) return std::move(*outcome);
    return tl::make_unexpected(failure_of(attempt, *outcome, clock_.now()));
  }
}

Answer<std::vector<LiveSegment>> Reader::list() {
  const Attempt attempt{http::Method::Get, "list the segments", connection_.api_key};
  return listed(attempt, send_list(attempt, kSegmentsPath));
}

Answer<std::vector<LiveSegment>> Reader::list_by_name(const SegmentName& name) {
  const Attempt attempt{http::Method::Get, "look up the segment " + in_quotes(name.str()),
                        connection_.api_key};
  const std::string path = std::string(kSegmentsPath) + "?name=" + percent_encoded(name.str());
  auto segments = listed(attempt, send_list(attempt, path));
  if (!segments) return segments;
  segments->erase(std::remove_if(segments->begin(), segments->end(),
                                 [&name](const LiveSegment& other) { return other.name != name; }),
                  segments->end());
  return segments;
}

Answer<LiveSegment> Reader::get(const SegmentId& id) {
  return std::move(get_all(std::span<const SegmentId>(&id, 1)).front());
}

std::size_t Reader::gets_left() {
  if (gate_ == nullptr) return SIZE_MAX;
  return static_cast<std::size_t>(gate_->left(quota::Meter::Get));
}

std::vector<Answer<LiveSegment>> Reader::get_all(std::span<const SegmentId> ids) {
  Answers answers(ids.size());
  std::vector<Asked> open;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i].empty()) {  // the path without an ID is List's
      answers[i] = tl::make_unexpected(absent(attempt_to_get(ids[i], connection_), 0));
    } else {
      open.push_back({i, 0});
    }
  }
  while (!open.empty()) open = get_round(ids, std::move(open), answers);
  std::vector<Answer<LiveSegment>> all;
  all.reserve(answers.size());
  for (auto& answer : answers) all.push_back(std::move(*answer));
  return all;
}

std::vector<Reader::Asked> Reader::get_round(std::span<const SegmentId> ids,
                                             std::vector<Asked> open, Answers& answers) {
  const auto granted = reserve(quota::Meter::Get, open.size());
  if (!granted) {
    for (const Asked& asked : open) {
      const Attempt attempt = attempt_to_get(ids[asked.place], connection_);
      answers[asked.place] = tl::make_unexpected(held_back(attempt, granted.error(), clock_.now()));
    }
    return {};
  }
  std::vector<http::Request> requests;
  requests.reserve(*granted);
  for (std::size_t k = 0; k < *granted; ++k) {
    const std::string path = std::string(kSegmentsPath) + "/" + path_step(ids[open[k].place].str());
    requests.push_back(make_request(connection_, http::Method::Get, path));
  }
  const auto outcomes = transport_.send_all(requests);
  std::vector<Asked> again(open.begin() + static_cast<std::ptrdiff_t>(*granted), open.end());
  std::vector<std::size_t> finals;  // of the outcomes
  Duration longest{0};
  for (std::size_t k = 0; k < *granted; ++k) {
    const auto [place, attempts] = open[k];
    learn(quota::Meter::Get, outcomes[k]);
    if (const auto wait = delay(attempts + 1, outcomes[k])) {
      longest = std::max(longest, *wait);
      again.push_back({place, attempts + 1});
    } else {
      finals.push_back(k);
    }
  }
  const Timestamp now = clock_.now();
  parallel_for(finals.size(), kAnswersWorthAThread, [&](std::size_t i) {
    const std::size_t place = open[finals[i]].place;
    answers[place] = got(ids[place], connection_, outcomes[finals[i]], now);
  });
  if (longest > Duration(0)) clock_.sleep_for(longest);
  return again;
}

}  // namespace segctl::moengage
