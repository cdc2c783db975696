#include "moengage/writer.h"

#include "support/fake_transport.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::moengage;

namespace {

const std::vector<http::Header> kHeaders{{"Authorization", "Basic QVBQOmtleQ=="},
                                         {"MOE-APPKEY", "APP"},
                                         {"Content-Type", "application/json"}};
const SegmentName kGold("Gold");
const SegmentId kId("i");

/// A writer, and the world around it.
struct Scene {
  test::FakeTransport transport;
  Writer writer{transport, {"https://host", "APP", "key", ""}};

  /// Whether exactly this one request was sent.
  [[nodiscard]] bool sent(http::Method method, const std::string& path,
                          const std::string& body) const {
    return transport.requests() ==
           std::vector<http::Request>{{method, "https://host" + path, kHeaders, body}};
  }
};

Definition definition(const char* included) { return {Json::parse(included), nullptr}; }

LiveSegment segment(const std::string& id, const std::string& name) {
  LiveSegment segment;
  segment.id = SegmentId(id);
  segment.name = SegmentName(name);
  return segment;
}

FileCall file_call() {
  FileCall call;
  call.name = kGold;
  call.attribute_name = "ID";
  call.attribute_type = "string";
  call.file_url = "https://h/a.csv?sig=x";
  call.expiry_days = 30;
  return call;
}

bool same(const Answer<Accepted>& answer, const SegmentId& id, const SegmentName& name) {
  return answer && answer->id == id && answer->name == name;
}

using WriterCall = std::function<Failure(Writer&)>;

/// Every call that changes something, made and failed.
std::vector<WriterCall> all_calls() {
  return {
      [](Writer& w) { return w.create_filter(kGold, definition("{}")).error(); },
      [](Writer& w) {
        return w.update_filter(kId, {definition("{}"), FilterUpdate::Excluded::Omit, {}}).error();
      },
      [](Writer& w) { return w.create_file(file_call()).error(); },
      [](Writer& w) { return w.add_users(file_call()).error(); },
      [](Writer& w) { return w.remove_users(file_call()).error(); },
      [](Writer& w) { return w.replace_users(file_call()).error(); },
      [](Writer& w) { return w.archive(kGold, kId).error(); },
      [](Writer& w) { return w.unarchive(kGold, kId).error(); },
  };
}

}  // namespace

TEST_CASE("a filter segment is created from its name and definition") {
  Scene scene;
  scene.transport.will_answer(
      201, R"({"data":{"id":"i","name":"Gold","included_filters":{"filters":[1]}}})");
  LiveSegment expected = segment("i", "Gold");
  expected.definition = definition(R"({"filters":[1]})");
  CHECK(scene.writer.create_filter(
            kGold, definition(R"({"filters":[1],"filter_operator":"and"})")) == expected);
  CHECK(
      scene.sent(http::Method::Post, "/v3/custom-segments",
                 R"({"included_filters":{"filter_operator":"and","filters":[1]},"name":"Gold"})"));
}

TEST_CASE("an exclusion is created where there is one") {
  Scene scene;
  scene.transport.will_answer(200, R"({"data":[{"id":"i"}]})");
  Definition both = definition("{}");
  both.excluded = Json::parse(R"({"filters":[2]})");
  CHECK(scene.writer.create_filter(kGold, both) == segment("i", "Gold"));
  CHECK(scene.sent(http::Method::Post, "/v3/custom-segments",
                   R"({"excluded_filters":{"filters":[2]},"included_filters":{},"name":"Gold"})"));
}

TEST_CASE("numbers and names reach the API as they are") {
  Scene scene;
  scene.transport.will_answer(201, R"({"data":{"id":"i"}})");
  const std::string numbers =
      R"({"v":[0.1,9007199254740993,18446744073709551615,-9223372036854775808,1.0,"007"]})";
  CHECK(scene.writer.create_filter(SegmentName("Käufer \"🛒\" \x01"),
                                   definition(numbers.c_str())));
  CHECK(scene.sent(http::Method::Post, "/v3/custom-segments",
                   R"({"included_filters":)" + numbers + R"(,"name":"Käufer \"🛒\" \u0001"})"));
}

TEST_CASE("an update sends the inclusion always, the exclusion and a new name where asked") {
  using Excluded = FilterUpdate::Excluded;
  Definition both = definition(R"({"filters":[1]})");
  both.excluded = Json::parse(R"({"filters":[2]})");
  const auto body_of = [](const FilterUpdate& update) {
    Scene scene;
    scene.transport.will_answer(200, R"({"data":{"id":"i","name":"Gold"}})");
    CHECK(scene.writer.update_filter(kId, update) == segment("i", "Gold"));
    const http::Request& request = scene.transport.requests().at(0);
    CHECK(scene.sent(http::Method::Patch, "/v3/custom-segments/i", request.body));
    return request.body;
  };
  CHECK(body_of({both, Excluded::Omit, {}}) == R"({"included_filters":{"filters":[1]}})");
  CHECK(body_of({both, Excluded::Send, {}}) ==
        R"({"excluded_filters":{"filters":[2]},"included_filters":{"filters":[1]}})");
  CHECK(body_of({definition("{}"), Excluded::Send, {}}) ==
        R"({"excluded_filters":{"filter_operator":"and","filters":[]},"included_filters":{}})");
  CHECK(body_of({definition("{}"), Excluded::Omit, SegmentName("New")}) ==
        R"({"included_filters":{},"name":"New"})");
}

TEST_CASE("of an update whose answer shows no segment, ID and new name are known") {
  Scene scene;
  scene.transport.will_answer(200, R"({"response_id":"r"})");
  CHECK(scene.writer.update_filter(kId, {definition("{}"), FilterUpdate::Excluded::Omit,
                                         SegmentName("New")}) == segment("i", "New"));
}

TEST_CASE("an update without an ID, or answered about another segment, does not pass") {
  Scene scene;
  const FilterUpdate update{definition("{}"), FilterUpdate::Excluded::Omit, {}};
  CHECK(scene.writer.update_filter(SegmentId(), update).error().error ==
        Error{ErrorCode::Invalid,
              "could not update the segment with the ID \"\": an update needs the segment's ID",
              ""});
  CHECK(scene.transport.requests().empty());
  scene.transport.will_answer(200, R"({"data":{"id":"other","name":"n"}})");
  CHECK(scene.writer.update_filter(kId, update).error().kind == FailureKind::Unknown);
}

TEST_CASE("a reference by key is never sent") {
  Scene scene;
  const Definition open = definition(
      R"({"filters":[{"filter_type":"nested_filters","filters":[
          {"filter_type":"custom_segments","key":"silver"}]}]})");
  const std::string why = "the definition refers to the segment \"silver\", which has no ID yet";
  const auto created = scene.writer.create_filter(kGold, open);
  CHECK(created.error().kind == FailureKind::Invalid);
  CHECK(created.error().error == Error{ErrorCode::Invalid,
                                       "could not create the segment \"Gold\": " + why,
                                       "create that segment first"});
  Definition excluding = definition("{}");
  excluding.excluded = open.included;
  CHECK(scene.writer.update_filter(kId, {excluding, FilterUpdate::Excluded::Omit, {}})
            .error()
            .error.message == "could not update the segment with the ID \"i\": " + why);
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("a text that is not UTF-8 is not sent") {
  Scene scene;
  const auto answer = scene.writer.archive(SegmentName("\xff"), kId);
  CHECK(answer.error().kind == FailureKind::Invalid);
  CHECK(answer.error().error ==
        Error{ErrorCode::Invalid,
              "could not archive the segment \"\\xff\": a text in the segment is not UTF-8",
              "save the manifest as UTF-8"});
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("a file segment is created from all that its manifest says") {
  Scene scene;
  scene.transport.will_answer(202, R"({"success":true,"cs_name":"Gold","cs_id":"i"})");
  FileCall call = file_call();
  call.id = SegmentId("never sent on create");
  call.callback_url = "https://h/c";
  call.emails = {"a@h", "b@h"};
  CHECK(same(scene.writer.create_file(call), kId, kGold));
  CHECK(scene.sent(http::Method::Post, "/v2/custom-segments/file-segment",
                   R"({"attribute_name":"ID","attribute_type":"string",)"
                   R"("callback_url":"https://h/c","emails":["a@h","b@h"],"expiry_time":30,)"
                   R"("file_url":"https://h/a.csv?sig=x","name":"Gold"})"));
}

TEST_CASE("a create that is accepted without an ID passes without one") {
  Scene scene;
  scene.transport.will_answer(202, "{}");
  CHECK(same(scene.writer.create_file(file_call()), SegmentId(), kGold));
}

TEST_CASE("members are changed by call, with the ID where it is known and without expiry") {
  const std::string body = R"({"attribute_name":"ID","attribute_type":"string",)"
                           R"("cs_id":"i","file_url":"https://h/a.csv?sig=x","name":"Gold"})";
  FileCall call = file_call();
  call.id = kId;
  Scene adding;
  adding.transport.will_answer(202, R"({"success":true})");
  CHECK(same(adding.writer.add_users(call), SegmentId(), kGold));
  CHECK(adding.sent(http::Method::Put, "/v2/custom-segments/file-segment/add-users", body));
  Scene removing;
  removing.transport.will_answer(202, R"({"success":true})");
  CHECK(same(removing.writer.remove_users(call), SegmentId(), kGold));
  CHECK(removing.sent(http::Method::Put, "/v2/custom-segments/file-segment/remove-users", body));
  Scene replacing;
  replacing.transport.will_answer(202, R"({"success":true})");
  call.id = SegmentId();
  CHECK(same(replacing.writer.replace_users(call), SegmentId(), kGold));
  CHECK(replacing.sent(http::Method::Put, "/v2/custom-segments/file-segment/replace",
                       R"({"attribute_name":"ID","attribute_type":"string",)"
                       R"("file_url":"https://h/a.csv?sig=x","name":"Gold"})"));
}

TEST_CASE("a segment is archived and unarchived by name and ID, answered with 200 or 202") {
  Scene archiving;
  archiving.transport.will_answer(200, R"({"success":true,"cs_name":"Gold"})");
  CHECK(same(archiving.writer.archive(kGold, kId), SegmentId(), kGold));
  CHECK(archiving.sent(http::Method::Patch, "/v2/custom-segments/archive",
                       R"({"cs_id":"i","name":"Gold"})"));
  Scene unarchiving;
  unarchiving.transport.will_answer(202, R"({"success":true,"cs_name":"Gold"})");
  CHECK(same(unarchiving.writer.unarchive(kGold, SegmentId()), SegmentId(), kGold));
  CHECK(
      unarchiving.sent(http::Method::Patch, "/v2/custom-segments/unarchive", R"({"name":"Gold"})"));
}

TEST_CASE("no call is repeated, whatever it meets") {
  for (const WriterCall& call : all_calls()) {
    for (const int status : {408, 429, 500, 502, 503, 504}) {
      Scene scene;
      scene.transport.will_answer(status, "", {{"Retry-After", "0"}});
      CHECK(call(scene.writer).http_status == status);
      CHECK(scene.transport.requests().size() == 1);
    }
    for (const ErrorCode code : {ErrorCode::Retry, ErrorCode::LookFirst, ErrorCode::GiveUp}) {
      Scene scene;
      scene.transport.will_fail(code, "trouble");
      CHECK(call(scene.writer).error.code == code);
      CHECK(scene.transport.requests().size() == 1);
    }
  }
}

TEST_CASE("a good status with a body that can't be read is unknown, for every call") {
  for (const WriterCall& call : all_calls()) {
    for (const char* body : {"", "<html>Welcome</html>", "[]", "{\"data\":"}) {
      Scene scene;
      scene.transport.will_answer(200, body);
      const Failure failure = call(scene.writer);
      CHECK(failure.kind == FailureKind::Unknown);
      CHECK(failure.error.code == ErrorCode::LookFirst);
      CHECK(failure.http_status == 200);
    }
  }
}

TEST_CASE("a create that shows no segment is unknown") {
  for (const char* body : {"{}", R"({"data":[]})", R"({"data":{"name":"Gold"}})",
                           R"({"data":[{"id":"a"},{"id":"b"}]})"}) {
    Scene scene;
    scene.transport.will_answer(201, body);
    CHECK(scene.writer.create_filter(kGold, definition("{}")).error().kind == FailureKind::Unknown);
  }
}

TEST_CASE("an answer that denies its own good status is a refusal") {
  Scene scene;
  scene.transport.will_answer(202, R"({"success":false,"message":"No such file"})");
  const auto answer = scene.writer.add_users(file_call());
  CHECK(answer.error().kind == FailureKind::Invalid);
  CHECK(answer.error().error ==
        Error{ErrorCode::Invalid,
              "could not add users to the segment \"Gold\": MoEngage says \"No such file\" "
              "(HTTP 202, success: false)",
              ""});
}

TEST_CASE("the failure names the call that failed") {
  const std::vector<std::string> tasks = {"create the segment \"Gold\"",
                                          "update the segment with the ID \"i\"",
                                          "create the segment \"Gold\"",
                                          "add users to the segment \"Gold\"",
                                          "remove users from the segment \"Gold\"",
                                          "replace the users of the segment \"Gold\"",
                                          "archive the segment \"Gold\"",
                                          "unarchive the segment \"Gold\""};
  const auto calls = all_calls();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    Scene scene;
    scene.transport.will_answer(401, "");
    CHECK(calls[i](scene.writer).error.message ==
          "could not " + tasks[i] + ": MoEngage does not accept the credentials (HTTP 401)");
  }
}

namespace {

using namespace std::chrono_literals;

const Timestamp kStart = *parse_utc("2026-03-01T12:00:00");

/// A writer behind a gate.
struct CountedScene {
  test::FakeTransport transport;
  ManualClock clock{kStart};
  quota::MemoryLedger ledger;
  quota::Gate gate{{}, ledger, clock, {}, 1};
  Writer writer{transport, {"https://host", "APP", "key", ""}, &gate};

  [[nodiscard]] std::uint64_t used(quota::Meter meter) {
    return quota::used_in(ledger.record().of(meter), 24h, clock.now());
  }

  /// What came of payloads that were sent together.
  [[nodiscard]] std::vector<Answer<Accepted>> sync(const std::vector<CohortCall>& calls) {
    std::vector<Answer<Accepted>> answers(calls.size(), tl::make_unexpected(Failure{}));
    writer.sync_cohorts(calls, [&](std::size_t place, Answer<Accepted> answer) {
      answers[place] = std::move(answer);
    });
    return answers;
  }
};

}  // namespace

TEST_CASE("a file operation is counted before it is sent, with the users that it brings") {
  CountedScene scene;
  FileCall call = file_call();
  call.users = 1'000;
  for (int i = 0; i < 3; ++i) scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  CHECK_FALSE(scene.writer.create_file(call));
  CHECK_FALSE(scene.writer.replace_users(call));
  CHECK_FALSE(scene.writer.remove_users(call));
  CHECK(scene.used(quota::Meter::FileOperation) == 3);
  CHECK(scene.used(quota::Meter::FileUsers) == 2'000);
}

TEST_CASE("creates and updates of filter segments have windows of their own, archives have none") {
  CountedScene scene;
  for (int i = 0; i < 4; ++i) scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  const auto any = definition(R"({"filters":[]})");
  CHECK_FALSE(scene.writer.create_filter(kGold, any));
  CHECK_FALSE(scene.writer.update_filter(kId, {any, FilterUpdate::Excluded::Omit, {}}));
  CHECK_FALSE(scene.writer.archive(kGold, kId));
  CHECK_FALSE(scene.writer.unarchive(kGold, kId));
  CHECK(scene.used(quota::Meter::CreateFilter) == 1);
  CHECK(scene.used(quota::Meter::UpdateFilter) == 1);
  CHECK(scene.used(quota::Meter::Archival) == 0);
}

TEST_CASE("a payload of a cohort is sent as it is, counted, and accepted or not") {
  CountedScene scene;
  scene.transport.will_answer(
      200, R"({"status":"success","message":"Your request has been accepted and will be )"
           R"(processed soon."})");
  scene.transport.will_answer(413, R"({"status":"fail","error":{"message":"too large"}})");
  scene.transport.will_answer(200, R"({"status":"fail","error":{"message":"no"}})");
  scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  const std::vector<CohortCall> calls(4, {kGold, MemberOperation::Remove, "{}"});
  const auto answers = scene.sync(calls);
  CHECK(same(answers[0], SegmentId(), kGold));
  CHECK(answers[1].error().http_status == 413);
  CHECK_FALSE(answers[2]);
  CHECK(answers[3].error().kind == FailureKind::Unknown);
  CHECK(scene.used(quota::Meter::CohortSync) == 4);
  const http::Request request = scene.transport.requests().front();
  CHECK(request.method == http::Method::Post);
  CHECK(request.url == "https://host/v1/integrations/cohortsync");
  CHECK(request.body == "{}");
}

TEST_CASE("payloads that a window has no room for wait, and one that met a 429 is sent again") {
  CountedScene scene;
  scene.transport.will_answer(429, R"({"status":"fail","error":{"message":"slow down"}})",
                              {{"Retry-After", "5"}});
  for (int i = 0; i < 301; ++i) {
    scene.transport.will_answer(200, R"({"status":"success","message":"accepted"})");
  }
  std::vector<CohortCall> calls;
  for (int i = 0; i < 301; ++i) calls.push_back({kGold, MemberOperation::Add, std::to_string(i)});
  for (const auto& answer : scene.sync(calls)) CHECK(same(answer, SegmentId(), kGold));
  REQUIRE(scene.transport.requests().size() == 302);
  CHECK(scene.transport.requests()[299].body == "299");
  CHECK(scene.transport.requests()[300].body == "300");
  CHECK(scene.transport.requests()[301].body == "0");
  CHECK(scene.used(quota::Meter::CohortSync) == 302);
  CHECK(scene.clock.now() >= kStart + 1min);
}

TEST_CASE("payloads that get no place in time are held back, and not sent") {
  CountedScene scene;
  scene.gate.learn(quota::Meter::CohortSync, {true, 10min, {}, {}, {}});
  const std::vector<CohortCall> calls(3, {kGold, MemberOperation::Add, "{}"});
  for (const auto& answer : scene.sync(calls)) {
    CHECK(answer.error().kind == FailureKind::RateLimited);
  }
  CHECK(scene.transport.requests().empty());
  CHECK(scene.used(quota::Meter::CohortSync) == 0);
}

TEST_CASE("a call without a place is not sent, and says when to come back") {
  CountedScene scene;
  for (int i = 0; i < 10; ++i) scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  for (int i = 0; i < 10; ++i) CHECK_FALSE(scene.writer.create_file(file_call()));
  const auto refused = scene.writer.create_file(file_call());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == FailureKind::RateLimited);
  CHECK(refused.error().retry_after == 1h + quota::kTravel);
  CHECK(refused.error().error.message ==
        "could not create the segment \"Gold\": MoEngage's limit on file operations is used up "
        "until 13:00:02 UTC");
  CHECK(scene.transport.requests().size() == 10);
}

TEST_CASE("after a 429 whose wait is short enough the call is sent again") {
  CountedScene scene;
  scene.transport.will_answer(429,
                              R"({"title":"x","description":"File segment operations limit )"
                              R"(breached. Current limit: 10/60 mins"})",
                              {{"Retry-After", "30"}});
  scene.transport.will_answer(202, R"({"success":true,"cs_name":"Gold","cs_id":"i"})");
  CHECK(same(scene.writer.create_file(file_call()), kId, kGold));
  CHECK(scene.clock.now() - kStart >= 30s);
  CHECK(scene.clock.now() - kStart <= 33s);
  CHECK(scene.used(quota::Meter::FileOperation) == 2);
}

TEST_CASE(
    "a call is counted as sent where MoEngage may have got it, and each time that it is made") {
  CountedScene scene;
  CHECK(scene.writer.sent() == 0);
  scene.transport.will_answer(429, "", {{"Retry-After", "3"}});
  scene.transport.will_answer(202, R"({"success":true,"cs_name":"Gold","cs_id":"i"})");
  CHECK(scene.writer.create_file(file_call()).has_value());
  CHECK(scene.writer.sent() == 2);
  scene.transport.will_fail(ErrorCode::LookFirst, "the connection was cut");
  CHECK_FALSE(scene.writer.archive(kGold, kId).has_value());
  CHECK(scene.writer.sent() == 3);
  scene.transport.will_fail(ErrorCode::Retry, "no connection");
  CHECK_FALSE(scene.writer.archive(kGold, kId).has_value());
  scene.transport.will_fail(ErrorCode::GiveUp, "the certificate is not trusted");
  CHECK_FALSE(scene.writer.archive(kGold, kId).has_value());
  CHECK(scene.writer.sent() == 3);
  CHECK_FALSE(scene.writer.update_filter(SegmentId(), {}).has_value());
  CHECK(scene.writer.sent() == 3);
  scene.transport.will_answer(413, R"({"status":"fail","error":{"message":"too large"}})");
  scene.transport.will_answer(200, R"({"status":"success","message":"accepted"})");
  CHECK(scene.sync({2, {kGold, MemberOperation::Add, "{}"}})[1].has_value());
  CHECK(scene.writer.sent() == 5);
}

TEST_CASE("a 429 without a time closes the hour that it names, for all file operations") {
  CountedScene scene;
  scene.transport.will_answer(429, R"({"title":"x","description":"File segment operations limit )"
                                   R"(breached. Current limit: 10/60 mins"})");
  CHECK(scene.writer.create_file(file_call()).error().kind == FailureKind::RateLimited);
  const auto refused = scene.writer.remove_users(file_call());
  CHECK(refused.error().kind == FailureKind::RateLimited);
  CHECK(*refused.error().retry_after >= 1h);
  CHECK(*refused.error().retry_after <= 66min);
  CHECK(scene.transport.requests().size() == 1);
}

TEST_CASE("a 429 for the active-segment limit is never sent again, and closes nothing") {
  CountedScene scene;
  scene.transport.will_answer(429,
                              R"({"error":{"message":"Total active segments limit breached",)"
                              R"("actual_count":1000,"limit":1000}})",
                              {{"Retry-After", "1"}});
  const auto refused = scene.writer.create_filter(kGold, definition(R"({"filters":[]})"));
  CHECK(refused.error().kind == FailureKind::SegmentLimit);
  CHECK(scene.transport.requests().size() == 1);
  CHECK(scene.ledger.record().of(quota::Meter::CreateFilter).caps.empty());
}

TEST_CASE("429s without end are given up after five") {
  CountedScene scene;
  for (int i = 0; i < 5; ++i) scene.transport.will_answer(429, "", {{"Retry-After", "1"}});
  CHECK(scene.writer.create_file(file_call()).error().kind == FailureKind::RateLimited);
  CHECK(scene.transport.requests().size() == 5);
}
