#include "cli/address.h"

#include "base/text.h"

#include <fmt/format.h>

namespace segctl::cli {
namespace {

constexpr int kLastPort = 65535;

std::string without_brackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Result<Address> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  const std::string host = text.substr(0, colon == std::string::npos ? 0 : colon);
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || !digits || std::stoi(port) > kLastPort) {
    return fail(ErrorCode::Invalid, fmt::format("--listen {}: not an address", printable(text)),
                "write HOST:PORT, e.g. 127.0.0.1:8080; port 0 takes any that is free");
  }
  return Address{without_brackets(host), std::stoi(port)};
}

std::string url_of(const Address& address) {
  const bool bare_ipv6 = address.host.find(':') != std::string::npos;
  const std::string host = bare_ipv6 ? fmt::format("[{}]", address.host) : address.host;
  return fmt::format("http://{}:{}", host, address.port);
}

}  // namespace segctl::cli
