#include "callback/listener.h"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <chrono>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace segctl::callback {
namespace {

const std::string kToken = "0123456789abcdef";
const std::string kBody = R"({"segment_name":"R","status":500,"error_message":"x"})";

/// A listener in a thread of its own.
class Running {
 public:
  explicit Running(ListenerLimits limits)
      : listener_(Listener::open("127.0.0.1", 0).value()),
        receiver_(kToken,
                  [this](const std::string& operation, const Body&) {
                    const std::lock_guard guard(mutex_);
                    recorded_.push_back(operation);
                    return Recording::Kept;
                  }),
        thread_([this, limits] {
          listener_.serve(
              receiver_, limits, [](const std::string&, const Answer&) {}, stop_);
        }) {}

  ~Running() { stop(); }

  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] int port() const { return listener_.port(); }

  std::vector<std::string> recorded() {
    const std::lock_guard guard(mutex_);
    return recorded_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> recorded_;
  std::atomic<bool> stop_{false};
  Listener listener_;
  Receiver receiver_;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }

  void send(const std::string& bytes) {
    (void)::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  /// All that is answered until the listener closes.
  std::string answer() {
    std::string text;
    char piece[4096];
    for (ssize_t got = 0; (got = ::recv(socket_.get(), piece, sizeof piece, 0)) > 0;) {
      text.append(piece, static_cast<std::size_t>(got));
    }
    return text;
  }

  std::string status() { return answer().substr(0, 12); }

 private:
  Descriptor socket_;
};

std::string post(const std::string& operation, const std::string& body = kBody) {
  return "POST /cb/" + kToken + "/" + operation +
         " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

}  // namespace

TEST_CASE("a callback is answered when it is recorded, and the connection is closed") {
  Running running({});
  Client client(running.port());
  client.send(post("2.1"));
  CHECK(client.answer() ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 23\r\n"
        "Connection: close\r\n\r\n{\"message\":\"recorded\"}\n");
  CHECK(running.recorded() == std::vector<std::string>{"2.1"});
}

TEST_CASE("peers that send slowly, nothing, or half hold up nobody and are sent away") {
  Running running({256, Duration(300), kLongestBody});
  Client silent(running.port());
  Client half(running.port());
  half.send(post("2.1").substr(0, 60));
  Client body(running.port());
  body.send(post("2.2").substr(0, post("2.2").size() - 5));
  Client quick(running.port());
  quick.send(post("2.3"));
  CHECK(quick.status() == "HTTP/1.1 200");
  for (Client* late : {&silent, &half, &body}) CHECK(late->status() == "HTTP/1.1 408");
  CHECK(running.recorded() == std::vector<std::string>{"2.3"});
}

TEST_CASE("one peer more than there is room for sends the oldest away") {
  Running running({2, Duration(60'000), kLongestBody});
  Client first(running.port());
  Client second(running.port());
  Client third(running.port());
  third.send(post("2.3"));
  CHECK(third.status() == "HTTP/1.1 200");
  CHECK(first.answer().empty());
  second.send(post("2.2"));
  CHECK(second.status() == "HTTP/1.1 200");
}

TEST_CASE("a peer that sends far too much gets its answer all the same") {
  Running running({});
  Client client(running.port());
  client.send(post("2.1", std::string(200'000, 'x')));
  CHECK(client.status() == "HTTP/1.1 413");
  Client wrong(running.port());
  wrong.send("POST /cb/wrong/2.1 HTTP/1.1\r\nContent-Length: 60000\r\n\r\n");
  CHECK(wrong.status() == "HTTP/1.1 401");
  CHECK(running.recorded().empty());
}

TEST_CASE("a peer that asks for leave to send its body gets it") {
  Running running({});
  Client client(running.port());
  client.send("POST /" + kToken + "/2.1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: " +
              std::to_string(kBody.size()) + "\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  client.send(kBody);
  const std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a port that is taken, and a host that is none of ours, are told") {
  const auto listener = Listener::open("127.0.0.1", 0);
  REQUIRE(listener.has_value());
  const auto second = Listener::open("127.0.0.1", listener->port());
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.find("Address already in use") != std::string::npos);
  const auto name = Listener::open("not-an-address", 0);
  REQUIRE_FALSE(name.has_value());
  CHECK(name.error().message == "cannot listen at \"not-an-address\"");
}

}  // namespace segctl::callback
