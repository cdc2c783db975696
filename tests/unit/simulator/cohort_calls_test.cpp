#include "rig.h"

namespace segctl::simulator {
namespace {

Json payload(const std::string& action, const std::vector<std::string>& uids) {
  Json members = Json::array();
  for (const std::string& uid : uids) members.push_back({{"uid", uid}});
  return Json{
      {"action", action},
      {"partner", "acme"},
      {"parameters", {{"cohort_name", "Gold tier"}, {"cohort_id", "gold"}, {"members", members}}}};
}

Said sync(Rig& rig, const Json& body) { return rig.post("/v1/integrations/cohortsync", body); }

Json members(Rig& rig) { return rig.get("/_sim/members?name=Gold%20tier").body.at("members"); }

}  // namespace

TEST_CASE("a cohort is made by its first call, and its members come and go") {
  Rig rig;
  const Said said = sync(rig, payload("add_members", {"b", "a"}));
  CHECK(said.status == 200);
  CHECK(said.body ==
        Json{{"status", "success"},
             {"message", "Your request has been accepted and will be processed soon."}});
  CHECK(rig.listed_names() == std::vector<std::string>{"Gold tier"});
  CHECK(members(rig) == Json({"a", "b"}));
  (void)sync(rig, payload("add_members", {"b", "c"}));
  (void)sync(rig, payload("remove_members", {"a", "z"}));
  CHECK(members(rig) == Json({"b", "c"}));
}

TEST_CASE("a cohort can be archived and unarchived, not updated") {
  Rig rig;
  (void)sync(rig, payload("add_members", {"a"}));
  const std::string id = rig.list().data()[0]["id"];
  CHECK(rig.patch("/v3/custom-segments/" + id, {{"included_filters", group({city("Berlin")})}})
            .status == 403);
  CHECK(rig.archive("Gold tier").status == 200);
  CHECK(rig.patch("/v2/custom-segments/unarchive", {{"cs_id", id}}).status == 200);
}

TEST_CASE("unknown users are ignored silently") {
  Rig rig;
  const Folder folder;
  (void)rig.switches({{"known_users", folder.write("known.txt", "a\n").string()}});
  CHECK(sync(rig, payload("add_members", {"a", "b"})).status == 200);
  CHECK(members(rig) == Json({"a"}));
}

TEST_CASE("an incomplete payload is refused in the cohort call's shape") {
  Rig rig;
  const std::vector<std::pair<const char*, std::string>> cases{
      {"/action", "action is not found in the payload"},
      {"/partner", "partner is not found in the payload"},
      {"/parameters", "parameters is not found in the payload"},
      {"/parameters/cohort_id", "cohort_id is not found in the payload"},
      {"/parameters/cohort_name", "cohort_name is not found in the payload"},
      {"/parameters/members", "members is not found in the payload"},
      {"/parameters/members/0/uid", "uid is not found in the payload"}};
  for (const auto& [path, wanted] : cases) {
    const Json removal = Json::array({{{"op", "remove"}, {"path", path}}});
    const Said said = sync(rig, payload("add_members", {"a"}).patch(removal));
    CHECK(said.status == 400);
    CHECK(said.body["status"] == "fail");
    CHECK(said.body["error"]["type"] == "MissingAttributeError");
    CHECK(said.message() == wanted);
  }
  CHECK(sync(rig, payload("drop_members", {"a"})).message() ==
        "action is neither add_members nor remove_members");
  CHECK(rig.list().data().empty());
}

TEST_CASE("cohort sync leaves the segments of others alone") {
  Rig rig;
  (void)rig.create("Gold tier", group({city("Berlin")}));
  CHECK(sync(rig, payload("add_members", {"a"})).status == 400);
  CHECK(members(rig) == Json::array());
}

TEST_CASE("a payload over 128 KB, another content type and broken JSON are refused") {
  Rig rig;
  Json large = payload("add_members", {"a"});
  large["parameters"]["cohort_description"] = std::string(128 * 1024, 'x');
  const Said said = sync(rig, large);
  CHECK(said.status == 413);
  CHECK(said.body["error"]["type"] == "Payload too large");
  HeaderList headers = good_headers();
  headers.back().second = "text/plain";
  CHECK(rig.send("POST", "/v1/integrations/cohortsync", payload("add_members", {"a"}), headers)
            .status == 415);
  const auto broken = rig.simulator.handle(
      SimRequest{"POST", "/v1/integrations/cohortsync", good_headers(), "{\"action\":"});
  CHECK(broken.status == 400);
  CHECK(parse_json(broken.body)->at("error")["type"] == "Malformed JSON");
}

TEST_CASE("a new cohort needs room under the active-segment limit") {
  Rig rig("{}", R"({"active_segments": 0})");
  const Said said = sync(rig, payload("add_members", {"a"}));
  CHECK(said.status == 429);
  CHECK(said.message() == "Total active segments limit breached. Request rejected!");
}

}  // namespace segctl::simulator
