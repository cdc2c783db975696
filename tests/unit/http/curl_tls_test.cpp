#include "http/curl_transport.h"
#include "support/loopback_server.h"
#include "support/temporary_directory.h"
#include "support/tls_server.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace segctl;
using namespace segctl::http;
using test::CertificateTerms;
using test::LoopbackServer;
using test::TestAuthority;
using test::TlsVersions;

namespace {

const std::string kTrustHint =
    "if a proxy or a private authority issued it, set SEGCTL_CACERT to a PEM file that holds the "
    "authority's certificate";

std::string secure_url(const LoopbackServer& server) {
  return "https://127.0.0.1:" + std::to_string(server.port()) + "/a?b";
}

/// The outcome of a Post to a server with these terms, by a client that trusts its authority.
Result<Response> outcome_of(const CertificateTerms& terms, TlsVersions versions) {
  const test::TemporaryDirectory directory;
  const TestAuthority authority;
  authority.write_certificate(directory.path() / "ca.pem");
  const LoopbackServer server(answering_over_tls(authority, terms, versions));
  CurlOptions options;
  options.ca_file = directory.path() / "ca.pem";
  CurlTransport transport(options);
  return transport.send({Method::Post, secure_url(server), {}, "{}"});
}

}  // namespace

TEST_CASE("a certificate of a trusted authority is accepted") {
  CHECK(outcome_of({}, TlsVersions::Current) ==
        Result<Response>(Response{200, {{"Content-Length", "5"}}, "hello"}));
}

TEST_CASE("a certificate for another host is refused") {
  CHECK(outcome_of({"DNS:other.example", -3600, 3600}, TlsVersions::Current).error() ==
        Error{ErrorCode::GiveUp,
              "the TLS certificate that 127.0.0.1 shows is for another host name",
              "check the endpoint; a proxy that opens TLS connections shows this too"});
}

TEST_CASE("a certificate out of its time is refused") {
  CHECK(outcome_of({"IP:127.0.0.1", -7200, -3600}, TlsVersions::Current).error() ==
        Error{ErrorCode::GiveUp, "the TLS certificate of 127.0.0.1 has expired",
              "check the clock of this machine"});
  CHECK(outcome_of({"IP:127.0.0.1", 3600, 7200}, TlsVersions::Current).error() ==
        Error{ErrorCode::GiveUp, "the TLS certificate of 127.0.0.1 is not valid yet",
              "check the clock of this machine"});
}

TEST_CASE("TLS before 1.2 is refused") {
  CHECK(outcome_of({}, TlsVersions::UpTo11).error() ==
        Error{ErrorCode::GiveUp, "127.0.0.1 offers no TLS version from 1.2 on", ""});
}

TEST_CASE("a certificate of an unknown authority is refused") {
  const TestAuthority authority;
  const LoopbackServer server(answering_over_tls(authority, {}, TlsVersions::Current));
  CurlTransport transport;
  CHECK(transport.send({Method::Post, secure_url(server), {}, "{}"}).error() ==
        Error{ErrorCode::GiveUp, "the TLS certificate of 127.0.0.1 is not trusted", kTrustHint});
}

TEST_CASE("the environment names the authorities to trust, SEGCTL_CACERT first") {
  const test::TemporaryDirectory directory;
  const TestAuthority authority;
  const TestAuthority stranger("stranger");
  authority.write_certificate(directory.path() / "ca.pem");
  stranger.write_certificate(directory.path() / "stranger.pem");
  const LoopbackServer server(answering_over_tls(authority, {}, TlsVersions::Current));
  const Request request{Method::Get, secure_url(server), {}, ""};

  setenv("SSL_CERT_FILE", (directory.path() / "ca.pem").c_str(), 1);
  CHECK(CurlTransport().send(request).has_value());
  setenv("SEGCTL_CACERT", (directory.path() / "stranger.pem").c_str(), 1);
  CHECK(CurlTransport().send(request).error().hint == kTrustHint);
  setenv("SSL_CERT_FILE", (directory.path() / "stranger.pem").c_str(), 1);
  setenv("SEGCTL_CACERT", (directory.path() / "ca.pem").c_str(), 1);
  CHECK(CurlTransport().send(request).has_value());
  unsetenv("SSL_CERT_FILE");
  unsetenv("SEGCTL_CACERT");
}

TEST_CASE("a file of authorities that can't be read is named") {
  const TestAuthority authority;
  const LoopbackServer server(answering_over_tls(authority, {}, TlsVersions::Current));
  CurlOptions options;
  options.ca_file = "/nowhere/ca.pem";
  CHECK(CurlTransport(options).send({Method::Get, secure_url(server), {}, ""}).error() ==
        Error{ErrorCode::GiveUp, "the certificate file \"/nowhere/ca.pem\" can't be read as PEM",
              "check SEGCTL_CACERT and SSL_CERT_FILE"});
}

TEST_CASE("a server that does not speak TLS is told from one that ends the handshake") {
  const LoopbackServer plain([](test::Peer& peer, int) {
    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.wait_for_close();
  });
  CurlTransport transport;
  CHECK(transport.send({Method::Post, secure_url(plain), {}, "{}"}).error() ==
        Error{ErrorCode::GiveUp, "127.0.0.1 does not speak TLS on that port",
              "check the port of the endpoint"});
  // After the client's hello: a reset before it may still be taken for a refused connection.
  const LoopbackServer silent([](test::Peer& peer, int) {
    peer.read_anything();
    peer.reset();
  });
  CHECK(transport.send({Method::Post, secure_url(silent), {}, "{}"}).error() ==
        Error{ErrorCode::Retry, "127.0.0.1 ended the connection during the TLS handshake", ""});
}
