#include "http/request_check.h"

#include "base/text.h"
#include "base/url.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::http {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The characters of RFC 3986 that a URL is written with, '@' included.
bool is_url_character(char c) {
  return is_alphanumeric(c) ||
         std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

/// The characters of RFC 9110's token.
bool is_token_character(char c) {
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool has_user_information(std::string_view url) {
  const auto start = url.find("://") + 3;
  return url.substr(start, url.find_first_of("/?#", start) - start).find('@') !=
         std::string_view::npos;
}

Result<void> check_header(const Header& header) {
  if (header.name.empty() ||
      !std::all_of(header.name.begin(), header.name.end(), is_token_character)) {
    return fail(ErrorCode::GiveUp,
                fmt::format("{} can't be the name of an HTTP header", in_quotes(header.name)));
  }
  if (header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    return fail(ErrorCode::GiveUp,
                fmt::format("the value of the HTTP header {} contains a line break or a NUL byte",
                            header.name),
                "check the setting it comes from for a stray line break at its end");
  }
  return {};
}

}  // namespace

bool is_safe(Method method) { return method == Method::Get || method == Method::Head; }

Result<void> check_url(const std::string& url) {
  const std::string shown = in_quotes(unsigned_url(url));
  if (!std::all_of(url.begin(), url.end(), is_url_character)) {
    return fail(ErrorCode::GiveUp,
                fmt::format("the URL {} contains a character that a URL can't have", shown),
                "write it percent-encoded");
  }
  const std::string scheme = url_scheme(url);
  if (scheme != "https" && scheme != "http") {
    return fail(ErrorCode::GiveUp, fmt::format("the URL {} is not an https:// URL", shown));
  }
  if (url_host(url).empty()) {
    return fail(ErrorCode::GiveUp, fmt::format("the URL {} names no host", shown));
  }
  if (has_user_information(url)) {
    return fail(ErrorCode::GiveUp, fmt::format("the URL {} contains a user name", shown),
                "leave out what stands before the '@'");
  }
  if (scheme == "http" && !is_loopback_host(url_host(url))) {
    return fail(ErrorCode::GiveUp,
                fmt::format("the URL {} is not encrypted: http is for this machine only", shown),
                "write https://");
  }
  return {};
}

Result<void> check_request(const Request& request) {
  if (auto checked = check_url(request.url); !checked) return checked;
  for (const Header& header : request.headers) {
    if (auto checked = check_header(header); !checked) return checked;
  }
  return {};
}

}  // namespace segctl::http
