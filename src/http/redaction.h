#pragma once

#include "http/transport.h"

#include <string>
#include <string_view>

namespace segctl::http {

/// `text` with every http(s) URL in it cut to unsigned_url() (JSON's "\/" and "\u003f" included)
/// and every `"uid"` of a cohort's payload, the local part of every e-mail address, and what
/// follows "Basic" or "Bearer", replaced by "…". For words of a server that are shown.
[[nodiscard]] std::string without_secrets(std::string_view text);

/// One line about the request: "POST https://host/path, 120 bytes". No header, no query, no body.
[[nodiscard]] std::string summary(const Request& request);

/// The request for debugging, several lines: its headers, of which only those known to carry no
/// secret and no identity have a value (the rest, Authorization, MOE-APPKEY, MOE-DBNAME and cookies
/// among them, show "…"), and without_secrets() of its body, cut to 4 KiB and made printable().
[[nodiscard]] std::string redacted(const Request& request);

/// The same of an answer.
[[nodiscard]] std::string redacted(const Response& response);

}  // namespace segctl::http
