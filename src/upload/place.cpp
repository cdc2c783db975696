#include "upload/place.h"

#include <fmt/format.h>

namespace segctl::upload {
namespace {

std::string name_of(const std::string& prefix, const Digest& bytes) {
  return fmt::format("{}{}.csv", prefix, bytes.hex());
}

std::string with_slash(std::string url) {
  if (!url.ends_with('/')) url += '/';
  return url;
}

/// "https://host/bucket/" or "https://bucket.host/".
std::string bucket_url(const S3Place& place) {
  const std::string endpoint =
      with_slash(place.endpoint.empty() ? fmt::format("https://s3.{}.amazonaws.com", place.region)
                                        : place.endpoint);
  if (place.bucket_in_path) return endpoint + place.bucket + "/";
  const auto host = endpoint.find("://") + 3;
  return endpoint.substr(0, host) + place.bucket + "." + endpoint.substr(host);
}

}  // namespace

std::string object_url(const Place& place, const Digest& bytes) {
  if (const auto* s3 = std::get_if<S3Place>(&place)) {
    return bucket_url(*s3) + name_of(s3->prefix, bytes);
  }
  const auto& dav = std::get<DavPlace>(place);
  return with_slash(dav.url) + name_of(dav.prefix, bytes);
}

std::string public_object_url(const Place& place, const Digest& bytes) {
  if (const auto* s3 = std::get_if<S3Place>(&place)) {
    return s3->public_url.empty() ? "" : with_slash(s3->public_url) + name_of(s3->prefix, bytes);
  }
  const auto& dav = std::get<DavPlace>(place);
  return with_slash(dav.public_url.empty() ? dav.url : dav.public_url) + name_of(dav.prefix, bytes);
}

}  // namespace segctl::upload
