#pragma once

#include "http/transport.h"

#include <string>

namespace segctl::http {

/// What can go wrong between a request and its answer.
enum class Fault {
  UnresolvedHost,
  UnresolvedProxy,
  NoConnection,  ///< refused, or no way there
  ProxyRefused,  ///< the proxy answered the CONNECT with a status of its own
  UntrustedCertificate,
  WrongHostName,
  ExpiredCertificate,
  EarlyCertificate,  ///< not valid yet
  OldTls,            ///< no TLS version in common
  NotTls,            ///< the server talks something else on that port
  TlsCutOff,         ///< the connection ended during the handshake
  TlsRefused,        ///< any other trouble with TLS
  BadCaFile,
  TimedOut,
  EmptyAnswer,     ///< the connection was closed without an answer
  CutAnswer,       ///< the answer is shorter than announced
  ConnectionLost,  ///< reset while sending or receiving
  BodyTooLarge,
  HeadersTooLarge,
  NotHttp,  ///< the answer is no HTTP
  SinkStopped,
  Interrupted,
  Other,
};

/// Whether any byte of the request can have left this machine.
enum class Sent { Nothing, Perhaps };

/// One failed exchange.
struct Trouble {
  Fault fault = Fault::Other;
  Sent sent = Sent::Perhaps;
  Method method = Method::Get;
  std::string url;       ///< whole; only its unsigned part is shown
  Duration after{};      ///< TimedOut: how long was waited
  std::string ca_file;   ///< BadCaFile: which
  int proxy_status = 0;  ///< ProxyRefused: the proxy's answer
  std::string detail;    ///< Other, TlsRefused: the library's own words; may be empty

  friend bool operator==(const Trouble&, const Trouble&) = default;
};

/// The failure in the user's words, with the ErrorCode that Transport promises.
[[nodiscard]] Error error_of(const Trouble& trouble);

}  // namespace segctl::http
