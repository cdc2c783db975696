#pragma once

#include "http/upload_transport.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

namespace segctl::http {

/// How CurlTransport behaves where it has a choice.
struct CurlOptions {
  Duration connect_timeout{10'000};  ///< name look-up, TCP and TLS together
  Duration answer_timeout{60'000};   ///< a whole exchange, downloads and uploads excepted
  Duration stall_timeout{30'000};    ///< a download of which nothing comes for so long is given up
  Duration upload_stall{60'000};     ///< an upload of which nothing moves for so long is given up
  Duration upload_timeout{3'600'000};  ///< a whole upload, its answer included
  std::size_t parallel = 16;           ///< of several requests: in flight at a time, at least 1
  /// The authorities that are trusted, a PEM file. Empty: the file that the environment names in
  /// SEGCTL_CACERT, else in SSL_CERT_FILE (which libcurl would ignore), else the system's.
  std::filesystem::path ca_file;
  std::string user_agent;  ///< empty: "segctl/<version>"
  /// Once true, requests under way end within a tenth of a second as failures and none begins any
  /// more. Null: nothing interrupts.
  const std::atomic<bool>* stop = nullptr;
};

/// Transport over HTTP/1.1 and TLS 1.2 or newer, by libcurl. Proxies are taken from the
/// environment, except on the way to this machine itself; ~/.netrc is not read; no cookie is kept;
/// nothing is decompressed.
///
/// libcurl repeats a request by itself, even a Post, when a connection that it reuses turns out to
/// be dead. Requests that are not safe therefore always get a connection of their own.
///
/// Not for several threads at a time.
class CurlTransport : public UploadTransport {
 public:
  /// Throws std::runtime_error where libcurl can't be initialised.
  explicit CurlTransport(CurlOptions options = {});
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  [[nodiscard]] Result<Response> send(const Request& request) override;
  /// Throws std::logic_error if a request is not safe.
  [[nodiscard]] std::vector<Result<Response>> send_all(std::span<const Request> requests) override;
  /// What `ended` throws is thrown on, and what is under way then is given up.
  void send_each(std::span<const Request> requests, const Ended& ended) override;
  /// A sink that returns false ends in ErrorCode::GiveUp; what a sink throws is thrown on. The body
  /// of an answer other than 200 is in the response.
  [[nodiscard]] Result<Response> download(const Request& request, const Sink& sink) override;
  /// What `body` throws is thrown on. Throws std::logic_error if the request is no Put or has a
  /// body of its own.
  [[nodiscard]] Result<Response> upload(const Request& request, const Upload& body) override;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace segctl::http
