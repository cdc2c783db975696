#include "upload/target.h"

#include "base/encoding.h"
#include "upload/refusal.h"

#include <utility>

namespace segctl::upload {
namespace {

constexpr const char* kContentType = "text/csv";

class S3Target : public Target {
 public:
  S3Target(S3Place place, AwsCredentials credentials)
      : place_(std::move(place)), signer_(std::move(credentials), place_.region) {}

  [[nodiscard]] http::Request head(const Digest& bytes, Timestamp now) const override {
    http::Request request{http::Method::Head, object_url(place_, bytes), {}, {}};
    signer_.sign(request, sha256(""), now);
    return request;
  }

  [[nodiscard]] http::Request put(const Digest& bytes, Timestamp now) const override {
    http::Request request{
        http::Method::Put, object_url(place_, bytes), {{"Content-Type", kContentType}}, {}};
    signer_.sign(request, bytes, now);
    return request;
  }

  [[nodiscard]] std::string fetch_url(const Digest& bytes, Timestamp now) const override {
    if (!place_.public_url.empty()) return public_object_url(place_, bytes);
    return signer_.presigned(object_url(place_, bytes), now, place_.expires);
  }

  /// AWS answers 403 for what is not there to those who may not list the bucket.
  [[nodiscard]] bool hides_absence() const override { return true; }

  [[nodiscard]] Error refusal(const http::Request& request,
                              const http::Response& response) const override {
    return s3_refusal(request, response);
  }

 private:
  S3Place place_;
  Signer signer_;
};

class DavTarget : public Target {
 public:
  DavTarget(DavPlace place, const Credentials& credentials) : place_(std::move(place)) {
    if (credentials.user.empty() && credentials.password.empty()) return;
    authorization_ = "Basic " + base64(credentials.user + ":" + credentials.password);
  }

  [[nodiscard]] http::Request head(const Digest& bytes, Timestamp) const override {
    return request(http::Method::Head, bytes);
  }

  [[nodiscard]] http::Request put(const Digest& bytes, Timestamp) const override {
    http::Request put = request(http::Method::Put, bytes);
    put.headers.push_back({"Content-Type", kContentType});
    return put;
  }

  [[nodiscard]] std::string fetch_url(const Digest& bytes, Timestamp) const override {
    return public_object_url(place_, bytes);
  }

  [[nodiscard]] bool hides_absence() const override { return false; }

  [[nodiscard]] Error refusal(const http::Request& request,
                              const http::Response& response) const override {
    return dav_refusal(request, response);
  }

 private:
  [[nodiscard]] http::Request request(http::Method method, const Digest& bytes) const {
    http::Request request{method, object_url(place_, bytes), {}, {}};
    if (!authorization_.empty()) request.headers.push_back({"Authorization", authorization_});
    return request;
  }

  DavPlace place_;
  std::string authorization_;
};

}  // namespace

std::unique_ptr<Target> make_target(const Place& place, Credentials credentials) {
  if (const auto* s3 = std::get_if<S3Place>(&place)) {
    return std::make_unique<S3Target>(*s3, std::move(credentials.aws));
  }
  return std::make_unique<DavTarget>(std::get<DavPlace>(place), credentials);
}

}  // namespace segctl::upload
