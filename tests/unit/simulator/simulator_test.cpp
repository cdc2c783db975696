#include "simulator/simulator.h"

#include "rig.h"
#include "simulator/workspace.h"

#include <thread>

namespace segctl::simulator {
namespace {

Json numbered(int number) { return group({city("City " + std::to_string(number))}); }

SimulatorOptions kept_in(const Folder& folder) {
  SimulatorOptions options;
  options.data_file = folder.path() / "workspace";
  return options;
}

std::string error_of(SimulatorOptions options) {
  const auto opened = Simulator::open(std::move(options));
  return opened ? "" : opened.error().message;
}

}  // namespace

TEST_CASE("the same seed gives the same IDs, another seed others") {
  Rig one;
  Rig same;
  SimulatorOptions options;
  options.seed = "other";
  Rig other(options);
  const std::string id = one.create("A", numbered(1)).id();
  CHECK(same.create("A", numbered(1)).id() == id);
  CHECK(other.create("A", numbered(1)).id() != id);
  CHECK(id.size() == 24);
}

TEST_CASE("faults answer with a status, carried out or not") {
  Rig rig;
  (void)rig.fault({{"operation", "create_filter"}, {"status", 503}});
  const Said refused = rig.create("A", numbered(1));
  CHECK(refused.status == 503);
  CHECK(refused.body["error"]["code"] == "Internal Server Error");
  CHECK(rig.list().data().empty());
  (void)rig.fault({{"operation", "mutating"}, {"status", 500}, {"after_commit", true}});
  CHECK(rig.list().status == 200);
  CHECK(rig.create("A", numbered(1)).status == 500);
  CHECK(rig.listed_names() == std::vector<std::string>{"A"});
}

TEST_CASE("faults count off, and can begin later") {
  Rig rig;
  (void)rig.fault({{"operation", "list"}, {"skip", 1}, {"times", 2}, {"status", 500}});
  std::vector<int> found;
  for (int i = 0; i < 4; ++i) found.push_back(rig.list().status);
  CHECK(found == std::vector<int>{200, 500, 500, 200});
}

TEST_CASE("faults of the wire say what the caller is to make of them") {
  Rig rig;
  int number = 0;
  const auto wire_of = [&](const char* kind) {
    (void)rig.fault({{"kind", kind}, {"seconds", 7}});
    return rig.create(std::string("After ") + kind, numbered(++number));
  };
  CHECK(wire_of("drop_before").raw.wire == Wire::DropBefore);
  CHECK(wire_of("reset").raw.wire == Wire::Reset);
  CHECK(wire_of("hang").raw.hang == std::chrono::seconds(7));
  CHECK(rig.listed_names().empty());
  CHECK(wire_of("drop_after").raw.wire == Wire::DropAfter);
  CHECK(wire_of("truncate").raw.wire == Wire::Truncate);
  const Said cut = wire_of("wrong_length");
  CHECK(cut.raw.wire == Wire::WrongLength);
  CHECK(cut.status == 201);
  CHECK(rig.listed_names() ==
        std::vector<std::string>{"After drop_after", "After truncate", "After wrong_length"});
}

TEST_CASE("faults answer HTML, redirects, too much, and headers of their own") {
  Rig rig;
  (void)rig.fault({{"kind", "html"}});
  const Said html = rig.list();
  CHECK(html.status == 502);
  CHECK(header_value(html.raw.headers, "content-type") == "text/html");
  (void)rig.fault({{"kind", "redirect"}, {"headers", {{"location", "http://a.example/"}}}});
  const Said moved = rig.list();
  CHECK(moved.status == 302);
  CHECK(header_value(moved.raw.headers, "Location") == "http://a.example/");
  (void)rig.fault({{"kind", "huge"}, {"bytes", 5000}});
  const Said huge = rig.list();
  CHECK(huge.raw.body.size() == 5000);
  CHECK(huge.data() == Json::array());
  (void)rig.fault({{"status", 429}, {"body", "slow down"}, {"headers", {{"Retry-After", "3"}}}});
  const Said slow = rig.list();
  CHECK(slow.raw.body == "slow down");
  CHECK(header_value(slow.raw.headers, "Retry-After") == "3");
}

TEST_CASE("faults, switches and limits that don't exist are refused and change nothing") {
  Rig rig;
  CHECK(rig.fault({{"kind", "fire"}}).body["error"] == "there is no fault of the kind \"fire\"");
  CHECK(rig.fault({{"operation", "delete"}}).status == 400);
  CHECK(rig.fault({{"times", -1}}).status == 400);
  CHECK(rig.get("/_sim/faults").body == Json::array());
  CHECK(rig.switches({{"rewrite", "none"}, {"colour", "red"}}).status == 400);
  CHECK(rig.switches({{"rewrite", "half"}}).body["error"] ==
        "the switch \"rewrite\" takes one of none, defaults, full, shuffle, not \"half\"");
  CHECK(rig.get("/_sim/switches").body["rewrite"] == "full");
  CHECK(rig.post("/_sim/limits", {{"get_day", "many"}}).status == 400);
  CHECK(rig.post("/_sim/limits", {{"get_day", 5}}).body["get_day"] == 5);
}

TEST_CASE("the clock can be advanced and set") {
  Rig rig;
  CHECK(rig.get("/_sim/clock").body == Json{{"now", "2025-12-18T00:00:00Z"}, {"offset_ms", 0}});
  CHECK(rig.post("/_sim/clock", {{"advance_seconds", 90.5}}).body["now"] ==
        "2025-12-18T00:01:30.500Z");
  CHECK(rig.post("/_sim/clock", {{"set", "2026-03-01T12:00:00Z"}}).body["now"] ==
        "2026-03-01T12:00:00Z");
  CHECK(rig.create("A", numbered(1)).data()["created_time"] == "2026-03-01T12:00:00.000000");
  CHECK(rig.post("/_sim/clock", Json::object()).status == 400);
}

TEST_CASE("the log tells each call and no credential") {
  Rig rig;
  const std::string id = rig.create("A", numbered(1)).id();
  (void)rig.create("A", numbered(2));
  (void)rig.read(id);
  (void)rig.get("/v3/custom-segments?name=A");
  const Json log = rig.get("/_sim/log").body;
  REQUIRE(log.size() == 4);
  CHECK(log[0] == Json{{"time", "2025-12-18T00:00:00Z"},
                       {"method", "POST"},
                       {"path", "/v3/custom-segments"},
                       {"operation", "create_filter"},
                       {"status", 201},
                       {"id", id},
                       {"name", "A"},
                       {"committed", true}});
  CHECK(log[1]["status"] == 409);
  CHECK(log[1]["committed"] == false);
  CHECK(log[2]["operation"] == "get");
  CHECK(log[3]["operation"] == "list");
  CHECK(rig.get("/_sim/log?mutating=1").body.size() == 2);
  CHECK(dump(log).find("sim-key") == std::string::npos);
}

TEST_CASE("a call that was carried out and never answered is logged as such") {
  Rig rig;
  (void)rig.fault({{"kind", "drop_after"}});
  (void)rig.create("A", numbered(1));
  const Json entry = rig.get("/_sim/log").body[0];
  CHECK(entry["committed"] == true);
  CHECK(entry["status"] == 0);
}

TEST_CASE("a dashboard user renames, redefines, archives, deletes and creates") {
  Rig rig;
  const std::string id = rig.create("A", numbered(1)).id();
  CHECK(rig.post("/_sim/edit", {{"name", "A"}, {"rename", "B"}}).body["id"] == id);
  (void)rig.post("/_sim/edit", {{"id", id}, {"included_filters", group({purchase()})}});
  const Json shown = rig.read(id).data();
  CHECK(shown["name"] == "B");
  CHECK(shown["included_filters"]["filters"][0]["primary_time_range"]["days"] == "30");
  CHECK(rig.create("Same", group({purchase()})).status == 409);
  (void)rig.post("/_sim/edit", {{"id", id}, {"archive", true}});
  CHECK(rig.read(id).data()["archived"] == true);
  (void)rig.post("/_sim/edit", {{"id", id}, {"archive", false}});
  CHECK(!rig.read(id).data().contains("archived"));
  (void)rig.post("/_sim/edit", {{"id", id}, {"delete", true}});
  CHECK(rig.read(id).status == 404);
  const Said made = rig.post(
      "/_sim/edit", {{"create", {{"name", "D"}, {"included_filters", group({purchase()})}}}});
  CHECK(rig.read(made.body["id"]).data()["source"] == "DASHBOARD");
  CHECK(rig.post("/_sim/edit", {{"name", "nobody"}, {"archive", true}}).status == 404);
}

TEST_CASE("reset begins anew") {
  Rig rig(R"({"rewrite": "none"})");
  const std::string id = rig.create("A", numbered(1)).id();
  (void)rig.post("/_sim/clock", {{"advance_seconds", 5}});
  CHECK(rig.post("/_sim/reset", Json::object()).status == 200);
  CHECK(rig.list().data().empty());
  CHECK(rig.get("/_sim/clock").body["offset_ms"] == 0);
  CHECK(rig.get("/_sim/switches").body["rewrite"] == "none");
  CHECK(rig.create("A", numbered(1)).id() == id);
}

TEST_CASE("a workspace survives in its file") {
  const Folder folder;
  Json before;
  {
    Rig rig(kept_in(folder));
    (void)rig.create("A", group({city("Berlin"), purchase()}));
    (void)rig.create("B", numbered(2));
    (void)rig.archive("B");
    (void)rig.switches({{"get_answers", "list"}, {"limits", "documented"}});
    (void)rig.fault({{"operation", "archive"}, {"times", 3}, {"body", "x"}});
    (void)rig.post("/_sim/clock", {{"advance_seconds", 100}});
    (void)rig.list();
    before = rig.get("/_sim/workspace").body;
  }
  Rig again(kept_in(folder));
  CHECK(again.get("/_sim/workspace").body == before);
  CHECK(again.get("/_sim/log").body.back()["operation"] == "list");
  CHECK(again.create("C", group({purchase(), city("Berlin")})).status == 409);
}

TEST_CASE("a change is in the file when its answer is there, and reads write nothing") {
  const Folder folder;
  Rig rig(kept_in(folder));
  (void)rig.create("A", numbered(1));
  const auto path = folder.path() / "workspace";
  const auto written = std::filesystem::last_write_time(path);
  std::string text((std::istreambuf_iterator<char>(std::ifstream(path).rdbuf())), {});
  CHECK(text.find("\"name\":\"A\"") != std::string::npos);
  (void)rig.list();
  CHECK(std::filesystem::last_write_time(path) == written);
  REQUIRE(rig.simulator.flush().has_value());
  std::string flushed((std::istreambuf_iterator<char>(std::ifstream(path).rdbuf())), {});
  CHECK(flushed.find("\"operation\":\"list\"") != std::string::npos);
}

TEST_CASE("two simulators on one file see each other's changes and lose none") {
  const Folder folder;
  Rig one(kept_in(folder));
  Rig two(kept_in(folder));
  const std::string id = one.create("A", numbered(1)).id();
  CHECK(two.read(id).status == 200);
  const std::string other = two.create("B", numbered(2)).id();
  CHECK(other != id);
  CHECK(one.create("C", numbered(3)).status == 201);
  CHECK(two.listed_names() == std::vector<std::string>{"A", "B", "C"});
}

TEST_CASE("what can't be written is not done") {
  const Folder folder;
  Rig rig(kept_in(folder));
  (void)rig.create("A", numbered(1));
  const auto path = folder.path() / "workspace";
  std::filesystem::rename(path, folder.path() / "aside");
  std::filesystem::create_directory(path);
  CHECK(rig.create("B", numbered(2)).status == 500);
  std::filesystem::remove(path);
  std::filesystem::rename(folder.path() / "aside", path);
  CHECK(rig.listed_names() == std::vector<std::string>{"A"});
}

TEST_CASE("files and settings that are none are refused with their reason") {
  const Folder folder;
  SimulatorOptions options;
  options.data_file = folder.write("notes.txt", "hello\n");
  CHECK(error_of(options) ==
        options.data_file.string() + ": line 1 is no head of a simulator's workspace");
  SimulatorOptions wrong;
  wrong.switches = R"({"get_answers": "both"})";
  CHECK(error_of(wrong) == "the switch \"get_answers\" takes one of object, list, not \"both\"");
  SimulatorOptions limits;
  limits.limits = R"({"get_year": 1})";
  CHECK(error_of(limits) == "the simulator has no limit \"get_year\"");
}

TEST_CASE("settings win over those of the file") {
  const Folder folder;
  { Rig(kept_in(folder)).switches({{"rewrite", "none"}, {"get_answers", "list"}}); }
  SimulatorOptions options = kept_in(folder);
  options.switches = R"({"rewrite": "defaults"})";
  Rig rig(options);
  CHECK(rig.get("/_sim/switches").body["rewrite"] == "defaults");
  CHECK(rig.get("/_sim/switches").body["get_answers"] == "list");
}

TEST_CASE("a damaged line is named") {
  Workspace workspace;
  Segment segment;
  segment.name = "A";
  (void)workspace.add(segment);
  const auto read = Workspace::from_text(workspace.to_text() + "{\"segmint\":{}}\n");
  REQUIRE(!read.has_value());
  CHECK(read.error().message == "line 3 is nothing that a simulator's workspace holds");
}

TEST_CASE("several threads may call at once") {
  Rig rig;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&rig, t] {
      for (int i = 0; i < 25; ++i) {
        const int number = t * 25 + i;
        (void)rig.simulator.handle(SimRequest{
            "POST", "/v3/custom-segments", good_headers(),
            dump(Json{{"name", std::to_string(number)}, {"included_filters", numbered(number)}})});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(rig.list().data().size() == 100);
}

}  // namespace segctl::simulator
