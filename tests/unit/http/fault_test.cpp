#include "http/fault.h"

#include "http/answer_collector.h"
#include "http/tls_fault.h"

#include <doctest/doctest.h>

#include <vector>

using namespace segctl;
using namespace segctl::http;
using namespace std::chrono_literals;

namespace {

Trouble trouble(Fault fault, Sent sent, Method method) {
  Trouble result;
  result.fault = fault;
  result.sent = sent;
  result.method = method;
  result.url = "https://user:pw@host.example:8443/path?secret#x";
  result.after = 10'500ms;
  result.ca_file = "ca.pem";
  result.proxy_status = 407;
  result.detail = "library\nwords";
  return result;
}

std::string message(Fault fault) {
  return error_of(trouble(fault, Sent::Perhaps, Method::Get)).message;
}

ErrorCode code(Fault fault, Sent sent, Method method) {
  return error_of(trouble(fault, sent, method)).code;
}

}  // namespace

TEST_CASE("every fault has words of its own, without user, query and fragment") {
  CHECK(message(Fault::UnresolvedHost) == "could not resolve the host name host.example");
  CHECK(message(Fault::UnresolvedProxy) ==
        "could not resolve the host name of the proxy on the way to host.example");
  CHECK(message(Fault::NoConnection) == "could not connect to host.example");
  CHECK(message(Fault::ProxyRefused) ==
        "the proxy refused the connection to host.example with status 407");
  CHECK(message(Fault::UntrustedCertificate) ==
        "the TLS certificate of host.example is not trusted");
  CHECK(message(Fault::WrongHostName) ==
        "the TLS certificate that host.example shows is for another host name");
  CHECK(message(Fault::ExpiredCertificate) == "the TLS certificate of host.example has expired");
  CHECK(message(Fault::EarlyCertificate) == "the TLS certificate of host.example is not valid yet");
  CHECK(message(Fault::OldTls) == "host.example offers no TLS version from 1.2 on");
  CHECK(message(Fault::NotTls) == "host.example does not speak TLS on that port");
  CHECK(message(Fault::TlsCutOff) == "host.example ended the connection during the TLS handshake");
  CHECK(message(Fault::TlsRefused) ==
        "no TLS connection to host.example came about (library\\nwords)");
  CHECK(message(Fault::BadCaFile) == "the certificate file \"ca.pem\" can't be read as PEM");
  CHECK(message(Fault::TimedOut) ==
        "https://host.example:8443/path gave no complete answer within 10.5 s");
  CHECK(message(Fault::EmptyAnswer) ==
        "https://host.example:8443/path closed the connection without an answer");
  CHECK(message(Fault::CutAnswer) ==
        "the answer of https://host.example:8443/path was cut off or garbled");
  CHECK(message(Fault::ConnectionLost) ==
        "the connection to https://host.example:8443/path was lost");
  CHECK(message(Fault::BodyTooLarge) ==
        "the answer of https://host.example:8443/path is larger than 16,777,216 bytes");
  CHECK(message(Fault::HeadersTooLarge) ==
        "the headers of the answer of https://host.example:8443/path are larger than 65,536 bytes");
  CHECK(message(Fault::NotHttp) == "the answer of https://host.example:8443/path is not HTTP");
  CHECK(message(Fault::SinkStopped) ==
        "the download of https://host.example:8443/path was stopped");
  CHECK(message(Fault::Interrupted) == "interrupted during GET https://host.example:8443/path");
  CHECK(message(Fault::Other) == "GET https://host.example:8443/path failed (library\\nwords)");
}

TEST_CASE("time that ran out before anything was sent is said as such") {
  CHECK(error_of(trouble(Fault::TimedOut, Sent::Nothing, Method::Post)) ==
        Error{ErrorCode::Retry, "no connection to host.example came about within 10.5 s", ""});
}

TEST_CASE("what may have reached the server is to be looked at first") {
  for (const Fault fault : {Fault::TimedOut, Fault::EmptyAnswer, Fault::CutAnswer,
                            Fault::ConnectionLost, Fault::BodyTooLarge, Fault::HeadersTooLarge,
                            Fault::NotHttp, Fault::Interrupted, Fault::Other}) {
    CHECK(code(fault, Sent::Perhaps, Method::Post) == ErrorCode::LookFirst);
  }
}

TEST_CASE("what can't have reached the server may be sent again") {
  for (const Fault fault : {Fault::UnresolvedHost, Fault::UnresolvedProxy, Fault::NoConnection,
                            Fault::TlsCutOff, Fault::TimedOut, Fault::Other}) {
    CHECK(code(fault, Sent::Nothing, Method::Post) == ErrorCode::Retry);
  }
}

TEST_CASE("what another attempt can't change is given up") {
  for (const Fault fault :
       {Fault::UntrustedCertificate, Fault::WrongHostName, Fault::ExpiredCertificate,
        Fault::EarlyCertificate, Fault::OldTls, Fault::NotTls, Fault::TlsRefused, Fault::BadCaFile,
        Fault::ProxyRefused}) {
    CHECK(code(fault, Sent::Nothing, Method::Post) == ErrorCode::GiveUp);
  }
  for (const Fault fault : {Fault::BodyTooLarge, Fault::HeadersTooLarge, Fault::NotHttp,
                            Fault::SinkStopped, Fault::Interrupted}) {
    CHECK(code(fault, Sent::Perhaps, Method::Get) == ErrorCode::GiveUp);
  }
  CHECK(code(Fault::Interrupted, Sent::Nothing, Method::Post) == ErrorCode::GiveUp);
}

TEST_CASE("a proxy that is only overloaded may be asked again") {
  Trouble overloaded = trouble(Fault::ProxyRefused, Sent::Nothing, Method::Post);
  overloaded.proxy_status = 503;
  CHECK(error_of(overloaded) ==
        Error{ErrorCode::Retry, "the proxy refused the connection to host.example with status 503",
              "check the environment variables https_proxy, all_proxy and no_proxy"});
}

TEST_CASE("a certificate that nobody trusts comes with the way to trust it") {
  CHECK(error_of(trouble(Fault::UntrustedCertificate, Sent::Nothing, Method::Get)).hint ==
        "if a proxy or a private authority issued it, set SEGCTL_CACERT to a PEM file that holds "
        "the authority's certificate");
}

TEST_CASE("an answer is what follows the last status line, without trailers") {
  AnswerCollector answer(nullptr);
  for (const char* line :
       {"HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
        "A:  b c \r\n", " folded: x\r\n", "no colon\r\n", "Empty:\r\n", "\r\n"}) {
    CHECK(answer.take_line(line));
  }
  CHECK(answer.take_body("he"));
  CHECK(answer.take_body("llo"));
  CHECK(answer.take_line("Trailer: x\r\n"));
  CHECK(answer.finish() == Response{200, {{"A", "b c"}, {"Empty", ""}}, "hello"});
}

TEST_CASE("a status outside of 100 to 599 is none") {
  for (const char* line : {"HTTP/1.1", "HTTP/1.1 \r\n", "HTTP/1.1 99 x\r\n", "HTTP/1.1 600\r\n",
                           "HTTP/1.1 2OO OK\r\n", "HTTP/1.1 -20\r\n"}) {
    CAPTURE(line);
    AnswerCollector answer(nullptr);
    CHECK(answer.take_line(line));
    CHECK(answer.status() == 0);
  }
}

TEST_CASE("headers are bounded over all interim answers together") {
  AnswerCollector answer(nullptr);
  const std::string line = "HTTP/1.1 100 " + std::string(1011, 'x');
  for (int i = 0; i < 64; ++i) REQUIRE(answer.take_line(line));
  CHECK_FALSE(answer.fault());
  CHECK_FALSE(answer.take_line("x"));
  CHECK(answer.fault() == Fault::HeadersTooLarge);
}

TEST_CASE("a body may have exactly the bytes that are allowed") {
  AnswerCollector answer(nullptr);
  const std::string mebibyte(std::size_t{1} << 20U, 'x');
  for (int i = 0; i < 16; ++i) REQUIRE(answer.take_body(mebibyte));
  CHECK_FALSE(answer.fault());
  CHECK_FALSE(answer.take_body("x"));
  CHECK(answer.fault() == Fault::BodyTooLarge);
}

TEST_CASE("a certificate is untrusted by any break of its chain, and refused for anything else") {
  for (const long number : {2, 18, 19, 20, 21}) {
    CHECK(certificate_fault(number, "SSL certificate problem") == Fault::UntrustedCertificate);
  }
  CHECK(certificate_fault(9, "") == Fault::EarlyCertificate);
  CHECK(certificate_fault(10, "") == Fault::ExpiredCertificate);
  CHECK(certificate_fault(23, "certificate revoked") == Fault::TlsRefused);
  CHECK(certificate_fault(1, "SSL: no alternative certificate subject name matches target host") ==
        Fault::WrongHostName);
}

TEST_CASE("a handshake that fails for an unknown reason is refused, one that breaks off is not") {
  CHECK(handshake_fault("sslv3 alert handshake failure") == Fault::TlsRefused);
  CHECK(handshake_fault("SSL_connect: SSL_ERROR_SYSCALL in connection to host") ==
        Fault::TlsCutOff);
  CHECK(handshake_fault("unexpected eof while reading") == Fault::TlsCutOff);
  CHECK(handshake_fault("tlsv1 alert protocol version") == Fault::OldTls);
  CHECK(handshake_fault("wrong version number") == Fault::NotTls);
}
