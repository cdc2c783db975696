#include "simulator/http_server.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "base/url.h"
#include "simulator/connection.h"
#include "simulator/loopback.h"

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace segctl::simulator {
namespace {

constexpr std::size_t kThreads = 32;
constexpr std::size_t kMaxPayload = std::size_t{64} * 1024 * 1024;
constexpr std::uint64_t kMaxServedFile = std::uint64_t{1024} * 1024 * 1024;
constexpr std::chrono::milliseconds kJobTick{20};

SimRequest to_sim(const httplib::Request& request) {
  SimRequest sim{request.method, request.target, {}, request.body};
  for (const auto& [name, value] : request.headers) sim.headers.emplace_back(name, value);
  return sim;
}

void to_httplib(const SimResponse& sim, httplib::Response& response) {
  response.status = sim.status;
  std::string type = "application/json";
  for (const auto& [name, value] : sim.headers) {
    if (lower_ascii(name) == "content-type") {
      type = value;
    } else {
      response.set_header(name, value);
    }
  }
  response.set_content(sim.body, type);
}

/// The answer as bytes, under a Content-Length that need not be true.
std::string raw_answer(const SimResponse& sim, std::size_t length, std::string_view body) {
  std::string bytes = "HTTP/1.1 " + std::to_string(sim.status) + " Answer\r\n";
  for (const auto& [name, value] : sim.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  bytes += "Content-Length: " + std::to_string(length) + "\r\n\r\n";
  return bytes.append(body);
}

void break_connection(const SimResponse& sim, ConnectionPorts ports) {
  const std::string_view half = std::string_view(sim.body).substr(0, sim.body.size() / 2);
  switch (sim.wire) {
    case Wire::Truncate:
      return answer_raw(ports, raw_answer(sim, sim.body.size(), half), Ending::Close);
    case Wire::WrongLength:
      return answer_raw(ports, raw_answer(sim, half.size(), sim.body), Ending::Close);
    case Wire::Reset:
      return answer_raw(ports, {}, Ending::Reset);
    default:
      return answer_raw(ports, {}, Ending::Close);
  }
}

/// Scheme, host and port of a URL, and what follows them.
struct SplitUrl {
  std::string base;
  std::string target;
};

Result<SplitUrl> loopback_url(const std::string& url) {
  if (url_scheme(url) != "http" || !is_loopback_host(url_host(url))) {
    return fail(ErrorCode::Invalid,
                unsigned_url(url) + " is not on this machine; the simulator reaches nothing else");
  }
  constexpr std::size_t kSchemeEnd = 7;
  const std::size_t slash = url.find_first_of("/?", kSchemeEnd);
  if (slash == std::string::npos) return SplitUrl{url, "/"};
  return SplitUrl{url.substr(0, slash), url.substr(slash)};
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Simulator& simulator, std::filesystem::path files)
      : simulator_(simulator), files_(std::move(files)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_tcp_nodelay(true);
    // httplib's own choice, SO_REUSEPORT, would let two servers share a port.
    server_.set_socket_options([](int fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_keep_alive_timeout(10);
    server_.set_payload_max_length(kMaxPayload);
    add_routes();
  }

  Result<int> start(const std::string& host, int port);
  void wait();
  void stop();

 private:
  void add_routes();
  void answer(const httplib::Request& request, httplib::Response& response);
  void serve_file(const httplib::Request& request, httplib::Response& response);
  void work();
  bool pause(Duration duration);
  void wake_worker();

  Simulator& simulator_;
  std::filesystem::path files_;
  httplib::Server server_;
  std::thread listener_;
  std::thread worker_;
  std::atomic<bool> has_ended_ = false;  ///< the listener has
  int port_ = 0;

  std::mutex mutex_;  ///< guards the two below
  bool is_stopping_ = false;
  bool has_news_ = false;  ///< for the worker
  std::condition_variable changed_;
  std::mutex joining_;
};

void HttpServer::Impl::add_routes() {
  const auto any = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
  };
  if (!files_.empty()) {
    server_.Get("/_files/(.+)",
                [this](const auto& request, auto& response) { serve_file(request, response); });
  }
  server_.Get(".*", any);
  server_.Post(".*", any);
  server_.Put(".*", any);
  server_.Patch(".*", any);
  server_.Delete(".*", any);
}

void HttpServer::Impl::answer(const httplib::Request& request, httplib::Response& response) {
  const SimResponse sim = simulator_.handle(to_sim(request));
  wake_worker();
  if (simulator_.options().latency.count() > 0) (void)pause(simulator_.options().latency);
  if (sim.wire == Wire::Normal) return to_httplib(sim, response);
  if (sim.wire == Wire::Hang) (void)pause(sim.hang);
  break_connection(sim, ConnectionPorts{port_, request.remote_port});
}

void HttpServer::Impl::serve_file(const httplib::Request& request, httplib::Response& response) {
  const std::string inside = request.matches[1];
  const bool leaves = inside.find("..") != std::string::npos || inside.front() == '/';
  const auto content = read_file(leaves ? files_ : files_ / inside, kMaxServedFile);
  if (leaves || !content) {
    response.status = 404;
    return;
  }
  response.set_header("ETag", "\"" + sha256(*content).hex() + "\"");
  response.set_content(*content, "text/csv");
}

bool HttpServer::Impl::pause(Duration duration) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, duration, [this] { return is_stopping_; });
}

void HttpServer::Impl::wake_worker() {
  const std::lock_guard guard(mutex_);
  has_news_ = true;
  changed_.notify_all();
}

void HttpServer::Impl::work() {
  JobsLeft left = JobsLeft::Yes;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto has_reason = [this] { return is_stopping_ || has_news_; };
      if (left == JobsLeft::Yes) {
        changed_.wait_for(lock, kJobTick, has_reason);
      } else {
        changed_.wait(lock, has_reason);
      }
      if (is_stopping_) return;
      has_news_ = false;
    }
    left = simulator_.process_due();
  }
}

Result<int> HttpServer::Impl::start(const std::string& host, int port) {
  if (!is_loopback_host(host)) {
    return fail(ErrorCode::Invalid, "the simulator does not listen on " + host,
                "its switches ask for no credentials: use 127.0.0.1");
  }
  port_ = port;
  if (port == 0) {
    port_ = server_.bind_to_any_port(host);
  } else if (!server_.bind_to_port(host, port)) {
    port_ = -1;
  }
  if (port_ < 0) {
    return fail(ErrorCode::GiveUp,
                "cannot listen on " + host + ":" + std::to_string(port) + ", it may be taken",
                "port 0 takes any free one");
  }
  listener_ = std::thread([this] {
    (void)server_.listen_after_bind();
    has_ended_ = true;
  });
  // httplib forgets a stop() that comes before it runs.
  while (!server_.is_running() && !has_ended_) std::this_thread::yield();
  worker_ = std::thread([this] { work(); });
  return port_;
}

void HttpServer::Impl::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return is_stopping_; });
}

void HttpServer::Impl::stop() {
  const std::lock_guard joining(joining_);
  {
    const std::lock_guard guard(mutex_);
    is_stopping_ = true;
    changed_.notify_all();
  }
  if (!listener_.joinable()) return;
  server_.stop();
  shut_down_all(port_);
  listener_.join();
  worker_.join();
  (void)simulator_.flush();
}

HttpServer::HttpServer(Simulator& simulator, std::filesystem::path files)
    : impl_(std::make_unique<Impl>(simulator, std::move(files))) {}

HttpServer::~HttpServer() { impl_->stop(); }

Result<int> HttpServer::start(const std::string& host, int port) {
  return impl_->start(host, port);
}

void HttpServer::wait() { impl_->wait(); }

void HttpServer::stop() { impl_->stop(); }

Result<std::string> download_loopback(const std::string& url, std::uint64_t limit) {
  const auto split = loopback_url(url);
  if (!split) return tl::unexpected(split.error());
  httplib::Client client(split->base);
  std::string body;
  bool too_large = false;
  const auto answer = client.Get(split->target, [&](const char* data, std::size_t size) {
    too_large = body.size() + size > limit;
    if (!too_large) body.append(data, size);
    return !too_large;
  });
  if (too_large) return fail(ErrorCode::Held, unsigned_url(url) + " is too large");
  if (answer && answer->status == 200) return body;
  return fail(ErrorCode::GiveUp, "cannot download " + unsigned_url(url));
}

Result<int> post_loopback(const std::string& url, const std::string& json) {
  const auto split = loopback_url(url);
  if (!split) return tl::unexpected(split.error());
  httplib::Client client(split->base);
  const auto answer = client.Post(split->target, json, "application/json");
  if (answer) return answer->status;
  return fail(ErrorCode::GiveUp, "nobody answers at " + unsigned_url(url));
}

}  // namespace segctl::simulator
