#include "upload/uploader.h"

#include "support/fake_upload_transport.h"
#include "support/temporary_directory.h"
#include "upload/csv_body.h"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::upload;
using http::Method;

namespace {

const std::string kText = "u1\nu2\nu3\n";

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// A CSV, the server that it goes to, and how the program gets there.
struct Scene {
  test::TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "ids.csv";
  test::FakeUploadTransport wire;
  ManualClock clock{*parse_utc("2026-03-01T12:00:00Z")};
  DavPlace place{"https://files.example/dav/", "", ""};
  std::unique_ptr<Target> target = make_target(place, {});
  UploadOptions options;

  explicit Scene(const std::string& text = kText) { write(file, text); }

  void in_a_bucket() {
    S3Place bucket;
    bucket.bucket = "acme";
    bucket.region = "eu-central-1";
    target = make_target(bucket, {{"AK", "SECRET", ""}, "", ""});
  }

  Result<Uploaded> put(const Digest& planned = sha256(kText)) {
    return Uploader(wire, *target, clock, options).put(file, "data/ids.csv", planned);
  }

  /// "HEAD PUT HEAD": what was asked.
  [[nodiscard]] std::string asked() const {
    std::string methods;
    for (const http::Request& request : wire.fake.requests()) {
      methods += (methods.empty() ? "" : " ") + std::string(method_word(request.method));
    }
    return methods;
  }

  [[nodiscard]] std::string url() const { return object_url(place, sha256(kText)); }

  void answers(int status, std::vector<http::Header> headers = {}) {
    wire.fake.will_answer(status, "", std::move(headers));
  }
};

const std::vector<http::Header> kLength{{"Content-Length", "9"}};

std::string failure(const Result<Uploaded>& uploaded) {
  return uploaded ? "ok" : uploaded.error().message;
}

}  // namespace

TEST_CASE("a file that is not there is put there whole, and looked at") {
  Scene scene;
  scene.answers(404);
  scene.answers(201);
  scene.answers(200, kLength);
  std::vector<std::uint64_t> progress;
  scene.options.progress = [&](const std::string& shown, std::uint64_t sent, std::uint64_t size) {
    CHECK(shown == "data/ids.csv");
    CHECK(size == kText.size());
    progress.push_back(sent);
  };
  CHECK(scene.put() == Result<Uploaded>(Uploaded{scene.url(), 9, false}));
  CHECK(scene.asked() == "HEAD PUT HEAD");
  CHECK(scene.wire.bodies() == std::vector<std::string>{kText});
  CHECK(progress == std::vector<std::uint64_t>{4, 8, 9});
}

TEST_CASE("a file that is there is not sent again") {
  Scene scene;
  scene.answers(200, kLength);
  CHECK(scene.put() == Result<Uploaded>(Uploaded{scene.url(), 9, true}));
  CHECK(scene.asked() == "HEAD");
}

TEST_CASE("half a file, or one of unknown length, is replaced") {
  for (const auto& headers : {std::vector<http::Header>{{"Content-Length", "4"}}, {}}) {
    Scene scene;
    scene.answers(200, headers);
    scene.answers(204);
    scene.answers(200, kLength);
    CHECK(failure(scene.put()) == "ok");
    CHECK(scene.asked() == "HEAD PUT HEAD");
  }
}

TEST_CASE("what arrived is not what was sent: an error") {
  Scene shorter;
  shorter.answers(404);
  shorter.answers(201);
  shorter.answers(200, {{"Content-Length", "8"}});
  CHECK(failure(shorter.put()) == shorter.url() + " is not the file that was just put there");
  Scene other;
  other.answers(404);
  other.answers(200, {{"ETag", "\"a\""}});
  other.answers(200, {{"Content-Length", "9"}, {"ETag", "\"b\""}});
  CHECK(failure(other.put()) == other.url() + " is not the file that was just put there");
  Scene weak;
  weak.answers(404);
  weak.answers(200, {{"ETag", "W/\"a\""}});
  weak.answers(200, {{"Content-Length", "9"}, {"ETag", "\"b\""}});
  CHECK(failure(weak.put()) == "ok");
}

TEST_CASE("a store that lags behind is looked at again") {
  Scene scene;
  scene.answers(404);
  scene.answers(201);
  scene.answers(404);
  scene.answers(200, kLength);
  CHECK(failure(scene.put()) == "ok");
  Scene never;
  never.answers(404);
  never.answers(201);
  for (int i = 0; i < 4; ++i) never.answers(404);
  CHECK(failure(never.put()) == "HEAD " + never.url() + " answers 404");
}

TEST_CASE("forbidden is not absent, but for a store that hides what is absent") {
  Scene web;
  web.answers(403);
  CHECK(failure(web.put()) == "HEAD " + web.url() + " answers 403");
  CHECK(web.asked() == "HEAD");

  Scene store;
  store.in_a_bucket();
  store.answers(403);
  store.wire.fake.will_answer(403, "<Code>AccessDenied</Code>");
  CHECK(failure(store.put()).ends_with(" answers 403 AccessDenied"));
  CHECK(store.asked() == "HEAD PUT");

  Scene write_only;
  write_only.in_a_bucket();
  write_only.answers(403);
  write_only.answers(200);
  write_only.answers(403);
  CHECK(failure(write_only.put()).starts_with("HEAD "));
}

TEST_CASE("what fails in passing is tried again, with the whole body") {
  Scene scene;
  scene.answers(503);
  scene.answers(404);
  scene.wire.fake.will_fail(ErrorCode::LookFirst, "the connection was lost");
  scene.answers(503);
  scene.answers(201);
  scene.answers(200, kLength);
  CHECK(failure(scene.put()) == "ok");
  CHECK(scene.asked() == "HEAD HEAD PUT PUT PUT HEAD");
  CHECK(scene.wire.bodies() == std::vector<std::string>{kText, kText, kText});
}

TEST_CASE("an interrupted upload is not tried again") {
  const std::atomic<bool> stop = true;
  Scene scene;
  scene.options.stop = &stop;
  scene.wire.fake.will_fail(ErrorCode::LookFirst, "interrupted");
  CHECK(failure(scene.put()) == "interrupted");
  CHECK(scene.asked() == "HEAD");
}

TEST_CASE("a file that is not the planned one is not sent at all") {
  Scene scene;
  const auto uploaded = scene.put(sha256("others"));
  REQUIRE_FALSE(uploaded.has_value());
  CHECK(uploaded.error() == Error{ErrorCode::PlanAgain,
                                  "\"data/ids.csv\" has changed since the plan was made",
                                  "nothing was sent to MoEngage; plan again"});
  std::filesystem::remove(scene.file);
  CHECK(failure(scene.put()) == "cannot read \"data/ids.csv\": No such file or directory");
  CHECK(scene.asked().empty());
}

TEST_CASE("of a file that changes while it is sent no server gets a whole body") {
  const std::string text(1000, 'x');
  Scene scene(text);
  const auto csv = CsvBody::open(scene.file, "ids.csv", sha256(text));
  REQUIRE(csv.has_value());
  const auto sends = [&](const std::string& meanwhile) {
    const http::Upload body = csv->body();
    std::array<char, 400> piece{};
    std::size_t sent = *body.read(piece);
    write(scene.file, meanwhile);
    while (true) {
      const auto got = body.read(piece);
      if (!got) return std::pair(sent, got.error().message);
      if (*got == 0) return std::pair(sent, std::string("whole"));
      sent += *got;
    }
  };
  const std::string changed = "\"ids.csv\" has changed since the plan was made";
  CHECK(sends(std::string(400, 'x') + std::string(600, 'y')) ==
        std::pair<std::size_t, std::string>(800, changed));
  write(scene.file, text);
  CHECK(sends("shorter").second == changed);
  write(scene.file, text);
  CHECK(sends(text + "more") == std::pair<std::size_t, std::string>(1000, "whole"));
}

TEST_CASE("what is no file is not read") {
  const test::TemporaryDirectory directory;
  const auto csv = CsvBody::open(directory.path(), "data", sha256(""));
  REQUIRE_FALSE(csv.has_value());
  CHECK(csv.error().message == "\"data\" is not a regular file");
}
