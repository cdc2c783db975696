#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segctl::simulator {

/// A request target taken apart.
struct Target {
  std::string path;                 ///< as sent, without query
  std::optional<std::string> name;  ///< the decoded `name` of the query; nothing where it has none
  std::string query;                ///< as sent, without '?'
};

[[nodiscard]] Target parse_target(std::string_view target);

/// The decoded value of `key` in a query string ('+' is a space); nothing where it has none.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view key);

/// What HTTP Basic carries.
struct UserAndPassword {
  std::string user;
  std::string password;
};

/// Reads an Authorization header; nothing where it is no well-formed HTTP Basic.
[[nodiscard]] std::optional<UserAndPassword> parse_basic(std::string_view authorization);

}  // namespace segctl::simulator
