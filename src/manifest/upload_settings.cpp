#include "manifest/upload_settings.h"

#include "base/text.h"
#include "base/url.h"
#include "manifest/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace segctl::manifest {
namespace {

constexpr std::array<std::string_view, 2> kTargets{"s3", "webdav"};
constexpr std::array<std::string_view, 7> kS3Keys{
    "bucket", "region", "endpoint", "prefix", "path_style", "public_url", "expires_hours"};
constexpr std::array<std::string_view, 3> kWebDavKeys{"url", "prefix", "public_url"};
constexpr std::array<std::string_view, 10> kSecrets{
    "access_key", "access_key_id", "secret_key", "secret_access_key", "session_token", "user",
    "username",   "password",      "token",      "credentials"};
constexpr int kMostHours = 7 * 24;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/// What needs no encoding in a URL, nor in a signature.
bool is_prefix(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return is_word_character(c) || c == '.' || c == '_' || c == '/';
  });
  return plain && !text.starts_with('/') && text.find("//") == std::string_view::npos &&
         ("/" + std::string(text)).find("/.") == std::string::npos;
}

bool is_bucket(std::string_view text) {
  return text.size() >= 3 && text.size() <= 255 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_word_character(c) || c == '.' || c == '_'; });
}

bool is_region(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_word_character(c) || c == '_'; });
}

/// https, or http on this machine, with neither a user nor a query.
bool is_base_url(const std::string& text) {
  const std::string scheme = url_scheme(text);
  const std::string host = url_host(text);
  const bool encrypted = scheme == "https" || (scheme == "http" && is_loopback_host(host));
  return encrypted && !host.empty() && unsigned_url(text) == text &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

bool has_path(const std::string& url) {
  const auto slash = url.find('/', url.find("://") + 3);
  return slash != std::string::npos && slash + 1 < url.size();
}

std::string read_base_url(const Node& mapping, std::string_view key, Findings& findings) {
  const Node* value = mapping.find(key);
  if (value == nullptr || !expect_text(*value, key, findings)) return {};
  if (is_base_url(value->text)) return value->text;
  findings.add(Rule::UrlShape, *value,
               fmt::format("\"{}\" must be an https URL without user name and query", key),
               "http is for this machine alone; credentials come from the environment");
  return {};
}

using Shape = bool (*)(std::string_view);

std::string read_shaped(const Node& mapping, std::string_view key, Shape has_shape,
                        std::string_view allowed, Findings& findings) {
  const Node* value = mapping.find(key);
  if (value == nullptr || !expect_text(*value, key, findings)) return {};
  if (has_shape(value->text)) return value->text;
  findings.add(Rule::UnknownValue, *value,
               fmt::format("{} can't be the {} of uploads", in_quotes(value->text), key),
               std::string(allowed));
  return {};
}

std::string read_prefix(const Node& mapping, Findings& findings) {
  return read_shaped(mapping, "prefix", is_prefix,
                     "letters, digits, '-', '_', '.' and '/' inside, for example segctl/",
                     findings);
}

void read_expiry(const Node& mapping, UploadSettings& settings, Findings& findings) {
  const Node* value = mapping.find("expires_hours");
  if (value == nullptr) return;
  const auto hours = as_integer(*value);
  if (hours && *hours >= 1 && *hours <= kMostHours) {
    settings.expires_hours = static_cast<int>(*hours);
    return;
  }
  findings.add(Rule::WrongType, *value,
               fmt::format("\"expires_hours\" takes a whole number from 1 to {}", kMostHours),
               "MoEngage downloads a file some time after it has accepted the call");
}

void read_s3(const Node& block, UploadSettings& settings, Findings& findings) {
  check_keys(block, kS3Keys, "uploads to s3", findings);
  for (const std::string_view key : {"bucket", "region"}) {
    static_cast<void>(require(block, key, "uploads to s3", findings));
  }
  settings.to = UploadSettings::To::S3;
  settings.bucket = read_shaped(block, "bucket", is_bucket,
                                "3 to 255 letters, digits, '-', '_' and '.'", findings);
  settings.region = read_shaped(block, "region", is_region,
                                "for example eu-central-1; us-east-1 where the store "
                                "has none",
                                findings);
  settings.url = read_base_url(block, "endpoint", findings);
  if (!settings.url.empty() && has_path(settings.url)) {
    findings.add(Rule::UrlShape, *block.find("endpoint"), "\"endpoint\" has a path",
                 "the bucket and the prefix have keys of their own");
  }
  const Node* style = block.find("path_style");
  if (style != nullptr && expect(NodeKind::Bool, *style, "path_style", findings)) {
    settings.path_style = style->is_true();
  }
  read_expiry(block, settings, findings);
}

void read_webdav(const Node& block, UploadSettings& settings, Findings& findings) {
  check_keys(block, kWebDavKeys, "uploads to webdav", findings);
  static_cast<void>(require(block, "url", "uploads to webdav", findings));
  settings.to = UploadSettings::To::WebDav;
  settings.url = read_base_url(block, "url", findings);
}

/// Whether there is one; it is reported.
bool has_secret(const Node& block, Findings& findings) {
  for (const std::string_view secret : kSecrets) {
    if (const Entry* entry = block.find_entry(secret)) {
      findings.add(
          Rule::UnknownKey, entry->key_span, "a secret has no place in this file",
          "take it out, revoke it, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
          "SEGCTL_UPLOAD_USER and SEGCTL_UPLOAD_PASSWORD, in the environment");
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<UploadSettings> read_uploads(const Node& uploads, Findings& findings) {
  const std::size_t errors = findings.errors();
  if (!expect(NodeKind::Mapping, uploads, "uploads", findings)) return std::nullopt;
  check_keys(uploads, kTargets, "uploads", findings);
  const Node* s3 = uploads.find("s3");
  const Node* webdav = uploads.find("webdav");
  if ((s3 == nullptr) == (webdav == nullptr)) {
    findings.add(Rule::MissingKey, uploads, "uploads has exactly one of \"s3\" and \"webdav\"",
                 "for example {s3: {bucket: acme-segments, region: eu-central-1}}");
    return std::nullopt;
  }
  const Node& block = s3 != nullptr ? *s3 : *webdav;
  if (!expect(NodeKind::Mapping, block, s3 != nullptr ? "s3" : "webdav", findings) ||
      has_secret(block, findings)) {
    return std::nullopt;
  }
  UploadSettings settings;
  if (s3 != nullptr) {
    read_s3(block, settings, findings);
  } else {
    read_webdav(block, settings, findings);
  }
  settings.prefix = read_prefix(block, findings);
  settings.public_url = read_base_url(block, "public_url", findings);
  if (findings.errors() != errors) return std::nullopt;
  return settings;
}

}  // namespace segctl::manifest
