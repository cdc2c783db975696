#include "callback/body.h"

#include <doctest/doctest.h>

#include <string>

namespace segctl::callback {
namespace {

const std::string kDone =
    R"({"db_name":"acme","segment_name":"Readers","request_id":"r-7","status":201,)"
    R"("values_found":10,"values_processed":9,"user_count":8})";

std::string problem_of(const std::string& json) {
  const auto body = read_body(json);
  return body ? "none" : body.error().message;
}

std::string with(std::string from, const std::string& what, const std::string& other) {
  return from.replace(from.find(what), what.size(), other);
}

}  // namespace

TEST_CASE("a processed file's callback has its counts") {
  const auto body = read_body(kDone);
  REQUIRE(body.has_value());
  CHECK(*body ==
        Body{SegmentName("Readers"), {FileOutcome::kDone, 10, 9, 8, "", "r-7", Timestamp{}}});
}

TEST_CASE("a failed file's callback has MoEngage's words, without a signed URL") {
  const auto body = read_body(
      R"({"segment_name":"R","status":500,"error_message":)"
      R"("File download failed: https://files.example.com/a.csv?X-Amz-Signature=SECRET","more":[1]})");
  REQUIRE(body.has_value());
  CHECK(body->outcome == FileOutcome{500, 0, 0, 0,
                                     "File download failed: https://files.example.com/a.csv", "",
                                     Timestamp{}});
}

TEST_CASE("words of any length are cut at a character") {
  std::string words;
  for (int i = 0; i < 600; ++i) words += "é";
  const auto body =
      read_body(R"({"segment_name":"R","status":400,"error_message":")" + words + R"("})");
  REQUIRE(body.has_value());
  CHECK(body->outcome.error_message == words.substr(0, 1000) + "…");
}

TEST_CASE("what is wrong in a body is named") {
  const std::string kIs = "this is no callback of MoEngage: ";
  CHECK(problem_of("") == kIs + "it is no JSON object");
  CHECK(problem_of("[]") == kIs + "it is no JSON object");
  CHECK(problem_of(kDone.substr(0, 50)) == kIs + "it is no JSON object");
  CHECK(problem_of("\xff") == kIs + "it is no JSON object");
  CHECK(problem_of("{}") == kIs + "its segment_name is missing");
  CHECK(problem_of(with(kDone, "\"Readers\"", "7")) == kIs + "its segment_name is no text");
  CHECK(problem_of(with(kDone, "201", "200")) ==
        kIs + "its status is neither 201 nor one from 400 to 599");
  CHECK(problem_of(with(kDone, "201", "\"201\"")) == kIs + "its status is no whole number from 0");
  CHECK(problem_of(with(kDone, "\"user_count\":8", "\"user_count\":-8")) ==
        kIs + "its user_count is no whole number from 0");
  CHECK(problem_of(with(kDone, ",\"user_count\":8", "")) == kIs + "its user_count is missing");
  CHECK(problem_of(with(kDone, ":10", ":1e300")) ==
        kIs + "its values_found is no whole number from 0");
  CHECK(problem_of(with(kDone, ":10", ":99999999999999")) ==
        kIs + "its values_found is no whole number from 0");
  CHECK(problem_of(std::string(kLongestBody + 1, ' ')) == kIs + "it is too long");
}

TEST_CASE("a body nested to its limit is refused and not followed") {
  CHECK(problem_of(std::string(kLongestBody, '[')) ==
        "this is no callback of MoEngage: it is no JSON object");
}

}  // namespace segctl::callback
