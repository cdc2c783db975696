#include "http/curl_transport.h"

#include "support/loopback_server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace segctl;
using namespace segctl::http;
using namespace std::chrono_literals;
using test::answering;
using test::LoopbackServer;
using test::Peer;

namespace {

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

Request get(const std::string& url) { return {Method::Get, url, {}, ""}; }

Request post(const std::string& url) { return {Method::Post, url, {}, "{}"}; }

CurlOptions quick() {
  CurlOptions options;
  options.answer_timeout = 300ms;
  options.stall_timeout = 1s;
  return options;
}

/// The failure of a request whose answer is these bytes and the end of the connection.
Error failure_of(Method method, const std::string& answer) {
  const LoopbackServer server(answering(answer));
  CurlTransport transport;
  auto error = transport.send({method, server.url("/x?secret"), {}, ""}).error();
  const auto found = error.message.find(server.url(""));
  if (found != std::string::npos) error.message.replace(found, server.url("").size(), "SERVER");
  return error;
}

/// Answers every request of a connection that stays open.
void keep_answering(Peer& peer) {
  while (!peer.read_request().empty()) peer.write(kHello);
}

std::size_t count_of(const std::vector<std::string>& requests, const std::string& start) {
  return static_cast<std::size_t>(std::count_if(
      requests.begin(), requests.end(),
      [&](const std::string& request) { return request.compare(0, start.size(), start) == 0; }));
}

/// Sets an environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }

  ~Variable() { unsetenv(name_); }

  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("a Get sends what it should and no more, and brings the whole answer") {
  const LoopbackServer server(
      answering("HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 2\r\n\r\nno"));
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/a?b=c"))) ==
        Result<Response>(Response{404, {{"X-A", "b"}, {"Content-Length", "2"}}, "no"}));
  CHECK(server.requests() ==
        std::vector<std::string>{
            "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
            "\r\nUser-Agent: segctl/" SEGCTL_VERSION "\r\nAccept: */*\r\n\r\n"});
}

TEST_CASE("a Patch carries its headers and its body, empty header values included") {
  const LoopbackServer server(answering(kHello));
  CurlOptions options;
  options.user_agent = "me";
  CurlTransport transport(options);
  CHECK(transport
            .send({Method::Patch,
                   server.url("/a"),
                   {{"Content-Type", "application/json"}, {"Empty", ""}},
                   std::string("{\"a\0b\"}", 7)})
            .has_value());
  CHECK(server.requests() == std::vector<std::string>{"PATCH /a HTTP/1.1\r\nHost: 127.0.0.1:" +
                                                      std::to_string(server.port()) +
                                                      "\r\nUser-Agent: me\r\nAccept: */*\r\n"
                                                      "Content-Type: application/json\r\nEmpty:\r\n"
                                                      "Content-Length: 7\r\n\r\n" +
                                                      std::string("{\"a\0b\"}", 7)});
}

TEST_CASE("a large body is sent at once, without waiting for a 100 Continue") {
  const LoopbackServer server(answering(kHello));
  CurlTransport transport;
  Request request = post(server.url("/a"));
  request.body = std::string(3'000'000, 'x');
  CHECK(transport.send(request).has_value());
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].find("Expect") == std::string::npos);
}

TEST_CASE("a Head has headers and no body") {
  const LoopbackServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"));
  CurlTransport transport;
  CHECK(transport.send({Method::Head, server.url("/a"), {}, ""}) ==
        Result<Response>(Response{200, {{"Content-Length", "99999999999"}}, ""}));
}

TEST_CASE("a Post over a connection that dies is sent once") {
  // The first connection answers one Get and then dies without an answer to whatever comes.
  const LoopbackServer server([](Peer& peer, int number) {
    if (peer.read_request().empty()) return;
    if (number > 0) return;
    peer.write(kHello);
    static_cast<void>(peer.read_request());
  });
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/a"))).has_value());
  CHECK(transport.send(post(server.url("/b"))).error() ==
        Error{ErrorCode::LookFirst, server.url("/b") + " closed the connection without an answer",
              ""});
  CHECK(count_of(server.requests(), "POST") == 1);
  CHECK(server.connections() == 2);
}

TEST_CASE("a Get over a kept connection that dies is sent again by libcurl") {
  // Shows that the connection of the case above is one that libcurl would repeat a Post on.
  const LoopbackServer server([](Peer& peer, int number) {
    if (peer.read_request().empty()) return;
    peer.write(kHello);
    if (number == 0) static_cast<void>(peer.read_request());
  });
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/a"))).has_value());
  CHECK(transport.send(get(server.url("/b"))).has_value());
  CHECK(count_of(server.requests(), "GET /b") == 2);
}

TEST_CASE("a redirect is an answer and is not followed") {
  const LoopbackServer server(
      answering("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));
  CurlTransport transport;
  CHECK(transport.send(post(server.url("/a")))->status == 302);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("interim answers and trailers are no part of the answer") {
  const LoopbackServer server(
      answering("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                "5\r\nhello\r\n0\r\nX-Trailer: y\r\n\r\n"));
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/"))) ==
        Result<Response>(Response{200, {{"Transfer-Encoding", "chunked"}}, "hello"}));
}

TEST_CASE("an answer that is missing, cut or garbled leaves the outcome open") {
  CHECK(failure_of(Method::Post, "") ==
        Error{ErrorCode::LookFirst, "SERVER/x closed the connection without an answer", ""});
  CHECK(failure_of(Method::Post, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello") ==
        Error{ErrorCode::LookFirst, "the answer of SERVER/x was cut off or garbled", ""});
  CHECK(failure_of(Method::Post, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel") ==
        Error{ErrorCode::LookFirst, "the answer of SERVER/x was cut off or garbled", ""});
  CHECK(failure_of(Method::Post,
                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello") ==
        Error{ErrorCode::LookFirst, "the answer of SERVER/x was cut off or garbled", ""});
  CHECK(failure_of(Method::Post, "SSH-2.0-OpenSSH_9.2\r\n") ==
        Error{ErrorCode::LookFirst, "the answer of SERVER/x is not HTTP",
              "check the host and the port of the endpoint"});
  CHECK(failure_of(Method::Post, "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n") ==
        Error{ErrorCode::LookFirst, "the answer of SERVER/x is not HTTP",
              "check the host and the port of the endpoint"});
}

TEST_CASE("a reset connection leaves the outcome open") {
  const LoopbackServer server([](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    peer.reset();
  });
  CurlTransport transport;
  CHECK(transport.send(post(server.url("/a?b"))).error() ==
        Error{ErrorCode::LookFirst, "the connection to " + server.url("/a") + " was lost", ""});
}

TEST_CASE("what follows the announced length is not part of the answer") {
  const LoopbackServer server(
      answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more"));
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/")))->body == "hello");
}

TEST_CASE("an answer without end is left when it is too large, chunked or not") {
  for (const char* head : {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n"}) {
    const bool chunked = std::string(head).find("chunked") != std::string::npos;
    const std::string mebibyte(std::size_t{1} << 20U, 'x');
    std::atomic<int> sent = 0;
    const LoopbackServer server([&](Peer& peer, int) {
      static_cast<void>(peer.read_request());
      peer.write(head);
      const std::string piece = chunked ? "100000\r\n" + mebibyte + "\r\n" : mebibyte;
      while (sent < 100 && peer.write(piece)) ++sent;
    });
    CurlTransport transport;
    CHECK(transport.send(get(server.url("/a"))).error() ==
          Error{ErrorCode::GiveUp,
                "the answer of " + server.url("/a") + " is larger than 16,777,216 bytes", ""});
    CHECK(sent < 60);
  }
}

TEST_CASE("headers without end are left when they are too large") {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 1000; ++i) answer += "X-Filler: " + std::string(90, 'x') + "\r\n";
  CHECK(failure_of(Method::Get, answer + "\r\n") ==
        Error{ErrorCode::GiveUp,
              "the headers of the answer of SERVER/x are larger than 65,536 bytes", ""});
}

TEST_CASE("a single header without end fails") {
  const Error error =
      failure_of(Method::Get, "HTTP/1.1 200 OK\r\nX-Filler: " + std::string(2'000'000, 'x'));
  CHECK(error.code != ErrorCode::Invalid);
  CHECK(error.message.size() < 200);
}

TEST_CASE("an answer that takes too long leaves the outcome open") {
  const LoopbackServer server([](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    peer.wait_for_close();
  });
  CurlTransport transport(quick());
  const Error error = transport.send(post(server.url("/a"))).error();
  CHECK(error.code == ErrorCode::LookFirst);
  CHECK(error.message.substr(0, error.message.find(" within")) ==
        server.url("/a") + " gave no complete answer");
}

TEST_CASE("a port where nobody listens is trouble that passes") {
  std::string url;
  {
    const LoopbackServer server(answering(""));
    url = server.url("/a");
  }
  CurlTransport transport;
  CHECK(transport.send(post(url)).error() ==
        Error{ErrorCode::Retry, "could not connect to 127.0.0.1",
              "check the endpoint, and whether a firewall or a proxy stands in between"});
}

TEST_CASE("a host without an address is trouble that passes") {
  const Variable no_proxy("no_proxy", "*");
  CurlTransport transport;
  CHECK(transport.send(post("https://nowhere.invalid/a?b")).error() ==
        Error{ErrorCode::Retry, "could not resolve the host name nowhere.invalid",
              "check the endpoint or the data centre, and the network"});
}

TEST_CASE("a header with a line break is not sent at all") {
  const LoopbackServer server(answering(kHello));
  CurlTransport transport;
  const auto outcome =
      transport.send({Method::Get, server.url("/"), {{"MOE-APPKEY", "a\r\nX: y"}}, ""});
  CHECK(outcome.error().code == ErrorCode::GiveUp);
  CHECK(server.connections() == 0);
}

TEST_CASE("a proxy of the environment is not asked for this machine") {
  const Variable proxy("http_proxy", "http://127.0.0.1:1");
  const LoopbackServer server(answering(kHello));
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/")))->body == "hello");
}

TEST_CASE("a proxy of the environment is asked for other machines, and may refuse") {
  const LoopbackServer proxy(
      answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
  const Variable variable("https_proxy", "http://u:pw@127.0.0.1:" + std::to_string(proxy.port()));
  CurlTransport transport;
  CHECK(transport.send(post("https://nowhere.invalid/a?b")).error() ==
        Error{ErrorCode::GiveUp,
              "the proxy refused the connection to nowhere.invalid with status 407",
              "check the environment variables https_proxy, all_proxy and no_proxy"});
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests()[0].substr(0, 32) == "CONNECT nowhere.invalid:443 HTTP");
}

TEST_CASE("many Gets go in parallel, over few connections, and come back in order") {
  std::atomic<int> in_flight = 0;
  std::atomic<int> most = 0;
  const LoopbackServer server([&](Peer& peer, int) {
    for (std::string request = peer.read_request(); !request.empty();
         request = peer.read_request()) {
      const int now = ++in_flight;
      int seen = most;
      while (seen < now && !most.compare_exchange_weak(seen, now)) {
      }
      std::this_thread::sleep_for(5ms);
      --in_flight;
      const std::string path = request.substr(4, request.find(' ', 4) - 4);
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" +
                 path);
    }
  });
  CurlOptions options;
  options.parallel = 4;
  CurlTransport transport(options);
  std::vector<Request> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(get(server.url("/" + std::to_string(i))));
  const auto outcomes = transport.send_all(requests);
  REQUIRE(outcomes.size() == 60);
  for (std::size_t i = 0; i < 60; ++i) CHECK(outcomes[i]->body == "/" + std::to_string(i));
  CHECK(most == 4);
  CHECK(server.connections() <= 4);
}

TEST_CASE("one failure among many leaves the others alone") {
  const LoopbackServer server([](Peer& peer, int) {
    for (std::string request = peer.read_request(); !request.empty();
         request = peer.read_request()) {
      if (request.substr(0, 6) == "GET /b") return;
      peer.write(kHello);
    }
  });
  CurlTransport transport;
  const std::vector<Request> requests{get(server.url("/a")), get(server.url("/b")),
                                      get("http://elsewhere.example/"), get(server.url("/c"))};
  const auto outcomes = transport.send_all(requests);
  CHECK(outcomes[0]->body == "hello");
  CHECK(outcomes[1].error().code == ErrorCode::LookFirst);
  CHECK(outcomes[2].error().code == ErrorCode::GiveUp);
  CHECK(outcomes[3]->body == "hello");
}

TEST_CASE("Posts of a batch go in parallel, each once, and each is told as it ends") {
  std::atomic<int> arrived = 0;
  const LoopbackServer server([&](Peer& peer, int) {
    const std::string request = peer.read_request();
    ++arrived;
    if (request.substr(0, 7) == "POST /b") return;  // lost
    // The first is answered last, and none before all are there.
    while (arrived < 3) std::this_thread::sleep_for(1ms);
    if (request.substr(0, 7) == "POST /a") std::this_thread::sleep_for(100ms);
    peer.write(kHello);
  });
  CurlTransport transport;
  const std::vector<Request> requests{post(server.url("/a")), post(server.url("/b")),
                                      post("http://elsewhere.example/"), post(server.url("/c"))};
  std::vector<std::size_t> order;
  std::vector<ErrorCode> failures;
  transport.send_each(requests, [&](std::size_t place, const Result<Response>& outcome) {
    order.push_back(place);
    if (outcome) CHECK(outcome->body == "hello");
    if (!outcome) failures.push_back(outcome.error().code);
  });
  REQUIRE(order.size() == 4);
  CHECK(order.front() == 2);  // refused before it is sent
  CHECK(order.back() == 0);
  CHECK(failures == std::vector<ErrorCode>{ErrorCode::GiveUp, ErrorCode::LookFirst});
  CHECK(arrived == 3);
  CHECK(server.connections() == 3);
}

TEST_CASE("what is thrown at the end of one of several is thrown on, and the transport goes on") {
  const LoopbackServer server(answering(kHello));
  CurlTransport transport;
  const std::vector<Request> requests{post(server.url("/a")), post(server.url("/b"))};
  const auto thrower = [](std::size_t, const Result<Response>&) { throw std::range_error("x"); };
  CHECK_THROWS_AS(transport.send_each(requests, thrower), std::range_error);
  CHECK(transport.send(get(server.url("/")))->body == "hello");
}

TEST_CASE("nothing that changes something is among those whose answers come in order") {
  CurlTransport transport;
  const std::vector<Request> requests{post("http://127.0.0.1:1/")};
  CHECK_THROWS_AS(static_cast<void>(transport.send_all(requests)), std::logic_error);
  CHECK(transport.send_all({}).empty());
}

TEST_CASE("a download goes to its sink, however large") {
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  const LoopbackServer server([&](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    peer.write("HTTP/1.1 200 OK\r\nETag: e\r\nContent-Length: 20971520\r\n\r\n");
    for (int i = 0; i < 20; ++i) peer.write(mebibyte);
  });
  CurlTransport transport;
  std::size_t received = 0;
  const auto outcome = transport.download(get(server.url("/a")), [&](std::string_view piece) {
    received += piece.size();
    return true;
  });
  CHECK(outcome ==
        Result<Response>(Response{200, {{"ETag", "e"}, {"Content-Length", "20971520"}}, ""}));
  CHECK(received == 20'971'520);
}

TEST_CASE("a download that ends early is a failure, never a short file") {
  const LoopbackServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
  CurlTransport transport;
  std::string received;
  const auto outcome = transport.download(get(server.url("/a?sig=s")), [&](std::string_view piece) {
    received += piece;
    return true;
  });
  CHECK(outcome.error() == Error{ErrorCode::LookFirst,
                                 "the answer of " + server.url("/a") + " was cut off or garbled",
                                 ""});
  CHECK(received == "hello");
}

TEST_CASE("what a download is refused with does not reach the sink") {
  const LoopbackServer server(answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
  CurlTransport transport;
  bool called = false;
  const auto outcome = transport.download(get(server.url("/a")), [&](std::string_view) {
    called = true;
    return true;
  });
  CHECK(outcome->status == 403);
  CHECK(outcome->body == "no");
  CHECK_FALSE(called);
}

TEST_CASE("a sink can stop its download, by word or by exception, and the transport goes on") {
  const LoopbackServer server([](Peer& peer, int) { keep_answering(peer); });
  CurlTransport transport;
  CHECK(transport.download(get(server.url("/a")), [](std::string_view) { return false; }).error() ==
        Error{ErrorCode::GiveUp, "the download of " + server.url("/a") + " was stopped", ""});
  CHECK_THROWS_WITH_AS(static_cast<void>(transport.download(get(server.url("/a")),
                                                            [](std::string_view) -> bool {
                                                              throw std::runtime_error("disk full");
                                                            })),
                       "disk full", std::runtime_error);
  CHECK(transport.send(get(server.url("/a")))->body == "hello");
}

TEST_CASE("a download that stalls is given up") {
  const LoopbackServer server([](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    peer.wait_for_close();
  });
  CurlTransport transport(quick());
  const auto outcome =
      transport.download(get(server.url("/a")), [](std::string_view) { return true; });
  CHECK(outcome.error().code == ErrorCode::LookFirst);
}

TEST_CASE("after the stop nothing begins") {
  const LoopbackServer server(answering(kHello));
  const std::atomic<bool> stop = true;
  CurlOptions options;
  options.stop = &stop;
  CurlTransport transport(options);
  CHECK(transport.send(post(server.url("/a"))).error() ==
        Error{ErrorCode::GiveUp, "interrupted during POST " + server.url("/a"), ""});
  CHECK(server.connections() == 0);
}

TEST_CASE("the stop ends what is under way, with the outcome open for what changes something") {
  std::atomic<bool> stop = false;
  const LoopbackServer server([&](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    stop = true;
    peer.wait_for_close();
  });
  CurlOptions options;
  options.stop = &stop;
  CurlTransport transport(options);
  const auto began = std::chrono::steady_clock::now();
  CHECK(transport.send(post(server.url("/a"))).error().code == ErrorCode::LookFirst);
  stop = false;
  CHECK(transport.send(get(server.url("/a"))).error().code == ErrorCode::GiveUp);
  CHECK(std::chrono::steady_clock::now() - began < 5s);
}

namespace {

/// An upload of `text`, in pieces of at most `piece` bytes. **Requires:** `text` outlives it.
Upload upload_of(const std::string& text, std::size_t piece = 1000) {
  Upload body;
  body.size = text.size();
  body.read = [&text, piece, at = std::size_t{0}](std::span<char> into) mutable {
    const std::size_t size = std::min({piece, into.size(), text.size() - at});
    std::copy_n(text.data() + at, size, into.data());
    at += size;
    return Result<std::size_t>(size);
  };
  return body;
}

Request put(const std::string& url) { return {Method::Put, url, {{"X-A", "b"}}, ""}; }

}  // namespace

TEST_CASE("an upload sends its body in one piece, on a connection of its own") {
  const LoopbackServer server([](Peer& peer, int) { keep_answering(peer); });
  CurlTransport transport;
  CHECK(transport.send(get(server.url("/a"))).has_value());
  const std::string text(300'000, 'x');
  std::uint64_t sent = 0;
  Upload body = upload_of(text);
  body.sent = [&](std::uint64_t bytes) { sent = bytes; };
  CHECK(transport.upload(put(server.url("/a")), body).has_value());
  CHECK(sent == text.size());
  CHECK(server.connections() == 2);
  REQUIRE(server.requests().size() == 2);
  CHECK(server.requests()[1] ==
        "PUT /a HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
            "\r\nUser-Agent: segctl/" SEGCTL_VERSION
            "\r\nAccept: */*\r\nX-A: b\r\nContent-Length: 300000\r\n\r\n" +
            text);
}

TEST_CASE("an upload whose answer is lost is not sent again") {
  const LoopbackServer server(answering(""));
  CurlTransport transport;
  const std::string text(300'000, 'x');
  const auto outcome = transport.upload(put(server.url("/a")), upload_of(text));
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == ErrorCode::LookFirst);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("an upload that is refused early has the refusal as its answer") {
  const LoopbackServer server([](Peer& peer, int) {
    peer.read_anything();
    peer.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    peer.wait_for_close();
  });
  CurlTransport transport;
  const std::string text(500'000, 'x');
  const auto outcome = transport.upload(put(server.url("/a")), upload_of(text));
  REQUIRE(outcome.has_value());
  CHECK(outcome->status == 403);
}

TEST_CASE("a body that can't be read on ends the upload before its last byte") {
  const LoopbackServer server(answering(kHello));
  CurlTransport transport;
  const std::string text(200'000, 'x');
  Upload body = upload_of(text, 100'000);
  body.read = [inner = body.read, pieces = 0](std::span<char> into) mutable -> Result<std::size_t> {
    if (++pieces == 4) return fail(ErrorCode::PlanAgain, "it has changed");
    return inner(into);
  };
  const auto outcome = transport.upload(put(server.url("/a")), body);
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error() == Error{ErrorCode::PlanAgain, "it has changed", ""});
  for (const std::string& request : server.requests()) CHECK(request.size() < text.size());

  body.read = [](std::span<char>) -> Result<std::size_t> { throw std::runtime_error("stop"); };
  CHECK_THROWS_AS(static_cast<void>(transport.upload(put(server.url("/a")), body)),
                  std::runtime_error);
}

TEST_CASE("an upload that nobody takes is given up, and one that moves may take its time") {
  CurlOptions options = quick();
  options.upload_stall = 1s;
  CurlTransport transport(options);
  const std::string text(20'000'000, 'x');
  const LoopbackServer deaf([](Peer&, int) { std::this_thread::sleep_for(3s); });
  const auto outcome = transport.upload(put(deaf.url("/a")), upload_of(text));
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == ErrorCode::LookFirst);

  const LoopbackServer slow([](Peer& peer, int) {
    static_cast<void>(peer.read_request());
    std::this_thread::sleep_for(500ms);  // longer than answer_timeout
    peer.write(kHello);
  });
  const std::string less(100'000, 'x');
  CHECK(transport.upload(put(slow.url("/a")), upload_of(less)).has_value());
}

TEST_CASE("only a Put without a body of its own is an upload") {
  CurlTransport transport;
  const std::string text;
  CHECK_THROWS_AS(static_cast<void>(transport.upload(get("http://127.0.0.1/"), upload_of(text))),
                  std::logic_error);
}
