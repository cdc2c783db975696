#include "moengage/answers.h"

#include "moengage/bounded_json.h"
#include "moengage/complaint.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::moengage;

namespace {

LiveSegment segment(const char* id, const char* name) {
  LiveSegment segment;
  segment.id = SegmentId(id);
  segment.name = SegmentName(name);
  return segment;
}

std::optional<std::vector<LiveSegment>> decoded(const std::string& data) {
  return decode_segments("{\"data\":" + data + ",\"response_id\":\"r\",\"type\":\"t\"}");
}

std::optional<Activity> activity(const std::string& mark) {
  return decoded("{\"id\":\"i\",\"name\":\"n\"," + mark + "}")->at(0).activity;
}

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_CASE("a segment is read with all that an answer can tell") {
  LiveSegment expected = segment("i", "Käufer 🛒");
  expected.type = "ELASTIC_SEARCH";
  expected.source = "API";
  expected.created = parse_utc("2022-12-01T13:17:46.409000");
  expected.activity = Activity::Archived;
  expected.description = "d";
  expected.definition = Definition{Json::parse(R"({"filter_operator":"and","filters":[1]})"),
                                   Json::parse(R"({"filter_operator":"or","filters":[2]})")};
  REQUIRE(expected.created);
  CHECK(decoded(R"({"id":"i","name":"Käufer \ud83d\uded2","type":"ELASTIC_SEARCH","source":"API",
      "created_time":"2022-12-01T13:17:46.409000","updated_time":"later","archived":true,
      "description":"d","included_filters":{"filters":[1],"filter_operator":"and"},
      "excluded_filters":{"filters":[2],"filter_operator":"or"},"more":{"a":[null]}})") ==
        std::vector<LiveSegment>{expected});
}

TEST_CASE("data is an object or a list, and a list may be empty") {
  CHECK(decoded(R"({"id":"i","name":"n"})") == std::vector<LiveSegment>{segment("i", "n")});
  CHECK(decoded(R"([{"id":"i","name":"n"},{"id":"j","name":"m"}])") ==
        std::vector<LiveSegment>{segment("i", "n"), segment("j", "m")});
  CHECK(decoded("[]") == std::vector<LiveSegment>{});
}

TEST_CASE("fields of another type are passed over, entries without an ID as a whole") {
  CHECK(decoded(R"([null,1,"x",[],{},{"name":"n"},{"id":7,"name":"n"},
      {"id":"i","name":[],"type":{},"source":1,"created_time":5,"archived":[],"status":9,
       "description":null,"included_filters":"x","excluded_filters":[]}])") ==
        std::vector<LiveSegment>{segment("i", "")});
}

TEST_CASE("an exclusion that is null or an empty object is none") {
  for (const char* excluded : {"null", "{}", "[]", "\"\""}) {
    const auto segments = decoded(R"({"id":"i","name":"n","included_filters":{"filters":[]},
        "excluded_filters":)" + std::string(excluded) +
                                  "}");
    CHECK(segments->at(0).definition->as_spelled().excluded.is_null());
  }
}

TEST_CASE("every likely mark of an archived segment counts") {
  for (const char* mark : {R"("archived":true)", R"("archived":"true")", R"("archived":"True")",
                           R"("archived":1)", R"("is_archived":true)", R"("status":"archived")",
                           R"("status":"ARCHIVED")", R"("status":"active","archived":true)"}) {
    CAPTURE(mark);
    CHECK(activity(mark) == Activity::Archived);
  }
  for (const char* mark : {R"("archived":false)", R"("archived":"false")", R"("archived":0)",
                           R"("is_archived":false)", R"("status":"Active")"}) {
    CAPTURE(mark);
    CHECK(activity(mark) == Activity::Active);
  }
  for (const char* mark :
       {R"("archived":null)", R"("archived":"maybe")", R"("status":"running")", R"("a":true)"}) {
    CAPTURE(mark);
    CHECK(activity(mark) == std::nullopt);
  }
}

TEST_CASE("an answer that can't be read is never an empty workspace") {
  for (const char* body :
       {"", "null", "[]", "{}", "<html></html>", R"({"data":null})", R"({"data":"x"})",
        R"({"data":[)", R"({"data":[]} x)", R"({"data":[],"x":"\xff"})"}) {
    CAPTURE(body);
    CHECK(decode_segments(body) == std::nullopt);
  }
  CHECK(decode_segments("{\"data\":[],\"x\":\"\xff\"}") == std::nullopt);
}

TEST_CASE("brackets are counted outside of strings, and too many of them refused") {
  CHECK(parse_json(nested(512)).has_value());
  CHECK_FALSE(parse_json(nested(513)).has_value());
  CHECK_FALSE(parse_json(nested(5'000'000)).has_value());
  CHECK(parse_json("\"\\\"" + std::string(600, '[') + "\"").has_value());
  CHECK(parse_json("[" + std::string(1000, ' ') + "[],[],[]]").has_value());
}

TEST_CASE("numbers keep their kind and their digits") {
  const auto json = parse_json(
      "[0.1,9007199254740993,18446744073709551615,-9223372036854775808,"
      "1.0,1e3,\"1\"]");
  REQUIRE(json);
  CHECK(json->dump() ==
        "[0.1,9007199254740993,18446744073709551615,-9223372036854775808,"
        "1.0,1000.0,\"1\"]");
  CHECK_FALSE(parse_json("[1e999]").has_value());
}

TEST_CASE("an acknowledgement is read with or without an ID") {
  CHECK(decode_acknowledgement(R"({"message":"m","success":true,"cs_name":"n","cs_id":"i"})") ==
        Acknowledgement{SegmentId("i"), SegmentName("n"), Success::Said, "m"});
  CHECK(decode_acknowledgement(R"({"success":"true","cs_id":5})") == Acknowledgement{});
  CHECK(decode_acknowledgement("{}") == Acknowledgement{});
  CHECK(decode_acknowledgement(R"({"success":false,"message":"m"})") ==
        Acknowledgement{SegmentId(), SegmentName(), Success::Denied, "m"});
  CHECK(decode_acknowledgement("[]") == std::nullopt);
  CHECK(decode_acknowledgement("accepted") == std::nullopt);
}

TEST_CASE("a complaint is read in each of MoEngage's three shapes") {
  CHECK(decode_complaint(R"({"response_id":"r","type":"custom_segment","error":{"code":"c",
      "message":"m","existing_cs_name":"n","existing_cs_id":"i","actual_count":1000,"limit":999}})") ==
        Complaint{"m", SegmentId("i"), SegmentName("n"), 1000, 999});
  CHECK(decode_complaint(R"({"title":"t","description":"d"})") ==
        Complaint{"d", SegmentId(), SegmentName(), {}, {}});
  CHECK(decode_complaint(R"({"title":"t"})")->message == "t");
  CHECK(decode_complaint(R"({"status":"fail","error":{"message":"m","type":"t",
      "request_id":"r"}})")
            ->message == "m");
  CHECK(decode_complaint(R"({"error":"words"})")->message == "words");
}

TEST_CASE("a complaint with fields of other types still counts as one") {
  CHECK(decode_complaint(R"({"error":{"code":400,"message":{},"existing_cs_id":5,
      "existing_cs_name":null,"actual_count":"many","limit":1.5}})") == Complaint{});
  CHECK(decode_complaint(R"({"error":{"actual_count":18446744073709551615}})") == Complaint{});
  CHECK(decode_complaint("{}") == Complaint{});
  CHECK(decode_complaint("<html>") == std::nullopt);
  CHECK(decode_complaint("") == std::nullopt);
  CHECK(decode_complaint("[]") == std::nullopt);
}

TEST_CASE("the name is found within either text of a conflict") {
  const std::string v3 = "Another custom-segment already exists with the same name: ";
  CHECK(name_in(v3 + "Gold. Please change the custom-segment name.") == "Gold");
  CHECK(name_in(v3 + "A. Please change B. Please change the custom-segment name.") ==
        "A. Please change B");
  CHECK(name_in(v3 + "Gold tier ") == "Gold tier");
  CHECK(name_in(v3) == "");
  CHECK(name_in("Name already exists : Gold: tier") == "Gold: tier");
  CHECK(name_in("Name already exists :") == "");
  CHECK(name_in("something else") == "");
}
