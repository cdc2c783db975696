#include "cli/simulator_transport.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/url.h"
#include "http/curl_transport.h"
#include "simulator/simulator.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace segctl::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxMapped = std::uint64_t{1} << 31U;

/// "/path?query" of a URL.
std::string target_of(const std::string& url) {
  const auto host = url.find("://");
  const auto path = url.find('/', host == std::string::npos ? 0 : host + 3);
  return path == std::string::npos ? "/" : url.substr(path);
}

simulator::SimRequest simulated(const http::Request& request) {
  simulator::SimRequest result{
      http::method_word(request.method), target_of(request.url), {}, request.body};
  for (const http::Header& header : request.headers) {
    result.headers.emplace_back(header.name, header.value);
  }
  return result;
}

/// What a client would see of the answer, given what happens to it on the way.
Result<http::Response> on_the_wire(simulator::SimResponse&& answer) {
  using simulator::Wire;
  const auto lost = [](const char* how) {
    return fail(ErrorCode::LookFirst, fmt::format("the simulator's answer was lost: {}", how));
  };
  switch (answer.wire) {
    case Wire::DropBefore:
    case Wire::DropAfter:
      return lost("the connection ended without a byte");
    case Wire::Reset:
      return lost("the connection was reset");
    case Wire::Hang:
      return lost("nothing came in time");
    case Wire::Truncate:
      return lost("the body was cut");
    case Wire::WrongLength:
      answer.body.resize(answer.body.size() / 2);
      break;
    case Wire::Normal:
      break;
  }
  if (answer.body.size() > http::Transport::kMaxBody) return lost("the body is too large");
  http::Response response{answer.status, {}, std::move(answer.body)};
  for (auto& [name, value] : answer.headers) {
    response.headers.push_back({std::move(name), std::move(value)});
  }
  return response;
}

/// The simulated workspace as a transport: no socket, no thread.
class SimulatorTransport : public http::Transport {
 public:
  explicit SimulatorTransport(std::shared_ptr<simulator::Simulator> simulator)
      : simulator_(std::move(simulator)) {}

  Result<http::Response> send(const http::Request& request) override {
    return on_the_wire(simulator_->handle(simulated(request)));
  }

  std::vector<Result<http::Response>> send_all(std::span<const http::Request> requests) override {
    std::vector<Result<http::Response>> answers;
    answers.reserve(requests.size());
    for (const http::Request& request : requests) answers.push_back(send(request));
    return answers;
  }

  Result<http::Response> download(const http::Request& request, const http::Sink& sink) override {
    auto answer = send(request);
    if (answer && answer->status == 200) sink(std::exchange(answer->body, {}));
    return answer;
  }

 private:
  std::shared_ptr<simulator::Simulator> simulator_;
};

/// The simulated workspace's clock: this machine's, and what it was moved by.
class SimulatorClock : public Clock {
 public:
  explicit SimulatorClock(std::shared_ptr<simulator::Simulator> simulator)
      : simulator_(std::move(simulator)) {}

  [[nodiscard]] Timestamp now() const override {
    const auto answer = simulator_->handle({"GET", kPath, {}, {}});
    return time_in(answer.body).value_or(SystemClock().now());
  }

  void sleep_for(Duration duration) override {
    if (duration <= Duration(0)) return;
    const auto seconds = std::chrono::duration<double>(duration).count();
    // Where the clock can't be moved, a wait takes its time.
    const auto answer = simulator_->handle(
        {"POST", kPath, {}, fmt::format(R"({{"advance_seconds": {}}})", seconds)});
    if (answer.status != 200) SystemClock().sleep_for(duration);
  }

 private:
  static constexpr const char* kPath = "/_sim/clock";

  /// The time in `{"now":"2026-03-01T12:00:00Z",…}`.
  static std::optional<Timestamp> time_in(std::string_view body) {
    constexpr std::string_view kField = "\"now\":\"";
    const auto at = body.find(kField);
    if (at == std::string_view::npos) return std::nullopt;
    body.remove_prefix(at + kField.size());
    return parse_utc(body.substr(0, body.find('"')));
  }

  std::shared_ptr<simulator::Simulator> simulator_;
};

/// Finds URLs below a mapped prefix in directories; asks the network for all others.
class MappedWeb : public http::Transport {
 public:
  explicit MappedWeb(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  Result<http::Response> send(const http::Request& request) override {
    const auto path = mapped(request.url);
    if (!path) return network_.send(request);
    auto answer = read(*path, request.url);
    if (answer && request.method == http::Method::Head) answer->body.clear();
    return answer;
  }

  std::vector<Result<http::Response>> send_all(std::span<const http::Request> requests) override {
    std::vector<Result<http::Response>> answers;
    answers.reserve(requests.size());
    for (const http::Request& request : requests) answers.push_back(send(request));
    return answers;
  }

  Result<http::Response> download(const http::Request& request, const http::Sink& sink) override {
    if (!mapped(request.url)) return network_.download(request, sink);
    auto answer = send(request);
    const bool whole = !answer || answer->status != 200 || sink(std::exchange(answer->body, {}));
    if (whole) return answer;
    return fail(ErrorCode::GiveUp,
                fmt::format("{} was not read to its end", unsigned_url(request.url)));
  }

 private:
  /// The file behind the URL; nothing where no prefix fits or it would lead out of the directory.
  [[nodiscard]] std::optional<fs::path> mapped(const std::string& url) const {
    const std::string plain = unsigned_url(url);
    for (const auto& [prefix, directory] : files_) {
      if (!plain.starts_with(prefix)) continue;
      const std::string rest = plain.substr(prefix.size());
      if (rest.find("..") == std::string::npos) return fs::path(directory) / rest;
    }
    return std::nullopt;
  }

  static Result<http::Response> read(const fs::path& path, const std::string& url) {
    auto content = read_file(path, kMaxMapped);
    if (!content && content.error().code == ErrorCode::NotFound) return http::Response{404, {}, {}};
    if (!content) {
      return fail(ErrorCode::GiveUp,
                  fmt::format("{}: {}", unsigned_url(url), content.error().message));
    }
    const std::string etag = fmt::format("\"{}\"", sha256(*content).hex().substr(0, 32));
    return http::Response{200, {{"ETag", etag}}, std::move(*content)};
  }

  std::map<std::string, std::string> files_;
  http::CurlTransport network_;
};

}  // namespace

Result<Simulated> open_simulator(const Project& project) {
  const fs::path file = project.endpoint.substr(4);
  if (auto made = make_directories(file.parent_path()); !made) {
    return tl::unexpected(made.error());
  }
  simulator::SimulatorOptions options;
  options.data_file = file;
  options.files = project.simulator_files;
  auto simulator = simulator::Simulator::open(std::move(options));
  if (!simulator) return tl::unexpected(simulator.error());
  const auto shared = std::make_shared<simulator::Simulator>(std::move(*simulator));
  Simulated result;
  result.clock = std::make_unique<SimulatorClock>(shared);
  result.api = std::make_unique<SimulatorTransport>(shared);
  result.web = std::make_unique<MappedWeb>(project.simulator_files);
  return result;
}

}  // namespace segctl::cli
