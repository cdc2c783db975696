#pragma once

#include <string>
#include <string_view>

namespace segctl {

/// `url` without user information, query and fragment: what may be shown and what identifies a file
/// behind a signed URL. A text that is no URL comes back cut at the first '?' or '#'.
[[nodiscard]] std::string unsigned_url(std::string_view url);

/// The scheme in lower case, e.g. "https"; empty where `url` has none.
[[nodiscard]] std::string url_scheme(std::string_view url);

/// The host in lower case, without port and without the brackets of an IPv6 address.
[[nodiscard]] std::string url_host(std::string_view url);

/// True for localhost, 127.0.0.0/8 written as four numbers, and ::1: what never leaves the machine.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace segctl
