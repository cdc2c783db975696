#include "apply/observe.h"

#include "segment/canonical.h"
#include "support/fake_transport.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::apply;
using namespace std::chrono_literals;

namespace {

const Timestamp kNow = *parse_utc("2026-03-01T12:00:00");

Definition in_city(const std::string& city) {
  return {Json{{"filter_operator", "and"},
               {"filters", Json::array({{{"filter_type", "user_attributes"},
                                         {"name", "city"},
                                         {"data_type", "string"},
                                         {"operator", "is"},
                                         {"value", city}}})}},
          nullptr};
}

/// MoEngage's answer to Get for a segment whose ID is its name in small.
std::string body_of(const std::string& id) {
  const Json included = in_city(id).included.json();
  return Json{
      {"data",
       {{"id", id}, {"name", id}, {"type", "ELASTIC_SEARCH"}, {"included_filters", included}}}}
      .dump();
}

DesiredSegment manifest(const std::string& name, const std::string& city) {
  DesiredSegment desired;
  desired.key = Key(name);
  desired.name = SegmentName(name);
  desired.spec =
      DesiredFilter{in_city(city), canonical(in_city(city)), definition_digest(in_city(city))};
  return desired;
}

RecordedSegment record(const std::string& name, Duration seen_ago) {
  RecordedSegment record;
  record.key = Key(name);
  record.id = SegmentId(name);
  record.name = SegmentName(name);
  record.definition = definition_digest(in_city(name));
  record.applied_at = kNow - 48h;
  record.verified_at = kNow - seen_ago;
  return record;
}

/// Three managed segments that List shows, one that it doesn't, and room for so many Gets.
struct Scene {
  test::FakeTransport transport;
  ManualClock clock{kNow};
  quota::MemoryLedger ledger;
  quota::Gate gate;
  moengage::Reader reader{transport, clock, {"https://host", "APP", "key", ""}, {}, 1, &gate};
  state::State state;
  std::vector<DesiredSegment> desired;

  explicit Scene(std::uint64_t gets, quota::Patience patience = {})
      : gate(room_for(gets), ledger, clock, std::move(patience), 1) {
    transport.will_answer(200, R"({"data":[{"id":"a","name":"a"},{"id":"b","name":"b"},)"
                               R"({"id":"c","name":"c"}]})");
    for (const auto& one :
         {record("a", 1h), record("b", 3h), record("c", 2h), record("gone", 1h)}) {
      state.segments.emplace(one.key, one);
      desired.push_back(manifest(one.key.str(), one.key.str()));
    }
  }

  static quota::Limits room_for(std::uint64_t gets) {
    quota::Limits limits;
    limits.set("get_hour", gets);
    return limits;
  }

  /// The IDs that are read, in their order.
  std::vector<std::string> read(Refresh refresh) {
    for (int i = 0; i < 4; ++i)
      transport.will_answer(404, R"({"error":{"message":"Entity Not Found"}})");
    REQUIRE(observe(reader, state, desired, {refresh}));
    std::vector<std::string> ids;
    for (std::size_t i = 1; i < transport.requests().size(); ++i) {
      const std::string& url = transport.requests()[i].url;
      ids.push_back(url.substr(url.rfind('/') + 1));
    }
    return ids;
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("what List doesn't show is read first, then what was not seen for the longest time") {
  CHECK(Scene(100).read(Refresh::All) == Ids{"gone", "b", "c", "a"});
  CHECK(Scene(3).read(Refresh::All) == Ids{"gone", "b", "c"});
  CHECK(Scene(1).read(Refresh::All) == Ids{"gone"});
}

TEST_CASE("what a manifest says otherwise goes before what was not seen for long") {
  Scene scene(2);
  scene.desired[0] = manifest("a", "elsewhere");
  CHECK(scene.read(Refresh::All) == Ids{"gone", "a"});
}

TEST_CASE("with changed, only what differs from the record or was never seen is read") {
  CHECK(Scene(100).read(Refresh::Changed) == Ids{"gone"});
  Scene scene(100);
  scene.desired[2] = manifest("c", "elsewhere");
  scene.state.segments[Key("a")].verified_at = {};
  CHECK(scene.read(Refresh::Changed) == Ids{"gone", "c", "a"});
}

TEST_CASE("with none, nothing is read, and the record stands for what List doesn't show") {
  Scene scene(100);
  scene.state.segments[Key("gone")].activity = Activity::Archived;
  const auto live = observe(scene.reader, scene.state, scene.desired, {Refresh::None});
  REQUIRE(live);
  CHECK(scene.transport.requests().size() == 1);
  LiveSegment believed;
  believed.id = SegmentId("gone");
  believed.name = SegmentName("gone");
  believed.type = "ELASTIC_SEARCH";
  believed.activity = Activity::Archived;
  believed.listed = LiveSegment::Listed::No;
  REQUIRE(live->segments.size() == 4);
  CHECK(live->segments[3] == believed);
  CHECK(live->absent.empty());
}

TEST_CASE(
    "a segment that a manifest names and nobody manages is read, however little room there is") {
  Scene scene(2);
  scene.state.segments.erase(Key("c"));
  CHECK(scene.read(Refresh::All) == Ids{"c", "gone"});
}

TEST_CASE("to foresee conflicts, only unmanaged segments are read, as far as there is room") {
  Scene scene(1);
  scene.state.segments.erase(Key("c"));
  auto live = observe(scene.reader, scene.state, {}, {Refresh::None});
  REQUIRE(live);
  scene.transport.will_answer(200, body_of("c"));
  observe_definitions(scene.reader, scene.state, *live, 80);
  CHECK(scene.transport.requests().size() == 2);
  CHECK(live->segments[2].definition == SeenDefinition(in_city("c")));
  observe_definitions(scene.reader, scene.state, *live, 80);
  CHECK(scene.transport.requests().size() == 2);
}

TEST_CASE("what there is no room for is waited for where that is wanted, and counted where not") {
  const std::string found =
      R"({"data":{"id":"ID","name":"ID","included_filters":{"filter_operator":"and","filters":[]}}})";
  const auto answer = [&](Scene& scene, const std::string& id) {
    std::string body = found;
    for (std::size_t at = body.find("ID"); at != std::string::npos; at = body.find("ID")) {
      body.replace(at, 2, id);
    }
    scene.transport.will_answer(200, body);
  };
  Scene now(2);
  for (const char* id : {"gone", "b"}) answer(now, id);
  const auto some = observe(now.reader, now.state, now.desired, {Refresh::All});
  REQUIRE(some.has_value());
  CHECK(left_unread(*some, now.state, now.desired, Refresh::All) == 2);
  CHECK(left_unread(*some, now.state, now.desired, Refresh::None) == 0);
  quota::Patience endless;
  endless.max_wait = std::nullopt;
  Scene waited(2, endless);
  for (const char* id : {"gone", "b", "c", "a"}) answer(waited, id);
  const auto all =
      observe(waited.reader, waited.state, waited.desired, {Refresh::All, Room::Waited});
  REQUIRE(all.has_value());
  CHECK(left_unread(*all, waited.state, waited.desired, Refresh::All) == 0);
  CHECK(waited.clock.now() > kNow);
}

TEST_CASE("what a reviewed plan changes is read whatever is asked for, and not without room") {
  for (const Refresh refresh : {Refresh::None, Refresh::Changed}) {
    Scene scene(100);
    scene.desired.clear();
    for (auto& [key, record] : scene.state.segments) record.verified_at = kNow;
    scene.state.segments.erase(Key("gone"));
    scene.transport.will_answer(200, body_of("b"));
    const auto live = observe(scene.reader, scene.state, scene.desired,
                              {refresh, Room::Now, {SegmentId("b"), SegmentId("unmanaged")}});
    REQUIRE(live.has_value());
    CHECK(scene.transport.requests().size() == 2);
    CHECK(live->segments[1].definition == SeenDefinition(in_city("b")));
  }
  Scene nameless(
      100);  // what a plan is to make has no ID, nor has a record of what List is to show
  nameless.state.segments.at(Key("a")).id = SegmentId();
  const auto seen =
      observe(nameless.reader, nameless.state, {}, {Refresh::None, Room::Now, {SegmentId()}});
  REQUIRE(seen.has_value());
  CHECK(seen->absent == std::vector<SegmentId>{});
  quota::Patience none;
  none.max_wait = Duration(0);
  Scene scene(0, none);
  const auto refused = observe(scene.reader, scene.state, scene.desired,
                               {Refresh::None, Room::Now, {SegmentId("b")}});
  CHECK_FALSE(refused.has_value());
}

TEST_CASE("a record is verified where live agrees with it, and only there") {
  Scene scene(100);
  LiveWorkspace live;
  for (const char* name : {"a", "b"}) {
    LiveSegment segment;
    segment.id = SegmentId(name);
    segment.name = SegmentName(name);
    segment.definition = in_city("a");
    live.segments.push_back(segment);
  }
  note_verified(scene.state, live, kNow);
  CHECK(scene.state.segments[Key("a")].verified_at == kNow);
  CHECK(scene.state.segments[Key("b")].verified_at == kNow - 3h);
  CHECK(scene.state.segments[Key("c")].verified_at == kNow - 2h);
  CHECK(recorded_definition(scene.state.segments[Key("a")]) == canonical(in_city("a")));
  CHECK_FALSE(recorded_definition(scene.state.segments[Key("b")]).has_value());
}
