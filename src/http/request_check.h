#pragma once

#include "http/transport.h"

#include <string>

namespace segctl::http {

/// Whether `method` changes nothing at the server (RFC 9110, safe methods): Get and Head.
[[nodiscard]] bool is_safe(Method method);

/// Checks that `url` may be asked: https, or http to this machine; a host; no user information; and
/// only characters that every URL parser reads alike. ErrorCode::GiveUp with what to write instead.
[[nodiscard]] Result<void> check_url(const std::string& url);

/// check_url() of the request's URL, and its headers: names are tokens, values without CR, LF and
/// NUL, with which a value could smuggle in further headers. ErrorCode::GiveUp; no value of a
/// header in the message.
[[nodiscard]] Result<void> check_request(const Request& request);

}  // namespace segctl::http
