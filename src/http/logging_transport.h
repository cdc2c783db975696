#pragma once

#include "http/transport.h"

#include <functional>
#include <string>

namespace segctl::http {

/// How much LoggingTransport says of an exchange.
enum class Detail {
  Line,   ///< one line: method, URL without query, status, size, time
  Whole,  ///< that line, then redacted() of the request and of the answer
};

/// Passes everything on to another transport and tells of each exchange when it is over. What it
/// tells holds no secret and is safe to print.
class LoggingTransport : public Transport {
 public:
  using Log = std::function<void(const std::string&)>;

  /// **Requires:** `inner` and `clock` outlive it.
  LoggingTransport(Transport& inner, const Clock& clock, Detail detail, Log log);

  [[nodiscard]] Result<Response> send(const Request& request) override;
  /// The time told is that of the whole batch.
  [[nodiscard]] std::vector<Result<Response>> send_all(std::span<const Request> requests) override;
  /// The time told is that since the batch began.
  void send_each(std::span<const Request> requests, const Ended& ended) override;
  [[nodiscard]] Result<Response> download(const Request& request, const Sink& sink) override;

 private:
  void tell(const Request& request, const Result<Response>& outcome, Timestamp began);

  Transport& inner_;
  const Clock& clock_;
  Detail detail_;
  Log log_;
};

}  // namespace segctl::http
