#pragma once

#include "http/transport.h"

namespace segctl::http {

/// Passes Gets and Heads on to another transport and refuses everything else with
/// ErrorCode::GiveUp: what is behind it can't be changed through it, whoever asks.
class ReadOnlyTransport : public Transport {
 public:
  /// **Requires:** `inner` outlives it.
  explicit ReadOnlyTransport(Transport& inner) : inner_(inner) {}

  [[nodiscard]] Result<Response> send(const Request& request) override;
  [[nodiscard]] std::vector<Result<Response>> send_all(std::span<const Request> requests) override;
  [[nodiscard]] Result<Response> download(const Request& request, const Sink& sink) override;

 private:
  Transport& inner_;
};

}  // namespace segctl::http
