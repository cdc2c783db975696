#include "cli/project.h"

#include "support/scoped_variable.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

/// A project directory, with none of segctl's variables set but those given.
class Scene {
 public:
  explicit Scene(const std::string& project_file = "") {
    for (const char* name : {"MOENGAGE_DC", "MOENGAGE_WORKSPACE_ID", "MOENGAGE_DB_NAME",
                             "MOENGAGE_API_KEY", "MOENGAGE_API_KEY_FILE"}) {
      variables_.push_back(std::make_unique<test::ScopedVariable>(name, std::nullopt));
    }
    if (!project_file.empty()) write("segctl.yaml", project_file);
    options.directory = directory().string();
  }

  void set(const char* name, const std::string& value) {
    variables_.push_back(std::make_unique<test::ScopedVariable>(name, value));
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory() / name, std::ios::binary) << text;
  }

  [[nodiscard]] fs::path directory() const { return fs::canonical(directory_.path()); }

  [[nodiscard]] Project project() {
    auto loaded = load_project(options, diagnostics);
    REQUIRE(loaded.has_value());
    REQUIRE(diagnostics == Diagnostics{});
    return std::move(*loaded);
  }

  [[nodiscard]] Error error() {
    const auto loaded = load_project(options, diagnostics);
    REQUIRE_FALSE(loaded.has_value());
    return loaded.error();
  }

  GlobalOptions options;
  Diagnostics diagnostics;

 private:
  test::TemporaryDirectory directory_;
  std::vector<std::unique_ptr<test::ScopedVariable>> variables_;
};

TEST_CASE("without a project file the defaults count") {
  Scene scene;
  const Project project = scene.project();
  CHECK(project.manifests == scene.directory() / "segments");
  CHECK(project.state == scene.directory() / ".segctl/state.json");
  CHECK(project.endpoint.empty());
  CHECK(project.ownership == plan::Ownership::State);
  CHECK(project.safety == plan::Safety{});
}

TEST_CASE("the endpoint comes from the flag, else the environment, else the project file") {
  Scene scene("version: 1\nworkspace: {dc: '02'}\n");
  CHECK(scene.project().endpoint == "https://api-02.moengage.com");
  scene.set("MOENGAGE_DC", "03");
  CHECK(scene.project().endpoint == "https://api-03.moengage.com");
  scene.options.endpoint = "http://127.0.0.1:8080";
  CHECK(scene.project().endpoint == "http://127.0.0.1:8080");
}

TEST_CASE("the workspace comes from the environment, else the project file") {
  Scene scene("version: 1\nworkspace: {id: FILE, db_name: DB}\n");
  CHECK(scene.project().workspace_id == "FILE");
  CHECK(scene.project().db_name == "DB");
  scene.set("MOENGAGE_WORKSPACE_ID", "VARIABLE");
  scene.set("MOENGAGE_DB_NAME", "");
  CHECK(scene.project().workspace_id == "VARIABLE");
  CHECK(scene.project().db_name == "DB");  // an empty variable says nothing
}

TEST_CASE("an environment stands over the rest of the project file, and has a state of its own") {
  Scene scene(
      "version: 1\nmanifests: all/\nworkspace: {dc: '01'}\nsafety: {min_managed: 3, "
      "max_archive_percent: 50}\n"
      "environments:\n  prod: {workspace: {endpoint: 'sim:p.json'}, safety: {min_managed: 4}}\n"
      "  stage: {state: there.json}\n");
  scene.options.environment = "prod";
  const Project prod = scene.project();
  CHECK(prod.manifests == scene.directory() / "all/");
  CHECK(prod.endpoint == "sim:" + (scene.directory() / "p.json").string());
  CHECK(prod.state == scene.directory() / ".segctl/state.prod.json");
  CHECK(prod.safety.min_managed == 4);
  CHECK(prod.safety.max_archive_percent == 50);
  scene.options.environment = "stage";
  CHECK(scene.project().state == scene.directory() / "there.json");
  CHECK(scene.project().endpoint == "https://api-01.moengage.com");
  scene.options.state = "/elsewhere/state.json";
  CHECK(scene.project().state == "/elsewhere/state.json");
}

TEST_CASE("an environment that is not there is an error that names those that are") {
  Scene scene("version: 1\nenvironments: {prod: {}, stage: {}}\n");
  scene.options.environment = "prd";
  CHECK(scene.error().message == "segctl.yaml has no environment \"prd\"");
  CHECK(scene.error().hint == "it has: prod, stage");
}

TEST_CASE("limits and safety reach what they limit") {
  Scene scene(
      "version: 1\nownership: name\nlimits: {active_segments: 7, csv_bytes: 8, csv_rows: 9}\n"
      "safety: {max_archive_count: 2, max_member_removal_percent: 11, min_members: 12}\n");
  const Project project = scene.project();
  CHECK(project.ownership == plan::Ownership::Name);
  CHECK(project.safety.max_active_segments == 7);
  CHECK(project.csv_limits.max_bytes == 8);
  CHECK(project.csv_limits.max_rows == 9);
  CHECK(project.safety.max_archive_count == 2);
  CHECK(project.safety.max_member_removal_percent == 11);
  CHECK(project.safety.min_members == 12);
}

TEST_CASE("problems of the project file stand in it, and a file that was named must be there") {
  Scene scene("version: 1\nnonsense: 2\n");
  CHECK(load_project(scene.options, scene.diagnostics).has_value());
  REQUIRE(scene.diagnostics.size() == 1);
  CHECK(scene.diagnostics[0].range.begin == Position{2, 1});
  scene.diagnostics.clear();
  scene.options.config = (scene.directory() / "absent.yaml").string();
  std::ignore = load_project(scene.options, scene.diagnostics);
  CHECK(count(scene.diagnostics, Severity::Error) == 1);
}

TEST_CASE("a simulated workspace inside the project is named from there, one outside by its path") {
  Scene scene;
  scene.options.endpoint = "sim:.segctl/w.json";
  CHECK(scene.project().endpoint == "sim:" + (scene.directory() / ".segctl/w.json").string());
  CHECK(endpoint_name(scene.project()) == "sim:.segctl/w.json");
  scene.options.endpoint = "sim:" + (scene.directory() / "a/../w.json").string();
  CHECK(endpoint_name(scene.project()) == "sim:w.json");
  scene.options.endpoint = "sim:/elsewhere/w.json";
  CHECK(endpoint_name(scene.project()) == "sim:/elsewhere/w.json");
  scene.options.endpoint = "sim:../w.json";
  CHECK(endpoint_name(scene.project()) ==
        "sim:" + (scene.directory().parent_path() / "w.json").string());
  scene.options.endpoint = "https://api-01.moengage.com";
  CHECK(endpoint_name(scene.project()) == "https://api-01.moengage.com");
  scene.options.endpoint = "sim:";
  CHECK(scene.error().message == "the endpoint sim: names no file");
}

TEST_CASE("the way to the workspace names what is missing, one after the other") {
  Scene scene;
  CHECK(connection_of(scene.project()).error().message == "no workspace is chosen");
  scene.set("MOENGAGE_DC", "01");
  CHECK(connection_of(scene.project()).error().message == "the workspace ID is not set");
  scene.set("MOENGAGE_WORKSPACE_ID", "W");
  CHECK(connection_of(scene.project()).error().message == "the API key is not set");
  scene.write("key.txt", "from-file\r\n");
  scene.set("MOENGAGE_API_KEY_FILE", (scene.directory() / "key.txt").string());
  CHECK(connection_of(scene.project())->api_key == "from-file");
  scene.set("MOENGAGE_API_KEY", "from-variable");
  CHECK(connection_of(scene.project())->api_key == "from-variable");
}

}  // namespace

TEST_CASE("limits takes every limit that there is, and each changes that number alone") {
  std::string file = "limits:\n";
  std::uint64_t number = 3;
  for (const auto setting : quota::Limits::settings()) {
    file += "  " + std::string(setting) + ": " + std::to_string(number++) + "\n";
  }
  const Project project = Scene(file).project();
  number = 3;
  for (const auto setting : quota::Limits::settings()) {
    CAPTURE(setting);
    CHECK(project.limits.number(setting) == number++);
  }
  CHECK(project.safety.max_active_segments == project.limits.number("active_segments"));
  CHECK(project.csv_limits.max_bytes == project.limits.number("csv_bytes"));
  CHECK(project.csv_limits.max_rows == project.limits.number("csv_rows"));
}

TEST_CASE("uploads go to AWS with the bucket in the host's name, and to other stores in the path") {
  Scene aws(
      "uploads: {s3: {bucket: acme, region: eu-central-1, prefix: a/b/, expires_hours: 6}}\n");
  upload::S3Place place;
  place.bucket = "acme";
  place.region = "eu-central-1";
  place.prefix = "a/b/";
  place.bucket_in_path = false;
  place.expires = std::chrono::hours(6);
  CHECK(aws.project().uploads == upload::Place(place));

  Scene other(
      "uploads:\n  s3: {bucket: acme, region: r, endpoint: 'https://store.example:9000',\n"
      "       public_url: 'https://cdn.example'}\n");
  place = {"https://store.example:9000", "acme", "r", "", true, "https://cdn.example"};
  CHECK(other.project().uploads == upload::Place(place));

  Scene styled(
      "uploads: {s3: {bucket: a.b.c, region: r}}\n"
      "environments:\n  prod: {uploads: {webdav: {url: 'https://files.example/d/'}}}\n");
  CHECK(std::get<upload::S3Place>(*styled.project().uploads).bucket_in_path);
  styled.options.environment = "prod";
  CHECK(styled.project().uploads ==
        upload::Place(upload::DavPlace{"https://files.example/d/", "", ""}));
  CHECK(Scene().project().uploads == std::nullopt);
}

TEST_CASE("accepted drift is read with its place, up to the end of its day") {
  Scene scene(
      "drift:\n"
      "  accepted:\n"
      "    - {key: vip, class: changed-outside, reason: a test, until: 2026-03-31}\n"
      "environments:\n"
      "  staging: {drift: {accepted: []}}\n");
  const auto entries = scene.project().accepted_drift;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].key == Key("vip"));
  CHECK(entries[0].kind == DriftClass::ChangedOutside);
  CHECK(entries[0].reason == "a test");
  CHECK(entries[0].until == parse_utc("2026-04-01T00:00:00Z"));
  CHECK(entries[0].place.begin == Position{3, 13});
  scene.options.environment = "staging";
  CHECK(scene.project().accepted_drift.empty());
}

TEST_CASE("everything wrong with accepted drift is said at once, with its place") {
  Scene scene(
      "drift:\n"
      "  accepted:\n"
      "    - {key: a, class: changed, reason: x, until: 2026-03-31}\n"
      "    - {key: a, class: expired, reason: x, until: 2026-02-30}\n"
      "    - {key: a, class: expired, until: 2026-03-31}\n"
      "    - {key: a, class: unmanaged, reason: x, until: 2026-03-31}\n"
      "    - {key: b, class: expired, reason: x, until: 2026-03-31, by: me}\n"
      "    - {key: b, class: expired, reason: y, until: 2026-04-30}\n"
      "    - text\n");
  REQUIRE(load_project(scene.options, scene.diagnostics).has_value());
  std::vector<std::string> found;
  for (const Diagnostic& one : scene.diagnostics) {
    found.push_back(std::to_string(one.range.begin.line) + " " + one.rule);
  }
  CHECK(found == std::vector<std::string>{"3 unknown-value", "4 wrong-type", "5 missing-key",
                                          "6 unknown-value", "7 unknown-key", "8 key-not-unique",
                                          "9 wrong-type"});
}

}  // namespace segctl::cli
