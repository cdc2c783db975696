#include "http/redaction.h"

#include "base/text.h"
#include "base/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace segctl::http {
namespace {

constexpr std::size_t kShownBody = 4096;
constexpr std::string_view kHidden = "…";

/// Headers whose values say nothing of who asks, and open nothing.
constexpr std::array<std::string_view, 17> kHarmless = {"accept",
                                                        "age",
                                                        "allow",
                                                        "cache-control",
                                                        "connection",
                                                        "content-encoding",
                                                        "content-length",
                                                        "content-type",
                                                        "date",
                                                        "ratelimit",
                                                        "ratelimit-policy",
                                                        "retry-after",
                                                        "server",
                                                        "transfer-encoding",
                                                        "x-ratelimit-limit",
                                                        "x-ratelimit-remaining",
                                                        "x-ratelimit-reset"};

bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view("\"'<>`{}|^").find(c) != std::string_view::npos;
}

/// "https:\/\/host\u003fsecret" as "https://host?secret".
std::string without_json_escapes(std::string_view url) {
  std::string plain;
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] != '\\') {
      plain += url[i];
    } else if (url.substr(i, 2) == "\\u") {
      plain += '?';  // any escaped character ends what is shown
    }
  }
  return plain;
}

/// Where the next "http://" or "https://" begins, also with JSON's escaped slashes.
std::size_t find_url(std::string_view lower, std::size_t from) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view start : {"http://", "https://", "http:\\/\\/", "https:\\/\\/"}) {
    first = std::min(first, lower.find(start, from));
  }
  return first;
}

std::string with_urls_cut(std::string_view text) {
  const std::string lower = lower_ascii(text);
  std::string shown;
  std::size_t done = 0;
  while (true) {
    const std::size_t begin = find_url(lower, done);
    shown += text.substr(done, begin == std::string_view::npos ? begin : begin - done);
    if (begin == std::string_view::npos) return shown;
    const auto end =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), ends_url);
    done = static_cast<std::size_t>(end - text.begin());
    shown += unsigned_url(without_json_escapes(text.substr(begin, done - begin)));
  }
}

bool is_local_part(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string with_addresses_cut(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c == '@') {
      const auto size = shown.size();
      while (!shown.empty() && is_local_part(shown.back())) shown.pop_back();
      if (shown.size() < size) shown += kHidden;
    }
    shown += c;
  }
  return shown;
}

bool is_token_part(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("+/=._~-").find(c) != std::string_view::npos;
}

/// Whether a word after "Basic" or "Bearer" is one of prose, as in "Basic authentication".
bool is_prose(std::string_view word) {
  constexpr std::size_t kShortest = 12;
  return word.size() < kShortest || word.find_first_of("0123456789+/=") == std::string_view::npos;
}

std::string with_credentials_cut(std::string_view text) {
  const std::string lower = lower_ascii(text);
  std::string shown;
  std::size_t done = 0;
  while (true) {
    const std::size_t scheme = std::min(lower.find("basic ", done), lower.find("bearer ", done));
    if (scheme == std::string::npos) return shown.append(text.substr(done));
    const std::size_t begin = lower.find(' ', scheme) + 1;
    const auto end = static_cast<std::size_t>(
        std::find_if_not(lower.begin() + static_cast<std::ptrdiff_t>(begin), lower.end(),
                         is_token_part) -
        lower.begin());
    shown += text.substr(done, begin - done);
    const std::string_view word = text.substr(begin, end - begin);
    shown += is_prose(word) ? word : kHidden;
    done = end;
  }
}

/// A member of a cohort is personal data.
std::string with_uids_cut(std::string_view text) {
  constexpr std::string_view kUid = "\"uid\":\"";
  std::string shown;
  for (std::size_t at = text.find(kUid); at != std::string_view::npos; at = text.find(kUid)) {
    shown += text.substr(0, at + kUid.size());
    shown += kHidden;
    text.remove_prefix(at + kUid.size());
    std::size_t end = 0;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    text.remove_prefix(std::min(end, text.size()));
  }
  return shown.append(text);
}

std::string shown_header(const Header& header) {
  const std::string name = lower_ascii(header.name);
  const bool harmless = std::find(kHarmless.begin(), kHarmless.end(), name) != kHarmless.end();
  if (name == "location")
    return printable(header.name) + ": " + printable(unsigned_url(header.value));
  return printable(header.name) + ": " +
         (harmless ? printable(header.value) : std::string(kHidden));
}

std::string block(std::string text, const std::vector<Header>& headers, std::string_view body) {
  for (const Header& header : headers) text += "\n" + shown_header(header);
  if (body.empty()) return text;
  text += "\n\n" + printable(without_secrets(body.substr(0, 2 * kShownBody)).substr(0, kShownBody));
  if (body.size() > kShownBody) {
    text += fmt::format("\n… {} bytes more", with_thousands(body.size() - kShownBody));
  }
  return text;
}

std::string target(const Request& request) {
  return fmt::format("{} {}", method_word(request.method), printable(unsigned_url(request.url)));
}

}  // namespace

std::string without_secrets(std::string_view text) {
  return with_addresses_cut(with_credentials_cut(with_urls_cut(with_uids_cut(text))));
}

std::string summary(const Request& request) {
  if (request.body.empty()) return target(request);
  return fmt::format("{}, {} bytes", target(request), with_thousands(request.body.size()));
}

std::string redacted(const Request& request) {
  return block(target(request), request.headers, request.body);
}

std::string redacted(const Response& response) {
  return block(fmt::format("status {}", response.status), response.headers, response.body);
}

}  // namespace segctl::http
