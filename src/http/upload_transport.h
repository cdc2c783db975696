#pragma once

#include "http/transport.h"

#include <cstdint>
#include <functional>
#include <span>

namespace segctl::http {

/// The body of an upload, piece by piece.
struct Upload {
  std::uint64_t size = 0;  ///< of the whole body, in bytes
  /// Writes the next bytes to the front of the span and returns how many; 0 only at the end. An
  /// error ends the upload before the server has the whole body.
  std::function<Result<std::size_t>(std::span<char>)> read;
  /// Told how many bytes have been handed over so far; may be null.
  std::function<void(std::uint64_t)> sent;
};

/// A transport that can also send what is too large for memory.
class UploadTransport : public Transport {
 public:
  /// A Put whose body comes from `body` instead of the request. Failures as for send(); what
  /// `body.read` fails with comes back as it is. The body is read once: nothing is sent again.
  [[nodiscard]] virtual Result<Response> upload(const Request& request, const Upload& body) = 0;
};

}  // namespace segctl::http
