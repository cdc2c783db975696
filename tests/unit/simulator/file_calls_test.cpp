#include "rig.h"

namespace segctl::simulator {
namespace {

constexpr long kDay = 24L * 3600;

/// A workspace whose CSVs lie in a folder.
struct FileRig {
  Folder folder;
  Rig rig;

  explicit FileRig(const std::string& switches = "{}", const std::string& limits = "{}")
      : rig([&] {
          SimulatorOptions options = Rig::with(switches, limits);
          options.files = {{"https://files.shop.example/", folder.path().string()}};
          return options;
        }()) {}

  Json body(const std::string& csv) const {
    folder.write("users.csv", csv);
    return Json{{"name", "Readers"},
                {"attribute_name", "ID"},
                {"attribute_type", "string"},
                {"file_url", "https://files.shop.example/users.csv?signature=secret"}};
  }

  Said create(const std::string& csv, long expiry_days = 30) {
    Json call = body(csv);
    call["expiry_time"] = expiry_days;
    return rig.post("/v2/custom-segments/file-segment", call);
  }

  Said change(const std::string& how, const std::string& csv) {
    return rig.put("/v2/custom-segments/file-segment/" + how, body(csv));
  }

  Json members() { return rig.get("/_sim/members?name=Readers").body.at("members"); }

  Json last_callback() {
    const Json all = rig.get("/_sim/workspace").body.at("callbacks");
    REQUIRE(!all.empty());
    return all.back();
  }

  Json segment() { return rig.get("/_sim/workspace").body.at("segments").at(0); }
};

}  // namespace

TEST_CASE("a file segment is accepted and its users are counted") {
  FileRig files;
  const Said made = files.create("b\na\n\na\nc\n");
  CHECK(made.status == 202);
  CHECK(made.body == Json{{"message", "File-segment creation request accepted"},
                          {"success", true},
                          {"cs_name", "Readers"},
                          {"cs_id", files.segment()["id"]}});
  CHECK(files.members() == Json({"a", "b", "c"}));
  Json told = files.last_callback();
  told.erase("request_id");
  CHECK(told == Json{{"db_name", "sim-db"},
                     {"segment_name", "Readers"},
                     {"status", 201},
                     {"values_found", 4},
                     {"values_processed", 3},
                     {"user_count", 3}});
}

TEST_CASE("a file segment is read as metadata only") {
  FileRig files;
  (void)files.create("a\n");
  const Said read = files.rig.read(files.segment()["id"]);
  CHECK(read.data()["type"] == "FILE_V2");
  CHECK(!read.data().contains("included_filters"));
  CHECK(files.rig
            .patch("/v3/custom-segments/" + files.segment()["id"].get<std::string>(),
                   {{"included_filters", group({city("Berlin")})}})
            .status == 403);
}

TEST_CASE("create answers without cs_id where the switch says so") {
  FileRig files(R"({"create_file_answer": "without_id"})");
  CHECK(!files.create("a\n").body.contains("cs_id"));
}

TEST_CASE("users are added, removed and replaced") {
  FileRig files;
  (void)files.create("a\nb\n");
  CHECK(files.change("add-users", "b\nc\n").body["message"] ==
        "File-segment user-add request accepted");
  CHECK(files.members() == Json({"a", "b", "c"}));
  CHECK(files.change("remove-users", "a\nz\n").status == 202);
  CHECK(files.members() == Json({"b", "c"}));
  CHECK(files.change("replace", "x\n").status == 202);
  CHECK(files.members() == Json({"x"}));
}

TEST_CASE("cs_id wins over name in file operations") {
  FileRig files;
  const std::string id = files.create("a\n").body["cs_id"];
  Json call = files.body("b\n");
  call["name"] = "Somebody else";
  call["cs_id"] = id;
  CHECK(files.rig.put("/v2/custom-segments/file-segment/add-users", call).status == 202);
  CHECK(files.members() == Json({"a", "b"}));
}

TEST_CASE("what is missing or wrong in a file call is refused") {
  FileRig files;
  const std::vector<std::pair<Json, std::string>> cases{
      {{{"attribute_name", nullptr}}, "attribute_name is missing"},
      {{{"attribute_type", "int"}}, "attribute_type is neither string nor double"},
      {{{"file_url", "users.csv"}}, "file_url is missing or no URL"},
      {{{"callback_url", "nowhere"}}, "callback_url is no URL"},
      {{{"emails", "a@b.example"}}, "emails is no list of addresses"},
      {{{"expiry_time", nullptr}}, "expiry_time is missing"},
      {{{"expiry_time", "30"}}, "expiry_time is no number of days"},
      {{{"expiry_time", 0}}, "expiry_time is no number of days"},
      {{{"name", "a|b"}}, "the name holds the character |"},
  };
  for (const auto& [changes, wanted] : cases) {
    Json call = files.body("a\n");
    call["expiry_time"] = 30;
    call.merge_patch(changes);
    const Said said = files.rig.post("/v2/custom-segments/file-segment", call);
    CHECK(said.status == 400);
    CHECK(said.body == Json{{"title", "Invalid Request"}, {"description", wanted}});
  }
}

TEST_CASE("a taken name and an unknown segment are refused in v2's shape") {
  FileRig files;
  CHECK(files.change("replace", "a\n").body ==
        Json{{"title", "Entity Not Found"},
             {"description", "Segment not found with the given name: Readers"}});
  (void)files.create("a\n");
  const Said again = files.create("b\n");
  CHECK(again.status == 409);
  CHECK(again.body ==
        Json{{"title", "Resource not created"}, {"description", "Name already exists : Readers"}});
}

TEST_CASE("file operations are for active file segments only") {
  FileRig files;
  Json call = files.body("a\n");
  (void)files.rig.create("Berliners", group({city("Berlin")}));
  call["name"] = "Berliners";
  const Said filter = files.rig.put("/v2/custom-segments/file-segment/replace", call);
  CHECK(filter.status == 400);
  CHECK(filter.message() == "the segment is no file segment");
  (void)files.create("a\n");
  (void)files.rig.archive("Readers");
  CHECK(files.change("replace", "b\n").message() == "the segment is archived");
}

TEST_CASE("values that identify nobody are not counted") {
  FileRig files;
  (void)files.create("good\n \"quoted\"\n\"q\"\nspace \ncomma,\n\xff\xfe\nlast\r\n");
  CHECK(files.members() == Json({"good", "last"}));
  CHECK(files.last_callback()["values_found"] == 7);
  CHECK(files.last_callback()["values_processed"] == 2);
}

TEST_CASE("with attribute_type double only numbers identify users") {
  FileRig files;
  Json call = files.body("1\n2.5\nx\n");
  call["attribute_type"] = "double";
  call["expiry_time"] = 3;
  (void)files.rig.post("/v2/custom-segments/file-segment", call);
  CHECK(files.members() == Json({"1", "2.5"}));
}

TEST_CASE("only known users are counted where they are listed") {
  FileRig files;
  const auto known = files.folder.write("known.txt", "a\nc\n");
  (void)files.rig.switches({{"known_users", known.string()}});
  (void)files.create("a\nb\nc\n");
  CHECK(files.members() == Json({"a", "c"}));
  CHECK(files.last_callback()["values_processed"] == 3);
  CHECK(files.last_callback()["user_count"] == 2);
}

TEST_CASE("a second column, a size over the limit and a missing file end in a failed callback") {
  FileRig files("{}", R"({"csv_bytes": 10})");
  (void)files.create("a,b\n");
  CHECK(files.last_callback()["status"] == 400);
  CHECK(files.last_callback()["error_message"] == "File must have exactly one column");
  (void)files.change("replace", "0123456789\n");
  CHECK(files.last_callback()["error_message"] == "File size cannot be greater than 150MB");
  Json call = files.body("a\n");
  call["file_url"] = "https://files.shop.example/absent.csv";
  (void)files.rig.put("/v2/custom-segments/file-segment/replace", call);
  CHECK(files.last_callback()["status"] == 500);
  CHECK(files.last_callback()["error_message"] == "File download failed");
  CHECK(files.members() == Json::array());
}

TEST_CASE("files outside the mapped folder and hosts elsewhere are not reached") {
  FileRig files;
  for (const char* url : {"https://files.shop.example/../../etc/hostname",
                          "https://files.shop.example//etc/hostname", "http://192.0.2.1/a.csv"}) {
    Json call = files.body("a\n");
    call["name"] = std::string("From ") + std::to_string(std::string_view(url).size());
    call["file_url"] = url;
    call["expiry_time"] = 3;
    (void)files.rig.post("/v2/custom-segments/file-segment", call);
    CHECK(files.last_callback()["error_message"] == "File download failed");
  }
}

TEST_CASE("processing waits for the delay, or for settle") {
  FileRig files(R"({"file_delay_seconds": 60})");
  (void)files.create("a\n");
  CHECK(files.members() == Json::array());
  files.rig.advance(59);
  CHECK(files.rig.list().status == 200);
  CHECK(files.members() == Json::array());
  files.rig.advance(1);
  CHECK(files.rig.list().status == 200);
  CHECK(files.members() == Json({"a"}));
  (void)files.change("replace", "b\n");
  files.rig.simulator.settle();
  CHECK(files.members() == Json({"b"}));
  (void)files.change("replace", "c\n");
  (void)files.rig.post("/_sim/settle", Json::object());
  CHECK(files.members() == Json({"c"}));
}

TEST_CASE("the daily number of users counts a replace's new ones only") {
  FileRig files(R"({"limits": "documented"})", R"({"file_users_day": 4})");
  (void)files.create("a\nb\nc\n");
  (void)files.change("replace", "a\nb\nd\n");
  CHECK(files.last_callback()["status"] == 201);
  (void)files.change("add-users", "e\n");
  CHECK(files.last_callback()["error_message"] == "File segment users limit breached");
  files.rig.advance(kDay);
  (void)files.change("add-users", "e\n");
  CHECK(files.last_callback()["status"] == 201);
}

TEST_CASE("a file segment is archived when its days are over") {
  FileRig files;
  (void)files.create("a\n", 2);
  files.rig.advance(2 * kDay - 1);
  CHECK(!files.segment().contains("archived"));
  files.rig.advance(1);
  CHECK(files.segment()["archived"] == "2025-12-20T00:00:00Z");
  CHECK(files.segment()["user_count"] == 0);
  CHECK(files.members() == Json({"a"}));
}

TEST_CASE("a file segment that is unarchived after its days lives as long again") {
  FileRig files;
  (void)files.create("a\n", 2);
  files.rig.advance(3 * kDay);
  (void)files.rig.patch("/v2/custom-segments/unarchive", {{"name", "Readers"}});
  CHECK(files.segment()["user_count"] == 1);
  files.rig.advance(2 * kDay - 1);
  CHECK(!files.segment().contains("archived"));
  files.rig.advance(1);
  CHECK(files.segment().contains("archived"));
}

TEST_CASE("an archived file segment loses its users after 30 days and vanishes from the list") {
  FileRig files;
  (void)files.create("a\n");
  (void)files.rig.archive("Readers");
  files.rig.advance(30 * kDay - 1);
  CHECK(files.members() == Json({"a"}));
  CHECK(files.rig.list().data().size() == 1);
  files.rig.advance(1);
  CHECK(files.members() == Json::array());
  CHECK(files.rig.list().data().empty());
}

TEST_CASE("segments that nothing runs are archived after 60 days where the switch says so") {
  Rig rig;
  (void)rig.create("A", group({city("Berlin")}));
  rig.advance(61 * kDay);
  CHECK(!rig.list().data()[0].contains("archived"));
  (void)rig.switches({{"idle_archive", "on"}});
  CHECK(rig.list().data()[0]["archived"] == true);
}

}  // namespace segctl::simulator
