// How long it takes to fetch many segments by ID when each answer takes its time.
//
//   bench_parallel_get [REQUESTS [MILLISECONDS_EACH [IN_FLIGHT]]]     (1000 20 16)

#include "http/curl_transport.h"
#include "support/loopback_server.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

using namespace segctl;

namespace {

long argument(int count, char** words, int place, long otherwise) {
  return place < count ? std::stol(words[place]) : otherwise;
}

/// Answers each request after `pause` with a body as large as a filter segment's usually is.
test::LoopbackServer::Script slow_answers(std::chrono::milliseconds pause) {
  return [pause](test::Peer& peer, int) {
    const std::string body(2000, 'x');
    while (!peer.read_request().empty()) {
      std::this_thread::sleep_for(pause);
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                 body);
    }
  };
}

}  // namespace

int main(int count, char** words) {
  const long requests = argument(count, words, 1, 1000);
  const long pause = argument(count, words, 2, 20);
  const long parallel = argument(count, words, 3, 16);

  const test::LoopbackServer server(slow_answers(std::chrono::milliseconds(pause)));
  http::CurlOptions options;
  options.parallel = static_cast<std::size_t>(parallel);
  http::CurlTransport transport(options);
  const std::vector<http::Request> gets(static_cast<std::size_t>(requests),
                                        {http::Method::Get, server.url("/segment"), {}, ""});

  const auto began = std::chrono::steady_clock::now();
  std::size_t good = 0;
  for (const auto& outcome : transport.send_all(gets)) good += outcome ? 1U : 0U;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

  std::printf("%zu of %ld answered, %ld ms each, %ld in flight, %d connections: %.2f s\n", good,
              requests, pause, parallel, server.connections(), took.count());
  return good == gets.size() ? 0 : 1;
}
