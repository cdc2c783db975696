#include "base/url.h"

#include "base/text.h"

#include <algorithm>

namespace segctl {
namespace {

/// "user@host:port" of "scheme://user@host:port/path"; empty where there is no "//".
std::string_view authority(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return {};
  url.remove_prefix(start + 3);
  return url.substr(0, url.find_first_of("/?#\\"));
}

std::string_view without_user(std::string_view authority) {
  const auto at = authority.rfind('@');
  return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether `text` can be a scheme (RFC 3986, 3.1).
bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

/// Whether `text` is a number from 0 to 255.
bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  int value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  return value <= 255;
}

bool is_ipv4_loopback(std::string_view host) {
  int parts = 0;
  bool first = true;
  while (true) {
    const auto dot = host.find('.');
    const std::string_view part = host.substr(0, dot);
    if (!is_octet(part) || (first && part != "127")) return false;
    first = false;
    ++parts;
    if (dot == std::string_view::npos) return parts == 4;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace

std::string unsigned_url(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const std::string_view whole = authority(path);
  const std::string_view host = without_user(whole);
  if (whole.size() == host.size()) return std::string(path);
  const auto start = static_cast<std::size_t>(whole.data() - path.data());
  return std::string(path.substr(0, start)) +
         std::string(path.substr(start + whole.size() - host.size()));
}

std::string url_scheme(std::string_view url) {
  const auto end = url.find("://");
  if (end == std::string_view::npos || !is_scheme(url.substr(0, end))) return {};
  return lower_ascii(url.substr(0, end));
}

std::string url_host(std::string_view url) {
  if (url_scheme(url).empty()) return {};
  std::string_view host = without_user(authority(url));
  if (!host.empty() && host[0] == '[') {
    host.remove_prefix(1);
    return lower_ascii(host.substr(0, host.find(']')));
  }
  return lower_ascii(host.substr(0, host.find(':')));
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "::1" || is_ipv4_loopback(host);
}

}  // namespace segctl
