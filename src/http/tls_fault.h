#pragma once

#include "http/fault.h"

#include <string_view>

namespace segctl::http {

/// What a certificate was refused for: by OpenSSL's number of it (X509_V_ERR_…), or by libcurl's
/// `words` where it compared the host name itself.
[[nodiscard]] Fault certificate_fault(long number, std::string_view words);

/// Why a TLS handshake failed, by the `words` of OpenSSL that libcurl passes on: it has one code
/// for all of these.
[[nodiscard]] Fault handshake_fault(std::string_view words);

/// Whether `text` contains any of `words`.
[[nodiscard]] bool has_any(std::string_view text, std::initializer_list<std::string_view> words);

}  // namespace segctl::http
