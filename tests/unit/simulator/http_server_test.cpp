#include "simulator/http_server.h"

#include "rig.h"
#include "simulator/loopback.h"

#include <cerrno>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace segctl::simulator {
namespace {

const std::string kCredentials =
    "Authorization: Basic c2ltLXdvcmtzcGFjZTpzaW0ta2V5\r\nMOE-APPKEY: sim-workspace\r\n";

/// A connection that speaks bytes, so that nothing is hidden by a library.
class Wireline {
 public:
  explicit Wireline(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }

  Wireline(const Wireline&) = delete;
  Wireline& operator=(const Wireline&) = delete;

  ~Wireline() { ::close(fd_); }

  void send(const std::string& method, const std::string& target, const std::string& body = "",
            const std::string& headers = kCredentials) {
    const std::string text =
        method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers +
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    REQUIRE(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
  }

  /// All that comes until the other side ends it; `error` is 0, or ECONNRESET.
  std::string read_all(int& error) {
    std::string text;
    char buffer[4096];
    for (;;) {
      const ssize_t count = ::recv(fd_, buffer, sizeof buffer, 0);
      error = count < 0 ? errno : 0;
      if (count <= 0) return text;
      text.append(buffer, static_cast<std::size_t>(count));
    }
  }

  /// What comes until `ending` stands at its end.
  std::string read_until(const std::string& ending) {
    std::string text;
    char byte = 0;
    while (!text.ends_with(ending) && ::recv(fd_, &byte, 1, 0) == 1) text += byte;
    return text;
  }

 private:
  int fd_;
};

/// A simulator on a port.
struct Served {
  Folder folder;
  Simulator simulator;
  HttpServer server;
  int port = 0;

  explicit Served(SimulatorOptions options = background())
      : simulator([&] {
          auto opened = Simulator::open(std::move(options));
          REQUIRE(opened.has_value());
          return *std::move(opened);
        }()),
        server(simulator, folder.path()) {
    const auto started = server.start("127.0.0.1", 0);
    REQUIRE(started.has_value());
    port = *started;
  }

  static SimulatorOptions background() {
    SimulatorOptions options;
    options.processing = SimulatorOptions::Processing::Background;
    return options;
  }

  Json inside(const std::string& method, const std::string& target, const Json& body = nullptr) {
    const std::string text = body.is_null() ? "" : dump(body);
    const SimResponse answer = simulator.handle(SimRequest{method, target, good_headers(), text});
    return parse_json(answer.body).value_or(Json());
  }

  /// What a client sees of one list call while `fault` is on.
  std::string list_under(const Json& fault, int& error) {
    (void)inside("POST", "/_sim/faults", Json::array({fault}));
    Wireline line(port);
    line.send("GET", "/v3/custom-segments", "", kCredentials + "Connection: close\r\n");
    return line.read_all(error);
  }

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port) + path;
  }
};

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

const Json kBerlin{{"name", "Berliners"}, {"included_filters", group({city("Berlin")})}};

}  // namespace

TEST_CASE("the API answers over HTTP, many times on one connection") {
  Served served;
  Wireline line(served.port);
  line.send("POST", "/v3/custom-segments", dump(kBerlin));
  CHECK(line.read_until("\"type\":\"custom_segment\"}").starts_with("HTTP/1.1 201"));
  for (int i = 0; i < 20; ++i) {
    line.send("GET", "/v3/custom-segments?name=Berliners");
    const std::string answer = line.read_until("\"type\":\"custom_segment\"}");
    CHECK(answer.starts_with("HTTP/1.1 200 OK"));
    CHECK(answer.find("Berliners") != std::string::npos);
  }
  line.send("GET", "/v3/custom-segments", "", "");
  CHECK(line.read_until("\"type\":\"custom_segment\"}").starts_with("HTTP/1.1 401"));
}

TEST_CASE("a dropped connection carries no byte, and the log tells whether the call was done") {
  Served served;
  for (const char* kind : {"drop_before", "drop_after"}) {
    (void)served.inside("POST", "/_sim/faults", Json::array({{{"kind", kind}}}));
    Wireline line(served.port);
    line.send("POST", "/v3/custom-segments", dump(kBerlin));
    int error = 0;
    CHECK(line.read_all(error).empty());
    CHECK(error == 0);
    const Json log = served.inside("GET", "/_sim/log");
    CHECK(log.back()["committed"] == (std::string_view(kind) == "drop_after"));
  }
}

TEST_CASE("a reset connection is reset") {
  Served served;
  int error = 0;
  CHECK(served.list_under({{"kind", "reset"}}, error).empty());
  CHECK(error == ECONNRESET);
}

TEST_CASE("a truncated answer ends before its Content-Length") {
  Served served;
  int error = 0;
  const std::string whole = dump(served.inside("GET", "/v3/custom-segments"));
  const std::string answer = served.list_under({{"kind", "truncate"}}, error);
  const std::string length = "Content-Length: ";
  const auto promised = std::stoul(answer.substr(answer.find(length) + length.size()));
  CHECK(body_of(answer).size() == promised / 2);
  CHECK(whole.size() > promised / 2);
}

TEST_CASE("a wrong length is less than what comes") {
  Served served;
  int error = 0;
  const std::string answer = served.list_under({{"kind", "wrong_length"}}, error);
  const std::string length = "Content-Length: ";
  const auto promised = std::stoul(answer.substr(answer.find(length) + length.size()));
  CHECK(promised == body_of(answer).size() / 2);
}

TEST_CASE("a hanging call ends without a byte after its seconds, or when the server stops") {
  Served served;
  int error = 0;
  CHECK(served.list_under({{"kind", "hang"}, {"seconds", 0}}, error).empty());
  (void)served.inside("POST", "/_sim/faults", Json::array({{{"kind", "hang"}, {"seconds", 3600}}}));
  Wireline line(served.port);
  line.send("GET", "/v3/custom-segments");
  std::thread stopper([&] {
    while (!served.inside("GET", "/_sim/faults").empty()) std::this_thread::yield();
    served.server.stop();
  });
  CHECK(line.read_all(error).empty());
  stopper.join();
}

TEST_CASE("answers of other statuses, redirects and HTML come through") {
  Served served;
  int error = 0;
  CHECK(served.list_under({{"kind", "html"}}, error).find("502 Bad") != std::string::npos);
  const std::string moved = served.list_under({{"kind", "redirect"}}, error);
  CHECK(moved.starts_with("HTTP/1.1 302"));
  CHECK(moved.find("Location: https://elsewhere.example/") != std::string::npos);
}

TEST_CASE("a CSV of the server's own folder is downloaded, counted and told") {
  Served served;
  (void)served.folder.write("users.csv", "a\nb\n");
  // The callback goes to the server's own log: an unknown path, answered 404 and read nowhere.
  const Json call{{"name", "Readers"},
                  {"attribute_name", "ID"},
                  {"attribute_type", "string"},
                  {"expiry_time", 3},
                  {"file_url", served.url("/_files/users.csv")},
                  {"callback_url", served.url("/_sim/clock")}};
  Wireline line(served.port);
  line.send("POST", "/v2/custom-segments/file-segment", dump(call));
  CHECK(line.read_until("}").starts_with("HTTP/1.1 202"));
  while (served.inside("GET", "/_sim/workspace")["callbacks"].empty()) std::this_thread::yield();
  CHECK(served.inside("GET", "/_sim/members?name=Readers")["members"] == Json({"a", "b"}));
}

TEST_CASE("a callback reaches its URL on this machine") {
  Served caller;
  Served listener;
  (void)caller.folder.write("users.csv", "a\n");
  // The listener's clock takes only what it knows, so a callback is refused there with 400.
  CHECK(post_loopback(listener.url("/_sim/clock"), R"({"status": 201})").value() == 400);
  CHECK(post_loopback(listener.url("/_sim/clock"), R"({"advance_seconds": 1})").value() == 200);
  CHECK(post_loopback("http://192.0.2.1/callback", "{}").error().code == ErrorCode::Invalid);
}

TEST_CASE("downloads are whole or a failure") {
  Served served;
  (void)served.folder.write("users.csv", "a\nb\n");
  CHECK(download_loopback(served.url("/_files/users.csv"), 100).value() == "a\nb\n");
  CHECK(download_loopback(served.url("/_files/users.csv"), 3).error().code == ErrorCode::Held);
  CHECK(!download_loopback(served.url("/_files/absent.csv"), 100).has_value());
  CHECK(!download_loopback(served.url("/_files/../users.csv"), 100).has_value());
  CHECK(!download_loopback("https://127.0.0.1/a.csv", 100).has_value());
}

TEST_CASE("a served file has an ETag that follows its content") {
  Served served;
  const auto etag = [&] {
    Wireline line(served.port);
    line.send("HEAD", "/_files/users.csv", "", "Connection: close\r\n");
    int error = 0;
    const std::string head = line.read_all(error);
    CHECK(head.starts_with("HTTP/1.1 200"));
    CHECK(body_of(head).empty());
    const std::size_t at = head.find("ETag: ");
    return head.substr(at, head.find("\r\n", at) - at);
  };
  (void)served.folder.write("users.csv", "a\n");
  const std::string first = etag();
  CHECK(first.size() == std::string("ETag: \"\"").size() + 64);
  CHECK(etag() == first);
  (void)served.folder.write("users.csv", "b\n");
  CHECK(etag() != first);
}

TEST_CASE("parallel calls wait for their latency side by side") {
  SimulatorOptions options = Served::background();
  options.latency = std::chrono::milliseconds(300);
  Served served(options);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Wireline>> lines;
  for (int i = 0; i < 8; ++i) {
    lines.push_back(std::make_unique<Wireline>(served.port));
    lines.back()->send("GET", "/v3/custom-segments");
  }
  for (const auto& line : lines) (void)line->read_until("\"custom_segment\"}");
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= std::chrono::milliseconds(300));
  CHECK(took < std::chrono::milliseconds(8 * 300));
}

TEST_CASE("the server listens on this machine only, and on free ports only") {
  Served served;
  HttpServer other(served.simulator);
  CHECK(other.start("0.0.0.0", 0).error().code == ErrorCode::Invalid);
  CHECK(other.start("127.0.0.1", served.port).error().message ==
        "cannot listen on 127.0.0.1:" + std::to_string(served.port) + ", it may be taken");
}

TEST_CASE("stopping ends kept connections at once") {
  Served served;
  Wireline line(served.port);
  line.send("GET", "/v3/custom-segments");
  (void)line.read_until("\"custom_segment\"}");
  const auto begin = std::chrono::steady_clock::now();
  served.server.stop();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  int error = 0;
  CHECK(line.read_all(error).empty());
}

}  // namespace segctl::simulator
