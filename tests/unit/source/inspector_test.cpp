#include "source/inspector.h"

#include "support/fake_transport.h"
#include "support/temporary_directory.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace segctl::source {
namespace {

constexpr const char* kUrl = "https://files.shop.example/a.csv?sig=SECRET";
constexpr const char* kUnsigned = "https://files.shop.example/a.csv";

/// An inspector, what it asks, and a directory for local files.
struct Scene {
  test::FakeTransport web;
  test::TemporaryDirectory directory;
  members::CsvLimits limits;

  [[nodiscard]] Inspector inspector() { return Inspector(web, limits); }

  [[nodiscard]] members::SnapshotStore store() const {
    return members::SnapshotStore(directory / "members");
  }

  [[nodiscard]] Inspector comparing_inspector() { return Inspector(web, limits, store()); }

  /// As apply does it: a file is looked at, sent and recorded. Returns what was recorded.
  ContentMark apply(const std::string& content, const ContentMark& before = {}) {
    Inspector inspector = comparing_inspector();
    web.will_answer(200, content);
    const auto checked = inspector.check(remote(), AttributeType::String, {});
    REQUIRE(checked);
    REQUIRE(inspector.keep_snapshot(before, checked->mark));
    return checked->mark;
  }

  [[nodiscard]] CsvSource local(const std::string& content) const {
    CsvSource csv = remote();
    csv.file = directory / "a.csv";
    csv.file_as_written = "data/a.csv";
    std::ofstream(csv.file, std::ios::binary) << content;
    return csv;
  }

  [[nodiscard]] static CsvSource remote(const std::string& url = kUrl) {
    CsvSource csv;
    csv.file_url = url;
    csv.place = Range{"segments/f.yaml", {6, 11}, {6, 20}};
    return csv;
  }

  /// "GET https://…" of each request.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> words;
    for (const http::Request& request : web.requests()) {
      words.push_back(std::string(http::method_word(request.method)) + " " + request.url);
    }
    return words;
  }
};

DesiredSegment segment_of(CsvSource base, std::vector<CsvSource> added = {}) {
  DesiredSegment segment;
  segment.key = Key("f");
  DesiredFile file;
  file.source = std::move(base);
  for (CsvSource& csv : added) file.changes.push_back({MemberOperation::Add, std::move(csv)});
  segment.spec = std::move(file);
  return segment;
}

std::map<Key, RecordedSegment> recorded(const ContentMark& content,
                                        std::vector<ChangeMark> applied = {}) {
  RecordedSegment record;
  record.key = Key("f");
  record.kind = Kind::File;
  record.file.emplace();
  record.file->content = content;
  record.file->rows = 2;
  record.file->applied_changes = std::move(applied);
  return {{record.key, record}};
}

std::string texts(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += fmt::format("{}:{}: {} [{}]{}\n", diagnostic.range.file, diagnostic.range.begin.line,
                        diagnostic.message, diagnostic.rule,
                        diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")");
  }
  return text;
}

const plan::FileContents& contents_of(const Inspected& inspected) {
  return inspected.contents.at(Key("f"));
}

TEST_CASE("a local file is read, and nobody is asked") {
  Scene scene;
  const Inspected inspected = scene.inspector().inspect({segment_of(scene.local("a\nb\n"))}, {});
  CHECK(texts(inspected.diagnostics).empty());
  CHECK(contents_of(inspected).base.rows == 2);
  CHECK(contents_of(inspected).base.mark.bytes == sha256("a\nb\n"));
  CHECK(contents_of(inspected).base.mark.etag.empty());
  CHECK(scene.asked().empty());
}

TEST_CASE("what is wrong with a local file is told at its place, without a value") {
  Scene scene;
  const Inspected inspected =
      scene.inspector().inspect_local({segment_of(scene.local("a\n\na\n"))});
  CHECK(texts(inspected.diagnostics) ==
        "segments/f.yaml:6: data/a.csv: 1 row is empty (line 2) [csv-empty-row]\n"
        "segments/f.yaml:6: data/a.csv: 1 row repeats a value that stands earlier (line 3) "
        "[csv-duplicate-value]\n");
}

TEST_CASE("a file that only a URL tells of is downloaded, with its ETag kept") {
  Scene scene;
  scene.web.will_answer(200, "a\nb\nc\n", {{"ETag", "\"1\""}});
  const Inspected inspected = scene.inspector().inspect({segment_of(Scene::remote())}, {});
  CHECK(contents_of(inspected).base.rows == 3);
  CHECK(contents_of(inspected).base.mark.etag == "\"1\"");
  CHECK(contents_of(inspected).base.mark.etag_url == kUnsigned);
  CHECK(scene.asked() == std::vector<std::string>{std::string("GET ") + kUrl});
}

TEST_CASE("the ETag that was last applied saves the download and keeps the number of values") {
  Scene scene;
  const ContentMark last{sha256("x"), sha256("y"), "\"1\"", kUnsigned};
  scene.web.will_answer(200, "", {{"ETag", "\"1\""}});
  const Inspected inspected =
      scene.inspector().inspect({segment_of(Scene::remote())}, recorded(last));
  CHECK(contents_of(inspected).base == plan::SourceContent{last, 2});
  CHECK(scene.asked() == std::vector<std::string>{std::string("HEAD ") + kUrl});
}

TEST_CASE("another ETag, none, or a HEAD that fails leads to the download") {
  for (const int way : {0, 1, 2}) {
    CAPTURE(way);
    Scene scene;
    if (way == 0) scene.web.will_answer(200, "", {{"ETag", "\"2\""}});
    if (way == 1) scene.web.will_answer(405, "");
    if (way == 2) scene.web.will_fail(ErrorCode::Retry, "refused");
    scene.web.will_answer(200, "a\n");
    const ContentMark last{sha256("x"), sha256("y"), "\"1\"", kUnsigned};
    const Inspected inspected =
        scene.inspector().inspect({segment_of(Scene::remote())}, recorded(last));
    CHECK(contents_of(inspected).base.mark.bytes == sha256("a\n"));
    CHECK(contents_of(inspected).base.rows == 1);
  }
}

TEST_CASE("the ETag of another URL, or of one that was not recorded, says nothing of the content") {
  for (const char* recorded_url : {"https://files.shop.example/b.csv", ""}) {
    CAPTURE(recorded_url);
    Scene scene;
    scene.web.will_answer(200, "a\n", {{"ETag", "\"1\""}});
    const ContentMark last{sha256("x"), sha256("y"), "\"1\"", recorded_url};
    const Inspected inspected =
        scene.inspector().inspect({segment_of(Scene::remote())}, recorded(last));
    CHECK(scene.asked() == std::vector<std::string>{std::string("GET ") + kUrl});
    CHECK_FALSE(same_content(last, contents_of(inspected).base.mark));
    CHECK(contents_of(inspected).base.mark.etag_url == kUnsigned);
  }
}

TEST_CASE("a file that can't be had is an error without the signed part, and nothing is known") {
  Scene scene;
  scene.web.will_answer(403, "<html>");
  const Inspected inspected = scene.inspector().inspect({segment_of(Scene::remote())}, {});
  CHECK(texts(inspected.diagnostics) ==
        "segments/f.yaml:6: https://files.shop.example/a.csv answers 403 [csv-unreachable] (a "
        "signed URL may have expired)\n");
  CHECK_FALSE(contents_of(inspected).base.mark.known());
}

TEST_CASE("a download past the limit is told as too large, however it ended") {
  Scene scene;
  scene.limits.max_bytes = 4;
  scene.web.will_answer(200, "a\nb\nc\n");
  const Inspected inspected = scene.inspector().inspect({segment_of(Scene::remote())}, {});
  REQUIRE(inspected.diagnostics.size() == 1);
  CHECK(inspected.diagnostics[0].rule == "csv-too-large");
}

TEST_CASE("an entry of changes that was carried out is not looked at again, a new one is") {
  Scene scene;
  scene.web.will_answer(200, "base\n");
  scene.web.will_answer(200, "new\n");
  const std::string one = "https://files.shop.example/1.csv?sig=NEW";
  const std::string two = "https://files.shop.example/2.csv";
  const Inspected inspected = scene.inspector().inspect(
      {segment_of(Scene::remote(), {Scene::remote(one), Scene::remote(two)})},
      recorded({}, {{MemberOperation::Add, {}, "https://files.shop.example/1.csv"}}));
  CHECK(scene.asked() == std::vector<std::string>{std::string("GET ") + kUrl, "GET " + two});
  REQUIRE(contents_of(inspected).changes.size() == 2);
  CHECK_FALSE(contents_of(inspected).changes[0].mark.known());
  CHECK(contents_of(inspected).changes[1].mark.bytes == sha256("new\n"));
}

TEST_CASE("what is to be archived, and what is no file, is not looked at") {
  Scene scene;
  DesiredSegment archived = segment_of(Scene::remote());
  archived.activity = Activity::Archived;
  DesiredSegment filter;
  filter.spec = DesiredFilter{};
  const Inspected inspected = scene.inspector().inspect({archived, filter}, {});
  CHECK(inspected.contents.empty());
  CHECK(scene.asked().empty());
}

TEST_CASE("validating asks nobody: without a local file nothing is known") {
  Scene scene;
  const Inspected inspected = scene.inspector().inspect_local({segment_of(Scene::remote())});
  CHECK_FALSE(contents_of(inspected).base.mark.known());
  CHECK(scene.asked().empty());
}

/// The gate before a file operation: "ok", or the error and its hint.
std::string gate(Scene& scene, const CsvSource& csv, const ContentMark& planned) {
  const auto content = scene.inspector().check(csv, AttributeType::String, planned);
  return content ? "ok" : content.error().message + " (" + content.error().hint + ")";
}

/// The mark of the values a and b.
ContentMark mark_of_ab() {
  Scene scene;
  scene.web.will_answer(200, "a\nb\n");
  return contents_of(scene.inspector().inspect({segment_of(Scene::remote())}, {})).base.mark;
}

TEST_CASE("before a file operation the URL must hold the values that were planned, in any order") {
  const ContentMark planned = mark_of_ab();
  Scene scene;
  scene.web.will_answer(200, "b\r\na");
  CHECK(gate(scene, Scene::remote(), planned) == "ok");
  scene.web.will_answer(200, "b\n");
  CHECK(gate(scene, Scene::remote(), planned) ==
        "https://files.shop.example/a.csv holds other values than when the plan was made (plan "
        "again)");
  scene.web.will_answer(200, "b\n");
  CHECK(gate(scene, scene.local("a\nb\n"), planned) ==
        "https://files.shop.example/a.csv holds other values than \"data/a.csv\" (upload the file "
        "to that URL, then run again)");
  scene.web.will_answer(200, "anything\n");
  CHECK(gate(scene, Scene::remote(), {}) == "ok");
}

TEST_CASE("a file operation is not spent on a file that is wrong or not there") {
  Scene scene;
  scene.web.will_answer(200, "a\n\"b\"\n");
  CHECK(gate(scene, Scene::remote(), {}) ==
        "https://files.shop.example/a.csv is no valid CSV: 1 row holds quotes, which become part "
        "of the "
        "value (line 2) (nothing was sent; mend the file and run again)");
  scene.web.will_answer(404, "");
  CHECK(gate(scene, Scene::remote(), {}) == "https://files.shop.example/a.csv answers 404 ()");
  scene.web.will_fail(ErrorCode::LookFirst, "the connection was reset");
  CHECK(gate(scene, Scene::remote(), {}) == "the connection was reset ()");
}

TEST_CASE("what is another than last time is compared with the snapshot of that time") {
  Scene scene;
  const ContentMark last = scene.apply("a\nb\nc\n");
  SUBCASE("a local file") {
    const Inspected inspected = scene.comparing_inspector().inspect(
        {segment_of(scene.local("b\nc\nd\ne\n"))}, recorded(last));
    CHECK(contents_of(inspected).delta == plan::MemberDelta{2, 1, 2});
    CHECK(contents_of(inspected).not_compared.empty());
  }
  SUBCASE("a download") {
    scene.web.will_answer(200, "c\nx\n");
    const Inspected inspected =
        scene.comparing_inspector().inspect({segment_of(Scene::remote())}, recorded(last));
    CHECK(contents_of(inspected).delta == plan::MemberDelta{1, 2, 1});
  }
  SUBCASE("the same values need no comparison") {
    const Inspected inspected =
        scene.comparing_inspector().inspect({segment_of(scene.local("c\na\nb\n"))}, recorded(last));
    CHECK(contents_of(inspected).delta == std::nullopt);
    CHECK(contents_of(inspected).not_compared.empty());
  }
  SUBCASE("a file that is wrong is not compared") {
    const Inspected inspected =
        scene.comparing_inspector().inspect({segment_of(scene.local("a\n\nb\n"))}, recorded(last));
    CHECK(contents_of(inspected).delta == std::nullopt);
    CHECK(count(inspected.diagnostics, Severity::Error) == 1);
  }
}

TEST_CASE("a snapshot that is missing or damaged costs the counts, which is said, and no more") {
  Scene scene;
  const ContentMark last = scene.apply("a\nb\nc\n");
  std::string why = "is not there";
  SUBCASE("missing") { std::filesystem::remove_all(scene.directory / "members"); }
  SUBCASE("damaged") {
    why = "can't be used: ";
    for (const auto& entry : std::filesystem::directory_iterator(scene.directory / "members")) {
      std::filesystem::resize_file(entry.path(), 50);
    }
  }
  const Inspected inspected =
      scene.comparing_inspector().inspect({segment_of(scene.local("a\n"))}, recorded(last));
  CHECK(inspected.diagnostics.empty());
  CHECK(contents_of(inspected).delta == std::nullopt);
  CHECK(contents_of(inspected).not_compared.find(why) != std::string::npos);
  CHECK(contents_of(inspected).base.rows == 1);
  const Inspected silent =
      scene.inspector().inspect({segment_of(scene.local("a\n"))}, recorded(last));
  CHECK(contents_of(silent).not_compared.empty());
}

TEST_CASE(
    "additions lead there where they and what was last applied are all of it, and only then") {
  Scene scene;
  const ContentMark last = scene.apply("a\nb\n");
  DesiredSegment segment = segment_of(scene.local("c\nb\na\nd\n"));
  auto& file = std::get<DesiredFile>(segment.spec);
  file.additions = Scene::remote("https://files.shop.example/new.csv");
  const auto inspected_with = [&](const std::string& additions) {
    scene.web.will_answer(200, additions);
    return scene.comparing_inspector().inspect({segment}, recorded(last));
  };
  SUBCASE("exactly") {
    const Inspected inspected = inspected_with("d\nc\n");
    CHECK(contents_of(inspected).additions_lead_there);
    CHECK(contents_of(inspected).delta == plan::MemberDelta{2, 0, 2});
    CHECK(contents_of(inspected).additions.rows == 2);
    CHECK(inspected.diagnostics.empty());
  }
  SUBCASE("too few, too many, others, or one that was there") {
    for (const char* additions : {"c\n", "c\nd\ne\n", "x\ny\n", "a\nc\nd\n"}) {
      CAPTURE(additions);
      const Inspected inspected = inspected_with(additions);
      CHECK_FALSE(contents_of(inspected).additions_lead_there);
      CHECK(contents_of(inspected).delta == plan::MemberDelta{2, 0, 2});
      REQUIRE(inspected.diagnostics.size() == 1);
      CHECK(inspected.diagnostics[0].rule == "additions-unfit");
      CHECK(inspected.diagnostics[0].severity == Severity::Warning);
    }
  }
  SUBCASE("not where a value left as well") {
    file.source = scene.local("b\nc\n");
    const Inspected inspected = inspected_with("c\n");
    CHECK_FALSE(contents_of(inspected).additions_lead_there);
    CHECK(contents_of(inspected).delta == plan::MemberDelta{1, 1, 1});
  }
  SUBCASE("without a snapshot, for the digests alone tell") {
    std::filesystem::remove_all(scene.directory / "members");
    CHECK(contents_of(inspected_with("d\nc\n")).additions_lead_there);
  }
}

TEST_CASE("after additions the snapshot is that of all members") {
  Scene scene;
  const ContentMark last = scene.apply("a\nb\n");
  const ContentMark now{sha256("bytes"), sha256("all of them"), ""};
  Inspector inspector = scene.comparing_inspector();
  scene.web.will_answer(200, "c\n");
  REQUIRE(inspector.check(Scene::remote(), AttributeType::String, {}));
  REQUIRE(inspector.keep_snapshot(last, now));
  const Inspected inspected =
      scene.comparing_inspector().inspect({segment_of(scene.local("c\nb\n"))}, recorded(now));
  CHECK(contents_of(inspected).delta == plan::MemberDelta{0, 1, 2});
}

}  // namespace
}  // namespace segctl::source
