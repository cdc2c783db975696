#include "moengage/writer.h"

#include "base/text.h"
#include "moengage/answers.h"
#include "moengage/attempt.h"
#include "moengage/bodies.h"
#include "moengage/requests.h"

namespace segctl::moengage {
namespace {

constexpr const char* kFileSegmentPath = "/v2/custom-segments/file-segment";

/// The answer to the one request that `attempt` makes, if its status is 2xx.
Answer<http::Response> send_once(http::Transport& transport, const Connection& connection,
                                 const Attempt& attempt, const std::string& path,
                                 const Result<std::string>& body) {
  if (!body) return tl::make_unexpected(not_sent(attempt, body.error()));
  auto outcome = transport.send(make_request(connection, attempt.method, path, *body));
  if (!outcome) return tl::make_unexpected(failure_of(attempt, outcome.error()));
  if (outcome->status < 200 || outcome->status > 299) {
    return tl::make_unexpected(failure_of(attempt, *outcome, SystemClock().now()));
  }
  return std::move(*outcome);
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

Writer::Writer(http::Transport& transport, Connection connection)
    : transport_(transport), connection_(std::move(connection)) {}

Answer<LiveSegment> Writer::create_filter(const SegmentName& name, const Definition& definition) {
  const Attempt attempt{http::Method::Post, "create the segment " + in_quotes(name.str()),
                        connection_.api_key};
  const auto answer =
      send_once(transport_, connection_, attempt, kSegmentsPath, encode_filter(name, definition));
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
  const auto answer =
      send_once(transport_, connection_, attempt,
                std::string(kSegmentsPath) + "/" + path_step(id.str()), encode_update(update));
  if (!answer) return tl::make_unexpected(answer.error());
  return updated(attempt, id, update, *answer);
}

Answer<Accepted> Writer::create_file(const FileCall& call) {
  const Attempt attempt{http::Method::Post, "create the segment " + in_quotes(call.name.str()),
                        connection_.api_key};
  return accepted(
      attempt, call.name,
      send_once(transport_, connection_, attempt, kFileSegmentPath, encode_new_file(call)));
}

Answer<Accepted> Writer::change_file(const std::string& task, const char* step,
                                     const FileCall& call) {
  const Attempt attempt{http::Method::Put, task + in_quotes(call.name.str()), connection_.api_key};
  return accepted(attempt, call.name,
                  send_once(transport_, connection_, attempt, std::string(kFileSegmentPath) + step,
                            encode_file_change(call)));
}

Answer<Accepted> Writer::add_users(const FileCall& call) {
  return change_file("add users to the segment ", "/add-users", call);
}

Answer<Accepted> Writer::remove_users(const FileCall& call) {
  return change_file("remove users from the segment ", "/remove-users", call);
}

Answer<Accepted> Writer::replace_users(const FileCall& call) {
  return change_file("replace the users of the segment ", "/replace", call);
}

Answer<Accepted> Writer::set_activity(const std::string& task, const char* path,
                                      const SegmentName& name, const SegmentId& id) {
  const Attempt attempt{http::Method::Patch, task + in_quotes(name.str()), connection_.api_key};
  return accepted(attempt, name,
                  send_once(transport_, connection_, attempt, path, encode_archival(name, id)));
}

Answer<Accepted> Writer::archive(const SegmentName& name, const SegmentId& id) {
  return set_activity("archive the segment ", "/v2/custom-segments/archive", name, id);
}

Answer<Accepted> Writer::unarchive(const SegmentName& name, const SegmentId& id) {
  return set_activity("unarchive the segment ", "/v2/custom-segments/unarchive", name, id);
}

}  // namespace segctl::moengage
