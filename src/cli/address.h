#pragma once

#include "base/result.h"

#include <string>

namespace segctl::cli {

/// Where to listen.
struct Address {
  std::string host;  ///< without the brackets of an IPv6 address
  int port = 0;
};

/// Reads the "HOST:PORT" of --listen, an IPv6 host in brackets.
[[nodiscard]] Result<Address> parse_address(const std::string& text);

/// "http://HOST:PORT", with the brackets.
[[nodiscard]] std::string url_of(const Address& address);

}  // namespace segctl::cli
