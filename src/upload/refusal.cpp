#include "upload/refusal.h"

#include "base/text.h"
#include "base/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace segctl::upload {
namespace {

struct Advice {
  std::string_view code;
  const char* hint;
};

constexpr const char* kKeyPair =
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY don't belong together: check both";

constexpr std::array<Advice, 12> kS3Advice{{
    {"SignatureDoesNotMatch", kKeyPair},
    {"InvalidAccessKeyId", "the store doesn't know AWS_ACCESS_KEY_ID: check it"},
    {"AccessDenied", "the credentials need s3:PutObject and s3:GetObject for these objects"},
    {"ExpiredToken", "AWS_SESSION_TOKEN has expired: get new credentials"},
    {"InvalidToken", "check AWS_SESSION_TOKEN"},
    {"RequestTimeTooSkewed", "check the clock of this machine"},
    {"NoSuchBucket", "check `bucket` under uploads in segctl.yaml"},
    {"PermanentRedirect", "check `region` and `endpoint` under uploads in segctl.yaml"},
    {"TemporaryRedirect", "the bucket is new: try again later, or give its region's `endpoint`"},
    {"AuthorizationHeaderMalformed", "check `region` under uploads in segctl.yaml"},
    {"XAmzContentSHA256Mismatch", "something on the way changed the file; try again"},
    {"EntityTooLarge", "the store takes no file of that size"},
}};

std::string hint_for_status(int status, const char* forbidden) {
  switch (status) {
    case 301:
    case 307:
      return "check `region` and `endpoint` under uploads in segctl.yaml";
    case 401:
    case 403:
      return forbidden;
    case 413:
      return "the server takes no file of that size";
    case 507:
      return "the server has no room left";
    default:
      return status >= 500 || status == 429 ? "try again later" : "";
  }
}

ErrorCode code_of(int status) {
  if (status == 404) return ErrorCode::NotFound;
  return status >= 500 || status == 408 || status == 429 ? ErrorCode::Retry : ErrorCode::GiveUp;
}

Error made(const http::Request& request, const http::Response& response, const std::string& code,
           std::string hint) {
  return {code_of(response.status),
          fmt::format("{} {} answers {}{}", http::method_word(request.method),
                      printable(unsigned_url(request.url)), response.status,
                      code.empty() ? "" : " " + code),
          std::move(hint)};
}

}  // namespace

std::string s3_error_code(const std::string& body) {
  constexpr std::string_view kOpen = "<Code>";
  constexpr std::size_t kLongest = 64;
  const auto begin = body.find(kOpen);
  if (begin == std::string::npos) return {};
  const auto end = body.find("</Code>", begin);
  if (end == std::string::npos || end - begin - kOpen.size() > kLongest) return {};
  const std::string code = body.substr(begin + kOpen.size(), end - begin - kOpen.size());
  const bool plain = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  return plain ? code : "";
}

Error s3_refusal(const http::Request& request, const http::Response& response) {
  const std::string code = s3_error_code(response.body);
  const auto* known = std::find_if(kS3Advice.begin(), kS3Advice.end(),
                                   [&](const Advice& advice) { return advice.code == code; });
  std::string hint = known != kS3Advice.end()
                         ? known->hint
                         : hint_for_status(response.status,
                                           "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and "
                                           "that they may put and get objects there");
  const auto region = response.header("x-amz-bucket-region");
  if (region) hint = fmt::format("the bucket is in the region {}", in_quotes(*region));
  return made(request, response, code, std::move(hint));
}

Error dav_refusal(const http::Request& request, const http::Response& response) {
  std::string hint =
      hint_for_status(response.status,
                      "check SEGCTL_UPLOAD_USER and SEGCTL_UPLOAD_PASSWORD, and that this user may "
                      "put and get files there");
  if (request.method == http::Method::Put) {
    if (response.status == 404 || response.status == 409) hint = "the folder has to be there";
    if (response.status == 405) hint = "the server takes no Put there";
  }
  return made(request, response, {}, std::move(hint));
}

}  // namespace segctl::upload
