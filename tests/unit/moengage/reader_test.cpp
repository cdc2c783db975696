#include "moengage/reader.h"

#include "support/fake_transport.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace segctl;
using namespace segctl::moengage;
using namespace std::chrono_literals;

namespace {

const Connection kConnection{"https://host", "APP", "key", "db"};
const std::vector<http::Header> kHeaders{{"Authorization", "Basic QVBQOmtleQ=="},
                                         {"MOE-APPKEY", "APP"},
                                         {"Content-Type", "application/json"},
                                         {"MOE-DBNAME", "db"}};
const Timestamp kStart = *parse_utc("2026-03-01T12:00:00");
const std::string kNotFound = R"({"error":{"message":"Entity Not Found"}})";

/// A reader, and the world around it.
struct Scene {
  test::FakeTransport transport;
  ManualClock clock{kStart};
  Reader reader{transport, clock, kConnection, {}, 1};

  [[nodiscard]] Duration waited() const { return clock.now() - kStart; }

  [[nodiscard]] std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const auto& request : transport.requests()) urls.push_back(request.url);
    return urls;
  }
};

http::Request get(const std::string& url) { return {http::Method::Get, url, kHeaders, ""}; }

std::string one(const std::string& id) { return R"({"data":{"id":")" + id + R"(","name":"n"}})"; }

LiveSegment segment(const std::string& id, const std::string& name) {
  LiveSegment segment;
  segment.id = SegmentId(id);
  segment.name = SegmentName(name);
  return segment;
}

}  // namespace

TEST_CASE("List asks for all segments and shows them without definitions") {
  Scene scene;
  scene.transport.will_answer(200, R"({"data":[{"id":"i","name":"n","included_filters":{}},
                                               {"id":"j"},{"id":"k","name":"m"}]})");
  CHECK(scene.reader.list() == std::vector<LiveSegment>{segment("i", "n"), segment("k", "m")});
  CHECK(scene.transport.requests() ==
        std::vector<http::Request>{get("https://host/v3/custom-segments")});
}

TEST_CASE("a look-up by name encodes the name and keeps only those of exactly that name") {
  Scene scene;
  scene.transport.will_answer(
      200, R"({"data":[{"id":"i","name":"A & B/ü"},{"id":"j","name":"a & b/ü"}]})");
  CHECK(scene.reader.list_by_name(SegmentName("A & B/ü")) ==
        std::vector<LiveSegment>{segment("i", "A & B/ü")});
  CHECK(
      scene.transport.requests() ==
      std::vector<http::Request>{get("https://host/v3/custom-segments?name=A%20%26%20B%2F%C3%BC")});
}

TEST_CASE("Get brings the definition, from an object or from a list of one") {
  const std::string item = R"({"id":"i","name":"n","included_filters":{"filters":[1]}})";
  LiveSegment expected = segment("i", "n");
  expected.definition = Definition{Json::parse(R"({"filters":[1]})"), nullptr};
  for (const std::string& data : {item, "[" + item + "]"}) {
    Scene scene;
    scene.transport.will_answer(200, R"({"data":)" + data + "}");
    CHECK(scene.reader.get(SegmentId("i")) == expected);
    CHECK(scene.transport.requests() ==
          std::vector<http::Request>{get("https://host/v3/custom-segments/i")});
  }
}

TEST_CASE("a segment is absent by 404, by a malformed ID, or by an empty list") {
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {404, kNotFound},
           {400, R"({"error":{"message":"Invalid bson object-id"}})"},
           {200, R"({"data":[]})"}}) {
    Scene scene;
    scene.transport.will_answer(status, body);
    const auto answer = scene.reader.get(SegmentId("i"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == FailureKind::NotFound);
    CHECK(answer.error().error.code == ErrorCode::NotFound);
    CHECK(answer.error().http_status == status);
  }
}

TEST_CASE("a segment without a name can't be read: it is neither absent nor renamed") {
  for (const char* item : {R"({"id":"i"})", R"({"id":"i","name":""})", R"({"id":"i","name":7})"}) {
    CAPTURE(item);
    Scene scene;
    scene.transport.will_answer(200, R"({"data":)" + std::string(item) + "}");
    const auto answer = scene.reader.get(SegmentId("i"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == FailureKind::Unknown);
  }
}

TEST_CASE("a 404 that is not MoEngage's does not make a segment absent") {
  Scene scene;
  scene.transport.will_answer(404, "<html>no such page</html>");
  CHECK(scene.reader.get(SegmentId("i")).error().kind == FailureKind::Refused);
}

TEST_CASE("an empty ID is absent without a request, for its path would be List's") {
  Scene scene;
  CHECK(scene.reader.get(SegmentId()).error().kind == FailureKind::NotFound);
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("an answer about another segment, or in no form of MoEngage's, is not believed") {
  for (const std::string& body : {one("other"), std::string("<html>"), std::string("{}")}) {
    Scene scene;
    scene.transport.will_answer(200, body);
    const auto answer = scene.reader.get(SegmentId("i"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == FailureKind::Unknown);
    CHECK(answer.error().error ==
          Error{ErrorCode::Retry,
                "could not read the segment with the ID \"i\": the answer is HTTP 200, but not in "
                "MoEngage's form",
                "try again"});
  }
}

TEST_CASE("an unreadable List is a failure and no empty workspace") {
  Scene scene;
  scene.transport.will_answer(200, "");
  CHECK(scene.reader.list().error().kind == FailureKind::Unknown);
}

TEST_CASE("passing trouble is sat out, four times at most") {
  Scene scene;
  scene.transport.will_fail(ErrorCode::Retry, "no connection");
  scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  scene.transport.will_answer(502, "<html>");
  scene.transport.will_answer(500, "");
  scene.transport.will_answer(200, R"({"data":[]})");
  CHECK(scene.reader.list() == std::vector<LiveSegment>{});
  CHECK(scene.waited() > 0s);
  CHECK(scene.waited() <= 15s);

  Scene unlucky;
  for (int i = 0; i < 5; ++i) unlucky.transport.will_answer(503, "");
  CHECK(unlucky.reader.list().error().http_status == 503);
  CHECK(unlucky.transport.requests().size() == 5);
}

TEST_CASE("the server's advice is kept to, unless it is too long") {
  Scene scene;
  scene.transport.will_answer(429, "", {{"Retry-After", "30"}});
  scene.transport.will_answer(200, R"({"data":[]})");
  CHECK(scene.reader.list().has_value());
  CHECK(scene.waited() >= 30s);
  CHECK(scene.waited() <= 33s);

  Scene hopeless;
  hopeless.transport.will_answer(429, "", {{"Retry-After", "3600"}});
  const auto answer = hopeless.reader.list();
  CHECK(answer.error().kind == FailureKind::RateLimited);
  CHECK(answer.error().retry_after == 1h);
  CHECK(answer.error().error.hint == "try again in 3,600 s");
  CHECK(hopeless.waited() == 0s);
}

TEST_CASE("what is final is not repeated") {
  Scene scene;
  scene.transport.will_answer(401, "");
  CHECK(scene.reader.list().error().kind == FailureKind::Unauthorized);
  CHECK(scene.transport.requests().size() == 1);
}

TEST_CASE("of many segments only those that met trouble are asked for again, in order") {
  Scene scene;
  scene.transport.will_answer(200, one("a"));
  scene.transport.will_answer(503, "");
  scene.transport.will_answer(404, kNotFound);
  scene.transport.will_fail(ErrorCode::LookFirst, "lost");
  scene.transport.will_answer(200, one("b"));
  scene.transport.will_answer(503, "");
  scene.transport.will_answer(200, one("d"));
  const std::vector<SegmentId> ids{SegmentId("a"), SegmentId("b"), SegmentId("c"), SegmentId(),
                                   SegmentId("d")};
  const auto answers = scene.reader.get_all(ids);
  REQUIRE(answers.size() == 5);
  CHECK(answers[0] == segment("a", "n"));
  CHECK(answers[1] == segment("b", "n"));
  CHECK(answers[2].error().kind == FailureKind::NotFound);
  CHECK(answers[3].error().kind == FailureKind::NotFound);
  CHECK(answers[4] == segment("d", "n"));
  const std::string base = "https://host/v3/custom-segments/";
  CHECK(scene.urls() == std::vector<std::string>{base + "a", base + "b", base + "c", base + "d",
                                                 base + "b", base + "d", base + "d"});
}

TEST_CASE("asking for no segments asks for nothing") {
  Scene scene;
  CHECK(scene.reader.get_all({}).empty());
  CHECK(scene.transport.requests().empty());
}

TEST_CASE("an ID can't lead to another path") {
  Scene scene;
  scene.transport.will_answer(404, kNotFound);
  static_cast<void>(scene.reader.get(SegmentId("../../v2/x?y")));
  CHECK(scene.urls() ==
        std::vector<std::string>{"https://host/v3/custom-segments/..%2F..%2Fv2%2Fx%3Fy"});
}

namespace {

/// A reader behind a gate.
struct CountedScene {
  test::FakeTransport transport;
  ManualClock clock{kStart};
  quota::MemoryLedger ledger;
  quota::Gate gate;
  Reader reader{transport, clock, kConnection, {}, 1, &gate};

  explicit CountedScene(std::vector<std::pair<const char*, std::uint64_t>> settings = {})
      : gate(limits_with(settings), ledger, clock, {}, 1) {}

  static quota::Limits limits_with(
      const std::vector<std::pair<const char*, std::uint64_t>>& settings) {
    quota::Limits limits;
    for (const auto& [name, number] : settings) limits.set(name, number);
    return limits;
  }

  [[nodiscard]] std::uint64_t used(quota::Meter meter) {
    return quota::used_in(ledger.record().of(meter), 24h, clock.now());
  }
};

}  // namespace

TEST_CASE("each request that is sent is counted, repetitions too") {
  CountedScene scene;
  scene.transport.will_answer(503, "");
  scene.transport.will_answer(200, R"({"data":[]})");
  REQUIRE(scene.reader.list());
  CHECK(scene.used(quota::Meter::List) == 2);
}

TEST_CASE("a List that has no place is not sent, and says when to come back") {
  CountedScene scene({{"list_hour", 1}});
  scene.transport.will_answer(200, R"({"data":[]})");
  REQUIRE(scene.reader.list());
  const auto refused = scene.reader.list();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == FailureKind::RateLimited);
  CHECK(refused.error().retry_after == 1h + quota::kTravel);
  CHECK(refused.error().error ==
        Error{ErrorCode::Wait,
              "could not list the segments: MoEngage's limit on list calls is used up until "
              "13:00:02 UTC",
              "run again in 61 min, or give --wait"});
  CHECK(scene.transport.requests().size() == 1);
}

TEST_CASE("Gets go out as the window has room, and all come back in order") {
  CountedScene scene({{"get_minute", 2}});
  std::vector<SegmentId> ids;
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    ids.emplace_back(id);
    scene.transport.will_answer(200, one(id));
  }
  const auto answers = scene.reader.get_all(ids);
  REQUIRE(answers.size() == 5);
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(answers[i]->id == ids[i]);
  CHECK(scene.clock.now() - kStart == 2 * (1min + quota::kTravel));
  CHECK(scene.used(quota::Meter::Get) == 5);
}

TEST_CASE("Gets that have no place in time are refused one by one, and not sent") {
  CountedScene scene({{"get_hour", 1}});
  scene.transport.will_answer(200, one("a"));
  const std::vector<SegmentId> ids{SegmentId("a"), SegmentId("b"), SegmentId("c")};
  const auto answers = scene.reader.get_all(ids);
  CHECK(answers[0]);
  CHECK(answers[1].error().kind == FailureKind::RateLimited);
  CHECK(answers[2].error().kind == FailureKind::RateLimited);
  CHECK(scene.transport.requests().size() == 1);
}

TEST_CASE("a 429 that comes all the same closes the window that its message names") {
  CountedScene scene;
  scene.transport.will_answer(
      429, R"({"error":{"message":"API rate limit breached. Current limit: 200/60 mins"}})");
  scene.transport.will_answer(200, R"({"data":[]})");
  for (const Duration after : {Duration(0s), Duration(50min)}) {
    scene.clock.set(kStart + after);
    const auto refused = scene.reader.list();
    REQUIRE_FALSE(refused);
    CHECK(*refused.error().retry_after >= 1h - after);
    CHECK(*refused.error().retry_after <= 66min - after);
  }
  CHECK(scene.transport.requests().size() == 1);
  scene.clock.set(kStart + 66min);
  CHECK(scene.reader.list());
}

TEST_CASE("Retry-After is kept by every later call of that kind") {
  CountedScene scene;
  scene.transport.will_answer(429, "", {{"Retry-After", "20"}});
  scene.transport.will_answer(200, R"({"data":[]})");
  REQUIRE(scene.reader.list());
  CHECK(scene.clock.now() - kStart >= 20s);
  CHECK(scene.clock.now() - kStart <= 22s);
}

TEST_CASE("what the headers say remains is kept to") {
  CountedScene scene;
  scene.transport.will_answer(200, R"({"data":[]})", {{"RateLimit", "\"minute\";r=0;t=30"}});
  scene.transport.will_answer(200, R"({"data":[]})", {{"RateLimit", "garbage;;"}});
  scene.transport.will_answer(200, R"({"data":[]})");
  REQUIRE(scene.reader.list());
  REQUIRE(scene.reader.list());
  CHECK(scene.clock.now() - kStart == 30s);
  REQUIRE(scene.reader.list());
  CHECK(scene.clock.now() - kStart == 30s);
}
