#include "rig.h"

namespace segctl::simulator {
namespace {

Json included(const Json& filters) { return Json{{"included_filters", filters}}; }

Json numbered_city(int number) { return group({city("City " + std::to_string(number))}); }

std::string path_of(const std::string& id) { return "/v3/custom-segments/" + id; }

}  // namespace

TEST_CASE("a filter segment that was created is listed and can be got by its ID") {
  Rig rig;
  const Said made = rig.create("Berliners", group({city("Berlin")}));
  CHECK(made.status == 201);
  CHECK(rig.list().data() == Json::array({{{"id", made.id()},
                                           {"name", "Berliners"},
                                           {"created_time", "2025-12-18T00:00:00.000000"},
                                           {"type", "ELASTIC_SEARCH"},
                                           {"source", "API"}}}));
  const Said read = rig.read(made.id());
  CHECK(read.status == 200);
  CHECK(read.data() == made.data());
  CHECK(read.body["type"] == "custom_segment");
  CHECK(read.body.contains("response_id"));
}

TEST_CASE("list answers an empty list where nothing is there, and where no name is the same") {
  Rig rig;
  CHECK(rig.list().data() == Json::array());
  (void)rig.create("Gold tier", group({city("Berlin")}));
  CHECK(rig.get("/v3/custom-segments?name=gold%20tier").data() == Json::array());
}

TEST_CASE("list by name decodes the name") {
  Rig rig;
  (void)rig.create("Käufer & 50% + more", group({city("Berlin")}));
  (void)rig.create("Other", group({city("Paris")}));
  const Said found = rig.get("/v3/custom-segments?name=K%C3%A4ufer%20%26%2050%25+%2b+more");
  REQUIRE(found.data().size() == 1);
  CHECK(found.data()[0]["name"] == "Käufer & 50% + more");
}

TEST_CASE("get says which IDs are none and which are nobody's") {
  Rig rig;
  const Said malformed = rig.read("nonsense");
  CHECK(malformed.status == 400);
  CHECK(malformed.message() == "Invalid bson object-id");
  const Said absent = rig.read("638a051185b6b50a018cacc1");
  CHECK(absent.status == 404);
  CHECK(absent.body["error"]["code"] == "Entity Not Found");
}

TEST_CASE("a taken name is refused without IDs, also where its holder is archived") {
  Rig rig;
  (void)rig.create("Berliners", group({city("Berlin")}));
  REQUIRE(rig.archive("Berliners").status == 200);
  const Said again = rig.create("Berliners", group({city("Paris")}));
  CHECK(again.status == 409);
  CHECK(again.body["error"] ==
        Json{{"code", "Resource not created"},
             {"message",
              "Another custom-segment already exists with the same name: Berliners. "
              "Please change the custom-segment name."}});
}

TEST_CASE("a definition of the same meaning is refused with the name and ID of its holder") {
  Rig rig;
  const Said made = rig.create("Berliners", group({city("Berlin"), city("Paris")}));
  Json other = city("Paris");
  other["value"] = "Paris";
  other["negate"] = false;
  const Said again = rig.create("Others", group({other, city("Berlin")}));
  CHECK(again.status == 409);
  CHECK(again.body["error"]["existing_cs_id"] == made.id());
  CHECK(again.body["error"]["existing_cs_name"] == "Berliners");
}

TEST_CASE("an archived segment's definition conflicts or not, as the switch says") {
  for (const auto& [word, status] : {std::pair{"conflict", 409}, std::pair{"free", 201}}) {
    Rig rig(dump(Json{{"archived_definitions", word}}));
    (void)rig.create("Berliners", group({city("Berlin")}));
    (void)rig.archive("Berliners");
    CHECK(rig.create("Again", group({city("Berlin")})).status == status);
  }
}

TEST_CASE("a definition is refused with the path of what is wrong") {
  Rig rig;
  Json wrong = city("Berlin");
  wrong["operator"] = "lessThan";
  const Said said = rig.create("Berliners", group({city("Paris"), wrong}));
  CHECK(said.status == 400);
  CHECK(said.message() ==
        "Invalid request: included_filters.filters[1].operator: lessThan is not for the data type "
        "string");
  CHECK(rig.list().data().empty());
}

TEST_CASE("bad names are refused") {
  Rig rig;
  const std::string long_name(201, 'x');
  int number = 0;
  for (const std::string& name :
       {std::string("  "), std::string(), std::string(".hidden"), std::string("All Users"),
        std::string("a|b"), std::string("a=b"), std::string("say \"hi\""), std::string("a\\b"),
        std::string("50$"), std::string("a:b"), std::string("a?"), std::string("<b>"), long_name}) {
    CAPTURE(name);
    CHECK(rig.create(name, numbered_city(++number)).status == 400);
  }
  CHECK(rig.create(std::string(200, 'x'), numbered_city(++number)).status == 201);
}

TEST_CASE("with bad names refused silently the answer is 201 and nothing appears") {
  Rig rig(R"({"bad_name": "silent"})");
  const Said made = rig.create("a|b", group({city("Berlin")}));
  CHECK(made.status == 201);
  CHECK(made.data()["name"] == "a|b");
  CHECK(rig.list().data() == Json::array());
  CHECK(rig.read(made.id()).status == 404);
  CHECK(rig.create("fine", group({city("Berlin")})).status == 201);
}

TEST_CASE("an update changes the definition and keeps the ID and the name") {
  Rig rig;
  const std::string id = rig.create("Berliners", group({city("Berlin")})).id();
  const Said said = rig.patch(path_of(id), included(group({city("Paris")})));
  CHECK(said.status == 200);
  CHECK(said.data()["name"] == "Berliners");
  CHECK(said.data()["included_filters"]["filters"][0]["value"] == "Paris");
  CHECK(rig.read(id).data() == said.data());
}

TEST_CASE("an update with a name renames") {
  Rig rig;
  const std::string id = rig.create("Berliners", group({city("Berlin")})).id();
  Json body = included(group({city("Berlin")}));
  body["name"] = "People of Berlin";
  CHECK(rig.patch(path_of(id), body).id() == id);
  CHECK(rig.listed_names() == std::vector<std::string>{"People of Berlin"});
}

TEST_CASE("an update is refused for what can't be updated") {
  Rig rig;
  const std::string archived = rig.create("Berliners", group({city("Berlin")})).id();
  (void)rig.archive("Berliners");
  const Json body = included(group({city("Paris")}));
  CHECK(rig.patch(path_of(archived), body).status == 403);
  CHECK(rig.patch(path_of(archived), body).body["error"]["code"] == "Forbidden operation");
  CHECK(rig.patch(path_of("638a051185b6b50a018cacc1"), body).status == 404);
  CHECK(rig.patch(path_of("x"), body).message() == "Invalid bson object-id");
}

TEST_CASE("an update needs included_filters, a free name and a free definition") {
  Rig rig;
  const std::string id = rig.create("Berliners", group({city("Berlin")})).id();
  const std::string other = rig.create("Parisians", group({city("Paris")})).id();
  CHECK(rig.patch(path_of(id), {{"name", "x"}}).status == 400);
  Json body = included(group({city("Rome")}));
  body["name"] = "Parisians";
  CHECK(rig.patch(path_of(id), body).status == 409);
  const Said same = rig.patch(path_of(id), included(group({city("Paris")})));
  CHECK(same.status == 409);
  CHECK(same.body["error"]["existing_cs_id"] == other);
  CHECK(rig.patch(path_of(id), included(group({city("Berlin")}))).status == 200);
}

TEST_CASE("an update without excluded_filters keeps or clears them, as the switch says") {
  for (const bool keeps : {true, false}) {
    Rig rig(dump(Json{{"patch_without_excluded", keeps ? "keep" : "clear"}}));
    Json body{{"name", "B"},
              {"included_filters", group({city("Berlin")})},
              {"excluded_filters", group({city("Paris")})}};
    const std::string id = rig.post("/v3/custom-segments", body).id();
    const Said said = rig.patch(path_of(id), included(group({city("Rome")})));
    CHECK(said.data().contains("excluded_filters") == keeps);
  }
}

TEST_CASE("an update with an empty excluded group takes the exclusion away") {
  Rig rig;
  Json body{{"name", "B"},
            {"included_filters", group({city("Berlin")})},
            {"excluded_filters", group({city("Paris")})}};
  const std::string id = rig.post("/v3/custom-segments", body).id();
  body["excluded_filters"] = group({});
  CHECK(rig.patch(path_of(id), body).status == 200);
  const Said same = rig.create("Same", group({city("Berlin")}));
  CHECK(same.body["error"]["existing_cs_id"] == id);
}

TEST_CASE("a definition that reaches itself is cyclic") {
  Rig rig;
  const std::string a = rig.create("A", group({city("Berlin")})).id();
  const std::string b = rig.create("B", group({reference(a)})).id();
  const Said said = rig.patch(path_of(a), included(group({reference(b)})));
  CHECK(said.status == 412);
  CHECK(said.body["error"]["code"] == "Cyclic Entity");
}

TEST_CASE("references to segments that are not there are refused, unless the switch accepts them") {
  Rig rig;
  const Json unknown = group({reference("638a051185b6b50a018cacc1")});
  CHECK(rig.create("A", unknown).status == 400);
  CHECK(rig.create("All", group({reference("moe_all_users")})).status == 201);
  (void)rig.switches({{"unknown_references", "accept"}});
  CHECK(rig.create("A", unknown).status == 201);
}

TEST_CASE("more than six levels of segments are too many") {
  Rig rig;
  std::string id = rig.create("Level 0", group({city("Berlin")})).id();
  for (int level = 1; level <= 6; ++level) {
    id = rig.create("Level " + std::to_string(level), group({reference(id)})).id();
  }
  const Said said = rig.create("Level 7", group({reference(id)}));
  CHECK(said.status == 413);
  CHECK(said.body["error"]["code"] == "Query has too many nesting levels");
}

TEST_CASE("more than ten segments in a definition are too many, and file segments don't count") {
  Rig rig;
  Json filters = Json::array();
  for (int i = 0; i < 11; ++i) {
    const auto made = rig.create("City " + std::to_string(i), numbered_city(i));
    filters.push_back(reference(made.id()));
  }
  const Json all{{"filter_operator", "or"}, {"filters", filters}};
  const Said said = rig.create("All", all);
  CHECK(said.status == 413);
  CHECK(said.body["error"]["code"] == "Too many segments in a query");
  (void)rig.post("/v2/custom-segments/file-segment", {{"name", "File"},
                                                      {"attribute_name", "ID"},
                                                      {"attribute_type", "string"},
                                                      {"file_url", "https://files.example/a.csv"},
                                                      {"expiry_time", 3}});
  const std::string file = rig.get("/v3/custom-segments?name=File").data()[0]["id"];
  Json fewer = all;
  fewer["filters"][10] = reference(file);
  CHECK(rig.create("All", fewer).status == 201);
}

TEST_CASE("a definition that is too long when expanded is refused") {
  Rig rig("{}", R"({"expanded_characters": 400})");
  const std::string id = rig.create("A", group({city(std::string(200, 'x'))})).id();
  const Said said = rig.create("B", group({reference(id), city("Berlin")}));
  CHECK(said.status == 413);
  CHECK(said.body["error"]["code"] == "Query length limit exceeded");
}

TEST_CASE("the active-segment limit says how many there are and may be") {
  Rig rig("{}", R"({"active_segments": 2})");
  (void)rig.create("A", numbered_city(1));
  (void)rig.create("B", numbered_city(2));
  const Said said = rig.create("C", numbered_city(3));
  CHECK(said.status == 429);
  CHECK(said.body["error"] == Json{{"code", "Too Many Requests"},
                                   {"message",
                                    "Total active segments limit breached. Request "
                                    "rejected!"},
                                   {"actual_count", 2},
                                   {"limit", 2}});
  (void)rig.archive("A");
  CHECK(rig.create("C", numbered_city(3)).status == 201);
  const Said back = rig.patch("/v2/custom-segments/unarchive", {{"name", "A"}});
  CHECK(back.status == 429);
  CHECK(back.body["title"] == "Too Many Requests");
}

TEST_CASE("archive and unarchive answer in v2's shape, and cs_id wins over name") {
  Rig rig;
  const std::string id = rig.create("A", numbered_city(1)).id();
  (void)rig.create("B", numbered_city(2));
  const Said said = rig.patch("/v2/custom-segments/archive", {{"name", "B"}, {"cs_id", id}});
  CHECK(said.status == 200);
  CHECK(said.body == Json{{"message", "Successfully archived the custom segment"},
                          {"success", true},
                          {"cs_name", "A"}});
  CHECK(rig.read(id).data()["archived"] == true);
  CHECK(rig.patch("/v2/custom-segments/unarchive", {{"cs_id", id}}).status == 200);
  CHECK(!rig.read(id).data().contains("archived"));
}

TEST_CASE("archive of nothing is 404 in v2's shape") {
  Rig rig;
  const Said said = rig.archive("Nobody");
  CHECK(said.status == 404);
  CHECK(said.body == Json{{"title", "Entity Not Found"},
                          {"description", "Segment not found with the given name: Nobody"}});
  CHECK(rig.patch("/v2/custom-segments/archive", Json::object()).status == 400);
  CHECK(rig.patch("/v2/custom-segments/archive", {{"cs_id", "x"}}).status == 400);
}

TEST_CASE("archive answers 202 where the switch says so") {
  Rig rig(R"({"archive_status": "202"})");
  (void)rig.create("A", numbered_city(1));
  CHECK(rig.archive("A").status == 202);
}

TEST_CASE("archived segments are listed with a flag, with a status, without a mark, or not") {
  Rig rig;
  const std::string id = rig.create("A", numbered_city(1)).id();
  (void)rig.archive("A");
  CHECK(rig.list().data()[0]["archived"] == true);
  (void)rig.switches({{"archived_in_list", "marked_status"}});
  CHECK(rig.list().data()[0]["status"] == "archived");
  CHECK(rig.read(id).data()["status"] == "archived");
  (void)rig.switches({{"archived_in_list", "unmarked"}});
  CHECK(rig.list().data()[0].size() == 5);
  (void)rig.switches({{"archived_in_list", "hidden"}});
  CHECK(rig.list().data() == Json::array());
  CHECK(rig.get("/v3/custom-segments?name=A").data() == Json::array());
  CHECK(rig.read(id).status == 200);
}

TEST_CASE("archived filter segments vanish from the list after 180 days") {
  Rig rig;
  (void)rig.create("A", numbered_city(1));
  (void)rig.archive("A");
  rig.advance(180L * 24 * 3600 - 1);
  CHECK(rig.list().data().size() == 1);
  rig.advance(1);
  CHECK(rig.list().data().empty());
}

TEST_CASE("get answers a list of one where the switch says so") {
  Rig rig;
  const Said made = rig.create("A", numbered_city(1));
  (void)rig.switches({{"get_answers", "list"}});
  CHECK(rig.read(made.id()).data() == Json::array({made.data()}));
}

TEST_CASE("a create appears in List only after some seconds, or after some Lists") {
  Rig rig(R"({"list_lag_seconds": 5})");
  const std::string id = rig.create("A", numbered_city(1)).id();
  CHECK(rig.list().data().empty());
  CHECK(rig.read(id).status == 200);
  rig.advance(5);
  CHECK(rig.list().data().size() == 1);
  (void)rig.switches({{"list_lag_seconds", 0}, {"list_lag_calls", 2}});
  (void)rig.create("B", numbered_city(2));
  CHECK(rig.list().data().size() == 1);
  CHECK(rig.get("/v3/custom-segments?name=B").data().empty());
  CHECK(rig.list().data().size() == 2);
}

}  // namespace segctl::simulator
