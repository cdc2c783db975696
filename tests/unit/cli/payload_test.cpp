#include "cli/payload.h"

#include "support/temporary_directory.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace segctl::cli {
namespace {

const std::string kGroup = R"({"filter_operator":"and","filters":[{"value":9007199254740993}]})";

/// What is read from a file with that text.
struct Reading {
  test::TemporaryDirectory directory;
  Diagnostics diagnostics;
  Result<Payload> payload;

  explicit Reading(const std::string& text) : payload(Payload{}) {
    const auto file = directory / "payload.json";
    std::ofstream(file, std::ios::binary) << text;
    payload = read_payload(file, diagnostics);
  }
};

TEST_CASE("a payload of the dashboard is read with its numbers unchanged") {
  const Reading reading(R"({"name":"VIP","included_filters":)" + kGroup + R"(,"more":1})");
  REQUIRE(reading.payload.has_value());
  CHECK(reading.payload->name == SegmentName("VIP"));
  CHECK(reading.payload->definition == Definition{Json::parse(kGroup), nullptr});
  CHECK(reading.diagnostics == Diagnostics{});
}

TEST_CASE("exclusions come along, and none where the answer says null") {
  const std::string head = R"({"name":"VIP","included_filters":)" + kGroup;
  const Reading with(head + R"(,"excluded_filters":)" + kGroup + "}");
  CHECK(with.payload->definition == Definition{Json::parse(kGroup), Json::parse(kGroup)});
  const Reading without(head + R"(,"excluded_filters":null})");
  CHECK(without.payload->definition == Definition{Json::parse(kGroup), nullptr});
}

TEST_CASE("what Get answers is read from its data") {
  const Reading reading(R"({"response_id":"r","data":{"name":"VIP","included_filters":)" + kGroup +
                        "}}");
  CHECK(reading.payload->name == SegmentName("VIP"));
}

TEST_CASE("YAML does as well") {
  const Reading reading(
      "name: VIP\nincluded_filters: {filter_operator: and, filters: [{a: NO}]}\n");
  REQUIRE(reading.payload.has_value());
  CHECK(reading.payload->definition.included.json() ==
        Json::parse(R"({"filter_operator":"and","filters":[{"a":"NO"}]})"));
}

TEST_CASE("what lacks a name or filters is no payload, and says what one is") {
  for (const std::string text :
       {"", "[]", "3", R"({"name":"x"})", R"({"name":"x","included_filters":[]})",
        R"({"included_filters":{}})", R"({"name":5,"included_filters":{}})"}) {
    CAPTURE(text);
    const Reading reading(text);
    REQUIRE_FALSE(reading.payload.has_value());
    CHECK(reading.payload.error().message.ends_with("payload.json is no Segment Payload"));
    CHECK(reading.payload.error().hint.starts_with("it needs `name` and `included_filters`"));
  }
}

TEST_CASE("text that can't be read is told with its place, and a missing file as an error") {
  const Reading broken("{\"name\": \"x\",\n \"included_filters\": {\"a\": [}}\n");
  REQUIRE(broken.diagnostics.size() == 1);
  CHECK(broken.diagnostics[0].range.begin.line == 2);
  Diagnostics diagnostics;
  CHECK(read_payload("/nonexistent/payload.json", diagnostics).error().code == ErrorCode::NotFound);
}

}  // namespace
}  // namespace segctl::cli
