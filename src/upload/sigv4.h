#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "http/transport.h"

#include <chrono>
#include <string>

namespace segctl::upload {

/// What AWS Signature Version 4 signs with. Must stand in no output.
struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  ///< of temporary credentials; empty where they are lasting ones
};

/// Signs requests to an S3-compatible store, as AWS's documentation of Signature Version 4 has it.
/// URLs have to be percent-encoded already, each byte at most once.
class Signer {
 public:
  Signer(AwsCredentials credentials, std::string region)
      : credentials_(std::move(credentials)), region_(std::move(region)) {}

  /// Adds the headers that make `request` one of the credentials' owner at `now`: its method, URL,
  /// headers and a body with the digest `payload`.
  void sign(http::Request& request, const Digest& payload, Timestamp now) const;

  /// `url` with a signed query: whoever has it may Get what it leads to, from `now` on for
  /// `expires` (at most 7 days, and not longer than a session token is good for).
  [[nodiscard]] std::string presigned(const std::string& url, Timestamp now,
                                      std::chrono::seconds expires) const;

 private:
  [[nodiscard]] std::string scope(Timestamp now) const;
  [[nodiscard]] std::string signature(const std::string& canonical_request, Timestamp now) const;

  AwsCredentials credentials_;
  std::string region_;
};

}  // namespace segctl::upload
