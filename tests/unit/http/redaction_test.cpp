#include "http/redaction.h"

#include "http/logging_transport.h"
#include "support/fake_transport.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace segctl;
using namespace segctl::http;

namespace {

const Request kRequest{Method::Post,
                       "https://user:pw@host/v3/x?name=secret#f",
                       {{"Authorization", "Basic s3cret"},
                        {"MOE-APPKEY", "s3cret"},
                        {"MOE-DBNAME", "s3cret"},
                        {"cookie", "s3cret"},
                        {"X-Anything", "s3cret"},
                        {"Content-Type", "application/json"}},
                       "{\"a\":1}"};

}  // namespace

TEST_CASE("a request for debugging shows no credential, no cookie and no query") {
  CHECK(redacted(kRequest) ==
        "POST https://host/v3/x\n"
        "Authorization: …\n"
        "MOE-APPKEY: …\n"
        "MOE-DBNAME: …\n"
        "cookie: …\n"
        "X-Anything: …\n"
        "Content-Type: application/json\n"
        "\n"
        "{\"a\":1}");
}

TEST_CASE("an answer for debugging shows no cookie and no query of a redirect") {
  CHECK(redacted(Response{302,
                          {{"Set-Cookie", "s3cret"},
                           {"Location", "https://u:p@other/path?sig=s3cret"},
                           {"Retry-After", "1\x1b[31m"}},
                          ""}) ==
        "status 302\nSet-Cookie: …\nLocation: https://other/path\nRetry-After: 1\\x1b[31m");
}

TEST_CASE("URLs within a body are cut, however JSON escapes them") {
  CHECK(without_secrets("{\"file_url\":\"https://h/a.csv?sig=s\",\"b\":\"http://u:p@h/x#y\"}") ==
        "{\"file_url\":\"https://h/a.csv\",\"b\":\"http://h/x\"}");
  CHECK(without_secrets("\"https:\\/\\/h\\/a.csv?sig=s\"") == "\"https://h/a.csv\"");
  CHECK(without_secrets("\"https://h/a.csv\\u003fsig=s\\u0026t=u\"") == "\"https://h/a.csv\"");
  CHECK(without_secrets("see HTTPS://H/x?s and https://h/y?t.") ==
        "see HTTPS://H/x and https://h/y");
  CHECK(without_secrets("httpsfoo http:/x no URL?") == "httpsfoo http:/x no URL?");
}

TEST_CASE("addresses within a body lose the part that names somebody") {
  CHECK(without_secrets("[\"jane.doe+x@example.com\",\"ü@b\"] a @ b") ==
        "[\"…@example.com\",\"…@b\"] a @ b");
}

TEST_CASE("members of a cohort are cut, also where the body is cut within one") {
  const std::string body = R"({"members":[{"uid":"u1"},{"uid":"a\"b\\"},{"uid":"u3)";
  CHECK(without_secrets(body) == R"({"members":[{"uid":"…"},{"uid":"…"},{"uid":"…)");
}

TEST_CASE("credentials that a server repeats are cut, and prose about them is not") {
  CHECK(
      without_secrets("Authorization: Basic c2ltLXdvcms6c2lt was refused; bearer ab.cd-12345678") ==
      "Authorization: Basic … was refused; bearer …");
  CHECK(without_secrets("Basic authentication is required, basic") ==
        "Basic authentication is required, basic");
}

TEST_CASE("a long body is cut, and control characters don't reach the terminal") {
  const std::string shown = redacted(Response{200, {}, std::string(5000, 'x')});
  CHECK(shown == "status 200\n\n" + std::string(4096, 'x') + "\n… 904 bytes more");
  CHECK(redacted(Response{200, {}, "\x1b[2J\xff"}) == "status 200\n\n\\x1b[2J\\xff");
}

TEST_CASE("a log line names method, URL without query, status, size and time") {
  test::FakeTransport inner;
  const ManualClock clock{Timestamp{}};
  std::vector<std::string> lines;
  LoggingTransport transport(inner, clock, Detail::Line,
                             [&](const std::string& line) { lines.push_back(line); });
  inner.will_answer(200, std::string(1234, 'x'));
  inner.will_fail(ErrorCode::Retry, "could not connect to host");
  inner.will_answer(404, "no");
  CHECK(transport.send(kRequest)->status == 200);
  const std::vector<Request> gets{{Method::Get, "https://h/a?b", {}, ""},
                                  {Method::Get, "https://h/c", {}, ""}};
  CHECK(transport.send_all(gets).size() == 2);
  CHECK(lines == std::vector<std::string>{"POST https://host/v3/x, 7 bytes: 200, 1,234 bytes, 0 ms",
                                          "GET https://h/a: could not connect to host, 0 ms",
                                          "GET https://h/c: 404, 2 bytes, 0 ms"});
  CHECK(inner.requests() == std::vector<Request>{kRequest, gets[0], gets[1]});

  lines.clear();
  inner.will_answer(200, "");
  inner.will_answer(413, "");
  std::vector<int> statuses;
  transport.send_each(
      std::vector<Request>{kRequest, kRequest},
      [&](std::size_t, const Result<Response>& outcome) { statuses.push_back(outcome->status); });
  CHECK(statuses == std::vector<int>{200, 413});
  CHECK(lines == std::vector<std::string>{"POST https://host/v3/x, 7 bytes: 200, 0 bytes, 0 ms",
                                          "POST https://host/v3/x, 7 bytes: 413, 0 bytes, 0 ms"});
}

TEST_CASE("a whole log has the redacted request and answer, of a download too") {
  test::FakeTransport inner;
  const ManualClock clock{Timestamp{}};
  std::vector<std::string> lines;
  LoggingTransport transport(inner, clock, Detail::Whole,
                             [&](const std::string& line) { lines.push_back(line); });
  inner.will_answer(200, "content");
  std::string received;
  const auto outcome =
      transport.download({Method::Get, "https://h/a?b", {{"A", "s"}}, ""}, [&](std::string_view p) {
        received += p;
        return true;
      });
  CHECK(outcome == Result<Response>(Response{200, {}, ""}));
  CHECK(received == "content");
  CHECK(lines == std::vector<std::string>{"GET https://h/a: 200, 0 bytes, 0 ms",
                                          "GET https://h/a\nA: …", "status 200"});
}
