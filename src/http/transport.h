#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::http {

enum class Method { Get, Head, Post, Put, Patch };

[[nodiscard]] const char* method_word(Method method);

/// One header line. Values with CR, LF or NUL are refused by every transport.
struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

struct Request {
  Method method = Method::Get;
  std::string url;
  std::vector<Header> headers;
  std::string body;  ///< empty for Get and Head

  friend bool operator==(const Request&, const Request&) = default;
};

struct Response {
  int status = 0;  ///< 100..599
  std::vector<Header> headers;
  std::string body;  ///< at most Transport::kMaxBody bytes

  /// The value of the first header of that name (any case); nothing where there is none.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;

  friend bool operator==(const Response&, const Response&) = default;
};

/// Takes the bytes of a download in order; returns false to stop it.
using Sink = std::function<bool(std::string_view)>;

/// Told what became of one request among several, which it knows by its place.
using Ended = std::function<void(std::size_t place, Result<Response> outcome)>;

/// Sends HTTP requests. An answer of any status is a success here. Failures:
/// ErrorCode::Retry where nothing can have reached the server (name look-up, refused connection);
/// ErrorCode::LookFirst where the request may have been carried out (time-out, reset, cut answer);
/// ErrorCode::GiveUp where trying again cannot help (TLS refused, a URL that is not allowed).
/// Redirects are never followed, a request is never sent twice.
class Transport {
 public:
  static constexpr std::size_t kMaxBody = std::size_t{16} * 1024 * 1024;

  virtual ~Transport() = default;

  [[nodiscard]] virtual Result<Response> send(const Request& request) = 0;

  /// Several Gets or Heads, in parallel where the transport can; answers in the order of the
  /// requests. **Requires:** no request that changes anything.
  [[nodiscard]] virtual std::vector<Result<Response>> send_all(
      std::span<const Request> requests) = 0;

  /// Several requests of any kind, in parallel where the transport can: here they go one after the
  /// other. `ended` is told of each as soon as it has ended, in whatever order.
  /// **Requires:** `ended` does not use the transport.
  virtual void send_each(std::span<const Request> requests, const Ended& ended);

  /// A Get whose body goes to `sink` instead of into the response, without the kMaxBody limit. A
  /// body that ends before its Content-Length is a failure (LookFirst), never a short file. Bodies
  /// of answers other than 200 don't reach the sink.
  [[nodiscard]] virtual Result<Response> download(const Request& request, const Sink& sink) = 0;
};

}  // namespace segctl::http
