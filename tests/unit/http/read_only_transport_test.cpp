#include "http/read_only_transport.h"

#include "support/fake_transport.h"

#include <doctest/doctest.h>

namespace segctl::http {

TEST_CASE("reading goes through") {
  test::FakeTransport inner;
  ReadOnlyTransport transport(inner);
  const std::vector<Request> requests{{Method::Get, "https://host/a", {}, {}},
                                      {Method::Head, "https://host/b", {}, {}}};
  for (int i = 0; i < 3; ++i) inner.will_answer(200, "answer");
  CHECK(transport.send_all(requests).size() == 2);
  CHECK(transport.send(requests[0])->body == "answer");
  CHECK(inner.requests() == std::vector<Request>{requests[0], requests[1], requests[0]});
}

TEST_CASE("whatever could change something never leaves") {
  test::FakeTransport inner;
  ReadOnlyTransport transport(inner);
  for (const Method method : {Method::Post, Method::Put, Method::Patch}) {
    const Request request{method, "https://host/a", {}, "{}"};
    const Request get{Method::Get, "https://host/a", {}, {}};
    CHECK(transport.send(request).error().code == ErrorCode::GiveUp);
    CHECK(transport.download(request, [](std::string_view) { return true; }).error().code ==
          ErrorCode::GiveUp);
    for (const auto& outcome : transport.send_all(std::vector<Request>{get, request})) {
      CHECK(outcome.error().code == ErrorCode::GiveUp);
    }
  }
  CHECK(inner.requests().empty());
}

}  // namespace segctl::http
