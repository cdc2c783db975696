#include "http/fault.h"

#include "base/text.h"
#include "base/url.h"
#include "http/request_check.h"

#include <fmt/format.h>

namespace segctl::http {
namespace {

constexpr const char* kTrustHint =
    "if a proxy or a private authority issued it, set SEGCTL_CACERT to a PEM file that holds the "
    "authority's certificate";

std::string seconds(Duration duration) {
  return fmt::format("{:.3g} s", static_cast<double>(duration.count()) / 1000.0);
}

std::string with_detail(std::string text, const std::string& detail) {
  return detail.empty() ? text : fmt::format("{} ({})", text, printable(detail));
}

std::string message_of(const Trouble& trouble) {
  const std::string host = printable(url_host(trouble.url));
  const std::string url = printable(unsigned_url(trouble.url));
  switch (trouble.fault) {
    case Fault::UnresolvedHost:
      return fmt::format("could not resolve the host name {}", host);
    case Fault::UnresolvedProxy:
      return fmt::format("could not resolve the host name of the proxy on the way to {}", host);
    case Fault::NoConnection:
      return fmt::format("could not connect to {}", host);
    case Fault::ProxyRefused:
      return fmt::format("the proxy refused the connection to {} with status {}", host,
                         trouble.proxy_status);
    case Fault::UntrustedCertificate:
      return fmt::format("the TLS certificate of {} is not trusted", host);
    case Fault::WrongHostName:
      return fmt::format("the TLS certificate that {} shows is for another host name", host);
    case Fault::ExpiredCertificate:
      return fmt::format("the TLS certificate of {} has expired", host);
    case Fault::EarlyCertificate:
      return fmt::format("the TLS certificate of {} is not valid yet", host);
    case Fault::OldTls:
      return fmt::format("{} offers no TLS version from 1.2 on", host);
    case Fault::NotTls:
      return fmt::format("{} does not speak TLS on that port", host);
    case Fault::TlsCutOff:
      return fmt::format("{} ended the connection during the TLS handshake", host);
    case Fault::TlsRefused:
      return with_detail(fmt::format("no TLS connection to {} came about", host), trouble.detail);
    case Fault::BadCaFile:
      return fmt::format("the certificate file {} can't be read as PEM",
                         in_quotes(trouble.ca_file));
    case Fault::TimedOut:
      if (trouble.sent == Sent::Nothing) {
        return fmt::format("no connection to {} came about within {}", host,
                           seconds(trouble.after));
      }
      return fmt::format("{} gave no complete answer within {}", url, seconds(trouble.after));
    case Fault::EmptyAnswer:
      return fmt::format("{} closed the connection without an answer", url);
    case Fault::CutAnswer:
      return fmt::format("the answer of {} was cut off or garbled", url);
    case Fault::ConnectionLost:
      return fmt::format("the connection to {} was lost", url);
    case Fault::BodyTooLarge:
      return fmt::format("the answer of {} is larger than {} bytes", url,
                         with_thousands(Transport::kMaxBody));
    case Fault::HeadersTooLarge:
      return fmt::format("the headers of the answer of {} are larger than 65,536 bytes", url);
    case Fault::NotHttp:
      return fmt::format("the answer of {} is not HTTP", url);
    case Fault::SinkStopped:
      return fmt::format("the download of {} was stopped", url);
    case Fault::Interrupted:
      return fmt::format("interrupted during {} {}", method_word(trouble.method), url);
    case Fault::Other:
      return with_detail(fmt::format("{} {} failed", method_word(trouble.method), url),
                         trouble.detail);
  }
  return {};
}

std::string hint_of(Fault fault) {
  switch (fault) {
    case Fault::UnresolvedHost:
      return "check the endpoint or the data centre, and the network";
    case Fault::UnresolvedProxy:
    case Fault::ProxyRefused:
      return "check the environment variables https_proxy, all_proxy and no_proxy";
    case Fault::NoConnection:
      return "check the endpoint, and whether a firewall or a proxy stands in between";
    case Fault::UntrustedCertificate:
      return kTrustHint;
    case Fault::WrongHostName:
      return "check the endpoint; a proxy that opens TLS connections shows this too";
    case Fault::ExpiredCertificate:
    case Fault::EarlyCertificate:
      return "check the clock of this machine";
    case Fault::NotTls:
      return "check the port of the endpoint";
    case Fault::BadCaFile:
      return "check SEGCTL_CACERT and SSL_CERT_FILE";
    case Fault::NotHttp:
      return "check the host and the port of the endpoint";
    default:
      return {};
  }
}

bool is_proxy_overloaded(int status) { return status == 408 || status == 429 || status >= 500; }

/// GiveUp for what another attempt can't change.
bool is_permanent(const Trouble& trouble) {
  switch (trouble.fault) {
    case Fault::UntrustedCertificate:
    case Fault::WrongHostName:
    case Fault::ExpiredCertificate:
    case Fault::EarlyCertificate:
    case Fault::OldTls:
    case Fault::NotTls:
    case Fault::TlsRefused:
    case Fault::BadCaFile:
      return true;
    case Fault::ProxyRefused:
      return !is_proxy_overloaded(trouble.proxy_status);
    case Fault::BodyTooLarge:
    case Fault::HeadersTooLarge:
    case Fault::NotHttp:
    case Fault::SinkStopped:
      return is_safe(trouble.method);
    case Fault::Interrupted:
      return is_safe(trouble.method) || trouble.sent == Sent::Nothing;
    default:
      return false;
  }
}

ErrorCode code_of(const Trouble& trouble) {
  if (is_permanent(trouble)) return ErrorCode::GiveUp;
  return trouble.sent == Sent::Nothing ? ErrorCode::Retry : ErrorCode::LookFirst;
}

}  // namespace

Error error_of(const Trouble& trouble) {
  return Error{code_of(trouble), message_of(trouble), hint_of(trouble.fault)};
}

}  // namespace segctl::http
