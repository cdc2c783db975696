#include "manifest/web_url.h"

#include "base/text.h"
#include "base/url.h"
#include "segment/callback_url.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::manifest {
namespace {

bool is_space_or_control(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }

/// Whether `text` is "http(s)://host…" without white space.
bool is_web_url(std::string_view text) {
  const std::string scheme = url_scheme(text);
  if (scheme != "http" && scheme != "https") return false;
  const std::string_view rest = text.substr(scheme.size());
  const std::string_view first = rest.substr(std::min<std::size_t>(3, rest.size()), 1);
  return rest.starts_with("://") && !first.empty() &&
         std::string_view("/?#:@").find(first) == std::string_view::npos &&
         std::none_of(text.begin(), text.end(), is_space_or_control);
}

}  // namespace

std::string read_url(const Node& value, std::string_view key, Findings& findings) {
  if (!expect_text(value, key, findings)) return {};
  if (!is_web_url(value.text)) {
    findings.add(Rule::UrlShape, value, fmt::format("\"{}\" must be an http or https URL", key),
                 "for example https://files.example.com/users.csv");
  }
  return value.text;
}

std::string read_file_url(const Node& value, Findings& findings) {
  std::string url = read_url(value, "file_url", findings);
  const std::size_t host = url.find("://");
  const std::string_view authority =
      host == std::string::npos
          ? std::string_view()
          : std::string_view(url).substr(host + 3, url.find_first_of("/?#", host + 3) - host - 3);
  if (authority.find('@') != std::string_view::npos) {
    findings.add(Rule::UrlShape, value, "\"file_url\" must not hold a user or a password",
                 "give MoEngage a signed URL instead: its signature is never shown");
  }
  return url;
}

std::string read_callback_url(const Node& value, Findings& findings) {
  std::string url = read_url(value, "callback_url", findings);
  if (const std::string_view place = unknown_place(url); !place.empty()) {
    findings.add(
        Rule::UrlShape, value,
        fmt::format("\"callback_url\" has {}, which segctl doesn't fill in", in_quotes(place)),
        "the places are {operation} and {token}; write %7B for a brace");
  }
  return url;
}

}  // namespace segctl::manifest
