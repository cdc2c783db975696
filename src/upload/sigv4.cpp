#include "upload/sigv4.h"

#include "base/encoding.h"
#include "base/hmac.h"
#include "base/text.h"
#include "base/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace segctl::upload {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

/// "20130524T000000Z".
std::string compact_time(Timestamp now) {
  std::string text = format_utc(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::string day_of(Timestamp now) { return compact_time(now).substr(0, 8); }

/// A URL's parts as the signature takes them.
struct UrlParts {
  std::string host;   ///< with the port where it is not the scheme's own
  std::string path;   ///< at least "/"
  std::string query;  ///< without the question mark
};

UrlParts parts_of(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto path = url.find_first_of("/?", host);
  UrlParts target;
  target.host = lower_ascii(url.substr(host, path == std::string::npos ? path : path - host));
  const std::string own_port = url_scheme(url) == "https" ? ":443" : ":80";
  if (target.host.ends_with(own_port)) target.host.resize(target.host.size() - own_port.size());
  const std::string rest = path == std::string::npos ? "" : url.substr(path);
  const auto question = rest.find('?');
  target.path = rest.substr(0, question);
  if (target.path.empty()) target.path = "/";
  if (question != std::string::npos) target.query = rest.substr(question + 1);
  return target;
}

/// The parameters sorted by name, then value, each with an equals sign.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const std::string_view one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    const auto equals = std::min(one.find('='), one.size());
    if (one.empty()) continue;
    parameters.emplace_back(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Lower-case names, each once, in their order.
using SignedHeaders = std::map<std::string, std::string>;

std::string names_of(const SignedHeaders& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string canonical_request(http::Method method, const UrlParts& target,
                              const SignedHeaders& headers, std::string_view payload) {
  std::string text = fmt::format("{}\n{}\n{}\n", http::method_word(method), target.path,
                                 canonical_query(target.query));
  for (const auto& [name, value] : headers) text += fmt::format("{}:{}\n", name, value);
  return text + fmt::format("\n{}\n{}", names_of(headers), payload);
}

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace

std::string Signer::scope(Timestamp now) const {
  return fmt::format("{}/{}/s3/aws4_request", day_of(now), region_);
}

std::string Signer::signature(const std::string& canonical_request, Timestamp now) const {
  const std::string text = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, compact_time(now), scope(now),
                                       sha256(canonical_request).hex());
  Digest key = hmac_sha256("AWS4" + credentials_.secret_key, day_of(now));
  for (const std::string_view part : {std::string_view(region_), std::string_view("s3"),
                                      std::string_view("aws4_request"), std::string_view(text)}) {
    key = hmac_sha256(bytes_of(key), part);
  }
  return key.hex();
}

void Signer::sign(http::Request& request, const Digest& payload, Timestamp now) const {
  const UrlParts target = parts_of(request.url);
  request.headers.push_back({"x-amz-content-sha256", payload.hex()});
  request.headers.push_back({"x-amz-date", compact_time(now)});
  if (!credentials_.session_token.empty()) {
    request.headers.push_back({"x-amz-security-token", credentials_.session_token});
  }
  SignedHeaders headers{{"host", target.host}};
  for (const http::Header& header : request.headers) {
    headers.insert_or_assign(lower_ascii(header.name), trimmed(header.value));
  }
  const std::string canonical = canonical_request(request.method, target, headers, payload.hex());
  request.headers.push_back(
      {"Authorization", fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}",
                                    kAlgorithm, credentials_.access_key, scope(now),
                                    names_of(headers), signature(canonical, now))});
}

std::string Signer::presigned(const std::string& url, Timestamp now,
                              std::chrono::seconds expires) const {
  UrlParts target = parts_of(url);
  std::string query =
      fmt::format("X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}",
                  kAlgorithm, percent_encoded(credentials_.access_key + "/" + scope(now)),
                  compact_time(now), expires.count());
  if (!credentials_.session_token.empty()) {
    query += "&X-Amz-Security-Token=" + percent_encoded(credentials_.session_token);
  }
  query += "&X-Amz-SignedHeaders=host";
  target.query += (target.query.empty() ? "" : "&") + query;
  const std::string canonical =
      canonical_request(http::Method::Get, target, {{"host", target.host}}, "UNSIGNED-PAYLOAD");
  return fmt::format("{}{}{}&X-Amz-Signature={}", url,
                     url.find('?') == std::string::npos ? "?" : "&", query,
                     signature(canonical, now));
}

}  // namespace segctl::upload
