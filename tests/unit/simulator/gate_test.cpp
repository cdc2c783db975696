#include "simulator/gate.h"

#include "rig.h"

namespace segctl::simulator {
namespace {

HeaderList without(const std::string& name) {
  HeaderList headers = good_headers();
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  return headers;
}

HeaderList with_header(HeaderList headers, const std::string& name, const std::string& value) {
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  headers.emplace_back(name, value);
  return headers;
}

std::vector<int> statuses(Rig& rig, int calls, const std::string& target) {
  std::vector<int> found;
  for (int i = 0; i < calls; ++i) found.push_back(rig.get(target).status);
  return found;
}

}  // namespace

TEST_CASE("a call without credentials is refused in the shape of its generation") {
  Rig rig;
  const HeaderList headers = without("Authorization");
  const Said v3 = rig.send("GET", "/v3/custom-segments", nullptr, headers);
  CHECK(v3.status == 401);
  CHECK(v3.body["type"] == "custom_segment");
  CHECK(v3.body["error"] ==
        Json{{"code", "Authentication required"}, {"message", "Authentication Header Required"}});
  const Said v2 = rig.send("PATCH", "/v2/custom-segments/archive", Json{{"name", "x"}}, headers);
  CHECK(v2.status == 401);
  CHECK(v2.body == Json{{"title", "Authentication required"},
                        {"description", "Authentication Header Required"}});
  const Said cohort =
      rig.send("POST", "/v1/integrations/cohortsync", Json{{"action", "x"}}, headers);
  CHECK(cohort.status == 401);
  CHECK(cohort.body["status"] == "fail");
  CHECK(cohort.body["error"]["type"] == "Authentication required");
}

TEST_CASE("wrong credentials are told apart from none") {
  Rig rig;
  const auto said = [&](const std::string& authorization) {
    return rig
        .send("GET", "/v3/custom-segments", nullptr,
              with_header(good_headers(), "Authorization", authorization))
        .message();
  };
  CHECK(said("Basic c2ltLXdvcmtzcGFjZTp3cm9uZw==") ==
        "APP_SECRET key mismatch. Please login to the dashboard to verify key");
  CHECK(said("Basic b3RoZXI6c2ltLWtleQ==") == "Invalid APP_KEY used in Authentication Header");
  CHECK(said("Bearer token") == "Authentication Header Required");
  CHECK(said("Basic !!!") == "Authentication Header Required");
}

TEST_CASE("v3 asks for MOE-APPKEY or MOE-DBNAME, the cohort call for MOE-APPKEY") {
  Rig rig;
  const HeaderList bare = without("MOE-APPKEY");
  const HeaderList by_name = with_header(bare, "moe-dbname", "sim-db");
  CHECK(rig.send("GET", "/v3/custom-segments", nullptr, bare).status == 401);
  CHECK(rig.send("GET", "/v3/custom-segments", nullptr, by_name).status == 200);
  CHECK(rig.send("GET", "/v3/custom-segments", nullptr, with_header(bare, "MOE-APPKEY", "other"))
            .status == 401);
  const Said cohort = rig.send("POST", "/v1/integrations/cohortsync", Json::object(), by_name);
  CHECK(cohort.status == 401);
  CHECK(cohort.body["error"]["type"] == "Authentication Mismatch");
}

TEST_CASE("v2 asks for MOE-DBNAME only where the switch says so") {
  Rig rig;
  const Json body{{"name", "x"}};
  CHECK(rig.patch("/v2/custom-segments/archive", body).status == 404);
  (void)rig.switches({{"v2_db_name", "required"}});
  CHECK(rig.patch("/v2/custom-segments/archive", body).status == 401);
  CHECK(rig.send("PATCH", "/v2/custom-segments/archive", body,
                 with_header(good_headers(), "MOE-DBNAME", "sim-db"))
            .status == 404);
}

TEST_CASE("a body must be a JSON object that says it is JSON") {
  Rig rig;
  CHECK(rig.send("POST", "/v3/custom-segments", Json::array(), good_headers()).status == 400);
  CHECK(rig.send("POST", "/v3/custom-segments", Json{{"name", "x"}}, without("Content-Type"))
            .message() == "The Content-Type must be application/json");
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  CHECK(rig.simulator.handle(SimRequest{"POST", "/v3/custom-segments", good_headers(), deep})
            .status == 400);
}

TEST_CASE("there are no other calls") {
  Rig rig;
  CHECK(rig.send("DELETE", "/v3/custom-segments/638a051185b6b50a018cacc1").status == 404);
  CHECK(rig.get("/v3/custom-segments/a/b").status == 404);
  CHECK(rig.get("/v4/anything").status == 404);
}

TEST_CASE("rate limits are off by default") {
  Rig rig;
  for (const int status : statuses(rig, 150, "/v3/custom-segments")) CHECK(status == 200);
}

TEST_CASE("the 51st list of a minute is refused, and a minute later there is room") {
  Rig rig(R"({"limits": "documented"})");
  CHECK(statuses(rig, 50, "/v3/custom-segments") == std::vector<int>(50, 200));
  const Said said = rig.list();
  CHECK(said.status == 429);
  CHECK(said.body["error"] ==
        Json{{"code", "Too Many Requests"},
             {"message", "API rate limit breached. Current limit: 50/1 mins"}});
  CHECK(rig.read("638a051185b6b50a018cacc1").status == 404);
  rig.advance(59);
  CHECK(rig.list().status == 429);
  rig.advance(1);
  CHECK(rig.list().status == 200);
}

TEST_CASE("hours and days have windows too") {
  Rig rig(R"({"limits": "documented"})", R"({"list_minute": 100, "list_hour": 2, "list_day": 3})");
  CHECK(statuses(rig, 3, "/v3/custom-segments") == std::vector<int>{200, 200, 429});
  rig.advance(3600);
  CHECK(rig.list().status == 200);
  CHECK(rig.list().message() == "API rate limit breached. Current limit: 3/1440 mins");
}

TEST_CASE("file operations count together") {
  Rig rig(R"({"limits": "documented"})");
  for (int i = 0; i < 10; ++i) {
    CHECK(rig.put("/v2/custom-segments/file-segment/replace", Json::object()).status == 400);
  }
  const Said said = rig.post("/v2/custom-segments/file-segment", Json::object());
  CHECK(said.status == 429);
  CHECK(said.message() == "File segment operations limit breached. Current limit: 10/60 mins");
  CHECK(rig.archive("x").status == 404);
}

TEST_CASE("cohort calls have a limit of their own") {
  Rig rig(R"({"limits": "documented"})", R"({"cohort_minute": 1})");
  CHECK(rig.post("/v1/integrations/cohortsync", Json::object()).status == 400);
  const Said said = rig.post("/v1/integrations/cohortsync", Json::object());
  CHECK(said.status == 429);
  CHECK(said.body["error"]["type"] == "Rate Limits Exceeded");
}

TEST_CASE("a refused call says when to come back where the switch says so") {
  Rig rig(R"({"limits": "documented", "rate_headers": "retry_after"})", R"({"list_minute": 1})");
  (void)rig.list();
  rig.advance(20);
  CHECK(header_value(rig.list().raw.headers, "retry-after") == "40");
  (void)rig.switches({{"rate_headers", "x_ratelimit"}});
  const HeaderList headers = rig.list().raw.headers;
  CHECK(header_value(headers, "x-ratelimit-limit") == "1");
  CHECK(header_value(headers, "x-ratelimit-remaining") == "0");
  CHECK(header_value(headers, "x-ratelimit-reset") == "40");
}

}  // namespace segctl::simulator
