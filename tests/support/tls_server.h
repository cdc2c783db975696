#pragma once

#include "support/loopback_server.h"

#include <filesystem>
#include <memory>
#include <string>

namespace segctl::test {

/// What a TestAuthority writes into a certificate.
struct CertificateTerms {
  std::string subject_alt_name = "DNS:localhost,IP:127.0.0.1";
  long begins_in_seconds = -3600;
  long ends_in_seconds = 3600;
};

/// A certificate authority made on the spot; nothing outside of the test trusts it.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "test authority");
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  /// Writes the authority's own certificate as PEM: what a client is to trust.
  void write_certificate(const std::filesystem::path& path) const;

  struct Keys;

  [[nodiscard]] const Keys& keys() const { return *keys_; }

 private:
  std::unique_ptr<Keys> keys_;
};

/// Which TLS versions a server offers.
enum class TlsVersions { Current, UpTo11 };

/// A script that shows a certificate of `authority` with these terms, reads one request and answers
/// 200 with "hello". **Requires:** `authority` outlives the server.
[[nodiscard]] LoopbackServer::Script answering_over_tls(const TestAuthority& authority,
                                                        const CertificateTerms& terms,
                                                        TlsVersions versions);

}  // namespace segctl::test
