#include "http/tls_fault.h"

#include <algorithm>

namespace segctl::http {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

Fault certificate_fault(long number, std::string_view words) {
  if (has_any(words, {"subject name"})) return Fault::WrongHostName;
  switch (number) {
    case 9:  // X509_V_ERR_CERT_NOT_YET_VALID
      return Fault::EarlyCertificate;
    case 10:  // …_CERT_HAS_EXPIRED
      return Fault::ExpiredCertificate;
    case 2:   // …_UNABLE_TO_GET_ISSUER_CERT
    case 18:  // …_DEPTH_ZERO_SELF_SIGNED_CERT
    case 19:  // …_SELF_SIGNED_CERT_IN_CHAIN
    case 20:  // …_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case 21:  // …_UNABLE_TO_VERIFY_LEAF_SIGNATURE
      return Fault::UntrustedCertificate;
    default:
      return Fault::TlsRefused;
  }
}

Fault handshake_fault(std::string_view words) {
  if (has_any(words, {"wrong version number", "packet length too long", "http request"})) {
    return Fault::NotTls;
  }
  if (has_any(words, {"unsupported protocol", "protocol version", "version too low"})) {
    return Fault::OldTls;
  }
  if (has_any(words, {"SSL_ERROR_SYSCALL", "unexpected eof", "Connection reset"})) {
    return Fault::TlsCutOff;
  }
  return Fault::TlsRefused;
}

}  // namespace segctl::http
