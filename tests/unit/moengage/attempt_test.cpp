#include "moengage/attempt.h"

#include <doctest/doctest.h>

#include <string>

using namespace segctl;
using namespace segctl::moengage;
using namespace std::chrono_literals;

namespace {

const Attempt kWrite{http::Method::Post, "create the segment \"Gold\"", "s3cret"};
const Attempt kRead{http::Method::Get, "list the segments", "s3cret"};
const Timestamp kNow = *parse_utc("2026-03-01T12:00:00");

Failure failure(const Attempt& attempt, int status, std::string body,
                std::vector<http::Header> headers = {}) {
  return failure_of(attempt, {status, std::move(headers), std::move(body)}, kNow);
}

/// A v3 complaint with this message.
std::string v3(const std::string& message, const std::string& more = "") {
  return R"({"response_id":"r","type":"custom_segment","error":{"code":"c","message":")" + message +
         "\"" + more + "}}";
}

Failure expected(FailureKind kind, ErrorCode code, int status, std::string why, std::string hint) {
  Failure result;
  result.kind = kind;
  result.error = {code, "could not create the segment \"Gold\": " + std::move(why),
                  std::move(hint)};
  result.http_status = status;
  return result;
}

const std::string kLook = "run it again: segctl looks what came of it first";
const std::string kForeign =
    "check that the endpoint is MoEngage's and that no proxy answers for it";

}  // namespace

TEST_CASE("a definition that is taken comes with the segment that has it") {
  Failure taken = expected(
      FailureKind::DefinitionTaken, ErrorCode::GiveUp, 409,
      "MoEngage says \"exists with the same filters\" (HTTP 409)",
      "use that segment, or change the definition; an archived segment keeps its definition");
  taken.existing_id = SegmentId("i");
  taken.existing_name = SegmentName("Silver");
  CHECK(failure(kWrite, 409,
                v3("exists with the same filters",
                   R"(,"existing_cs_name":"Silver","existing_cs_id":"i")")) == taken);
  CHECK(failure(kWrite, 409, v3("Same definition")).kind == FailureKind::DefinitionTaken);
}

TEST_CASE("a name that is taken is told from either generation's text") {
  const std::string hint =
      "choose another name, or take that segment over; an archived segment keeps its name";
  Failure taken =
      expected(FailureKind::NameTaken, ErrorCode::GiveUp, 409,
               "MoEngage says \"Another custom-segment already exists with the same name: Gold. "
               "Please change the custom-segment name.\" (HTTP 409)",
               hint);
  taken.existing_name = SegmentName("Gold");
  CHECK(failure(kWrite, 409,
                v3("Another custom-segment already exists with the same name: Gold. Please change "
                   "the custom-segment name.")) == taken);
  taken.error.message =
      "could not create the segment \"Gold\": MoEngage says \"Name already exists : Gold\" "
      "(HTTP 409)";
  CHECK(failure(kWrite, 409,
                R"({"title":"Conflict","description":"Name already exists : Gold"})") == taken);
  CHECK(failure(kWrite, 409, "<html>").kind == FailureKind::NameTaken);
}

TEST_CASE("wrong credentials are told with where the right ones are") {
  CHECK(
      failure(kWrite, 401, R"({"title":"t","description":"d"})") ==
      expected(FailureKind::Unauthorized, ErrorCode::GiveUp, 401,
               "MoEngage does not accept the credentials (HTTP 401)",
               "check MOENGAGE_WORKSPACE_ID and MOENGAGE_API_KEY (the key of the Data tile under "
               "Settings > Account > APIs), and that MOENGAGE_DC is the workspace's data centre"));
}

TEST_CASE("each refusal has its kind") {
  CHECK(failure(kWrite, 400, v3("Bad \\u001b filter")) ==
        expected(FailureKind::Invalid, ErrorCode::Invalid, 400,
                 "MoEngage says \"Bad \\x1b filter\" (HTTP 400)", ""));
  CHECK(failure(kWrite, 415, "") ==
        expected(FailureKind::Invalid, ErrorCode::Invalid, 415,
                 "the answer is HTTP 415 without an explanation from MoEngage", ""));
  CHECK(failure(kWrite, 403, v3("Archived")) ==
        expected(FailureKind::Forbidden, ErrorCode::GiveUp, 403,
                 "MoEngage says \"Archived\" (HTTP 403)",
                 "archived, file and cohort segments can't be updated this way; else check what "
                 "the API key is allowed to do"));
  CHECK(failure(kWrite, 412, v3("Cyclic Entity")) ==
        expected(FailureKind::Cyclic, ErrorCode::Invalid, 412,
                 "MoEngage says \"Cyclic Entity\" (HTTP 412)",
                 "remove the reference that leads back to the segment itself"));
  for (const char* text : {"Query has too many nesting levels", "Too many segments in a query",
                           "Query length limit exceeded"}) {
    CHECK(failure(kWrite, 413, v3(text)) ==
          expected(FailureKind::TooComplex, ErrorCode::Invalid, 413,
                   "MoEngage says \"" + std::string(text) + "\" (HTTP 413)",
                   "MoEngage allows 6 levels of nested segments, 10 segments in a definition and "
                   "262,144 characters in all"));
  }
}

TEST_CASE("a segment that is not there is told from an endpoint that is not MoEngage's") {
  const std::string hint = "check that the ID is one of this workspace";
  CHECK(failure(kWrite, 404, v3("Entity Not Found")) ==
        expected(FailureKind::NotFound, ErrorCode::NotFound, 404,
                 "MoEngage says \"Entity Not Found\" (HTTP 404)", hint));
  CHECK(failure(kWrite, 400, v3("Invalid bson object-id")) ==
        expected(FailureKind::NotFound, ErrorCode::NotFound, 400,
                 "MoEngage says \"Invalid bson object-id\" (HTTP 400)", hint));
  for (const char* body : {"", "<html>404</html>", "\"404\""}) {
    CHECK(failure(kWrite, 404, body) ==
          expected(FailureKind::Refused, ErrorCode::GiveUp, 404,
                   "the answer is HTTP 404 without an explanation from MoEngage", kForeign));
  }
}

TEST_CASE("a rate limit is worth waiting for, the limit of active segments is not") {
  Failure limited =
      expected(FailureKind::RateLimited, ErrorCode::Wait, 429,
               "MoEngage says \"API rate limit breached. Current limit: 50/1 mins\" (HTTP 429)",
               "try again in 42 s");
  limited.retry_after = 42s;
  CHECK(failure(kWrite, 429, v3("API rate limit breached. Current limit: 50/1 mins"),
                {{"Retry-After", "42"}}) == limited);
  limited = expected(FailureKind::RateLimited, ErrorCode::Wait, 429,
                     "MoEngage says \"File segment operations limit breached\" (HTTP 429)",
                     "try again later");
  CHECK(failure(kWrite, 429,
                R"({"title":"t","description":"File segment operations limit breached"})") ==
        limited);
  Failure full = expected(FailureKind::SegmentLimit, ErrorCode::GiveUp, 429,
                          "MoEngage says \"Total active segments limit breached\" (HTTP 429)",
                          "archive segments that nobody needs, or ask MoEngage for a higher limit");
  full.actual_count = 1000;
  full.limit = 1000;
  CHECK(failure(kWrite, 429,
                v3("Total active segments limit breached",
                   R"(,"actual_count":1000,"limit":1000)")) == full);
  CHECK(failure(kWrite, 429, R"({"title":"t","description":"Total active segments limit"})").kind ==
        FailureKind::SegmentLimit);
  CHECK(failure(kWrite, 429, "").kind == FailureKind::RateLimited);
}

TEST_CASE("after a server's failure a write is unknown, and a read can be made again") {
  for (const int status : {408, 425, 500, 501, 502, 503, 504}) {
    const std::string why =
        "the answer is HTTP " + std::to_string(status) + " without an explanation from MoEngage";
    CHECK(failure(kWrite, status, "<html>Bad Gateway</html>") ==
          expected(FailureKind::Unknown, ErrorCode::LookFirst, status, why, kLook));
    CHECK(failure(kRead, status, "").error ==
          Error{ErrorCode::Retry, "could not list the segments: " + why, "try again"});
  }
}

TEST_CASE("a redirect is not followed, and leaves open what a write has done") {
  const std::string why =
      "the answer is a redirect to \"https://other/x\", which is not followed (HTTP 302)";
  const std::vector<http::Header> target = {{"Location", "https://other/x?token=t"}};
  CHECK(failure(kWrite, 302, "", target) ==
        expected(FailureKind::Unknown, ErrorCode::LookFirst, 302, why, kForeign));
  CHECK(failure(kRead, 302, "", target).kind == FailureKind::Refused);
}

TEST_CASE("the waiting time of an answer is kept whatever its status") {
  CHECK(failure(kWrite, 503, "", {{"Retry-After", "Sun, 01 Mar 2026 12:01:00 GMT"}}).retry_after ==
        60s);
}

TEST_CASE("a server's words are shown without secrets and not at any length") {
  CHECK(failure(kWrite, 400, v3("key s3cret, s3cret at https://h/a.csv?sig=x for jane@h"))
            .error.message ==
        "could not create the segment \"Gold\": MoEngage says \"key …, … at https://h/a.csv for "
        "…@h\" (HTTP 400)");
  CHECK(failure(kWrite, 400, v3(std::string(299, 'x') + "üü")).error.message ==
        "could not create the segment \"Gold\": MoEngage says \"" + std::string(299, 'x') +
            "…\" (HTTP 400)");
}

TEST_CASE("a transport's failure keeps its words, and says whether anything may have happened") {
  CHECK(failure_of(kWrite, Error{ErrorCode::Retry, "could not connect to h", "check"}) ==
        expected(FailureKind::Unavailable, ErrorCode::Retry, 0, "could not connect to h", "check"));
  CHECK(failure_of(kWrite, Error{ErrorCode::LookFirst, "lost", ""}) ==
        expected(FailureKind::Unknown, ErrorCode::LookFirst, 0, "lost", kLook));
  CHECK(failure_of(kWrite, Error{ErrorCode::GiveUp, "not trusted", "trust"}) ==
        expected(FailureKind::Refused, ErrorCode::GiveUp, 0, "not trusted", "trust"));
  CHECK(failure_of(kRead, Error{ErrorCode::LookFirst, "lost", ""}).error.code == ErrorCode::Retry);
}
