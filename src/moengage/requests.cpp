#include "moengage/requests.h"

#include <fmt/format.h>

#include <cstdint>

namespace segctl::moengage {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, with padding.
std::string base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8U | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kBase64[bits >> (18U - 6U * k) & 63U] : '=';
    }
  }
  return text;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

http::Request make_request(const Connection& connection, http::Method method,
                           const std::string& path, std::string body) {
  http::Request request;
  request.method = method;
  request.url = connection.endpoint + path;
  request.headers = {
      {"Authorization", "Basic " + base64(connection.workspace_id + ":" + connection.api_key)},
      {"MOE-APPKEY", connection.workspace_id},
      {"Content-Type", "application/json"}};
  if (!connection.db_name.empty()) request.headers.push_back({"MOE-DBNAME", connection.db_name});
  request.body = std::move(body);
  return request;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string path_step(std::string_view id) {
  if (id == ".") return "%2E";
  return id == ".." ? "%2E%2E" : percent_encoded(id);
}

}  // namespace segctl::moengage
