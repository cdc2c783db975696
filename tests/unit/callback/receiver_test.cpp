#include "callback/receiver.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace segctl::callback {
namespace {

const std::string kToken = "0123456789abcdef";
const std::string kBody = R"({"segment_name":"R","status":500,"error_message":"x"})";

/// What is answered to a request, and the operations that were recorded.
class Desk {
 public:
  explicit Desk(Recording recording)
      : receiver_(kToken, [this, recording](const std::string& operation, const Body&) {
          recorded.push_back(operation);
          return recording;
        }) {}

  int status(const std::string& method, const std::string& target, const std::string& body) {
    const RequestHead head{method, target, body.size(), false, false};
    const auto refusal = receiver_.refusal(head);
    return refusal ? refusal->status : receiver_.answer(head, body).status;
  }

  std::vector<std::string> recorded;

 private:
  Receiver receiver_;
};

}  // namespace

TEST_CASE("a callback under any path that ends with token and operation is recorded") {
  Desk desk(Recording::Kept);
  CHECK(desk.status("POST", "/" + kToken + "/2.1", kBody) == 200);
  CHECK(desk.status("POST", "/deep/er/" + kToken + "/2.2?x=y", kBody) == 200);
  CHECK(desk.recorded == std::vector<std::string>{"2.1", "2.2"});
}

TEST_CASE("who does not know the token learns nothing else") {
  Desk desk(Recording::Kept);
  CHECK(desk.status("POST", "/wrong/2.1", kBody) == 401);
  CHECK(desk.status("POST", "/" + kToken + "x/2.1", kBody) == 401);
  CHECK(desk.status("GET", "/" + kToken.substr(1) + "/2.1", kBody) == 401);
  CHECK(desk.status("POST", "/2.1?/" + kToken + "/2.1", kBody) == 404);
  for (const char* target : {"", "/", "//", "/a", "/a/", "//a", "*"}) {
    CAPTURE(target);
    CHECK(desk.status("POST", target, kBody) == 404);
  }
  CHECK(desk.recorded.empty());
}

TEST_CASE("only a POST with a callback in it is recorded") {
  Desk desk(Recording::Kept);
  CHECK(desk.status("GET", "/" + kToken + "/2.1", "") == 405);
  CHECK(desk.status("POST", "/" + kToken + "/2.1", "") == 400);
  CHECK(desk.status("POST", "/" + kToken + "/2.1", "{}") == 400);
  CHECK(desk.status("POST", "/" + kToken + "/" + std::string(33, '1'), kBody) == 404);
  CHECK(desk.recorded.empty());
}

TEST_CASE("200 is answered for what was kept alone") {
  CHECK(Desk(Recording::Unknown).status("POST", "/" + kToken + "/2.1", kBody) == 404);
  CHECK(Desk(Recording::Refused).status("POST", "/" + kToken + "/2.1", kBody) == 503);
}

}  // namespace segctl::callback
