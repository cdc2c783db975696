#include "upload/target.h"

#include "base/encoding.h"
#include "upload/refusal.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::upload;
using http::Method;

namespace {

const Timestamp kNow = *parse_utc("2026-03-01T12:00:00Z");
const Digest kBytes = sha256("u1\nu2\n");
const std::string kName = kBytes.hex() + ".csv";

S3Place bucket() {
  S3Place place;
  place.bucket = "acme";
  place.region = "eu-central-1";
  place.prefix = "segctl/";
  return place;
}

Credentials credentials() { return {{"AK", "SECRET", ""}, "user", "pass word"}; }

std::string refused(Error (*refusal)(const http::Request&, const http::Response&), Method method,
                    int status, const std::string& body = {},
                    std::vector<http::Header> headers = {}) {
  const Error error = refusal({method, "https://files.example/a?X-Amz-Signature=1", {}, ""},
                              {status, std::move(headers), body});
  return error.message + " (" + error.hint + ")";
}

}  // namespace

TEST_CASE("an object's URL says the bucket, the prefix and the digest") {
  S3Place place = bucket();
  CHECK(object_url(place, kBytes) == "https://s3.eu-central-1.amazonaws.com/acme/segctl/" + kName);
  place.bucket_in_path = false;
  CHECK(object_url(place, kBytes) == "https://acme.s3.eu-central-1.amazonaws.com/segctl/" + kName);
  place.endpoint = "http://127.0.0.1:9000";
  place.prefix = "";
  CHECK(object_url(place, kBytes) == "http://acme.127.0.0.1:9000/" + kName);
  CHECK(object_url(DavPlace{"https://files.example/dav", "a/", ""}, kBytes) ==
        "https://files.example/dav/a/" + kName);
}

TEST_CASE("MoEngage fetches by a signed link, or where anybody may") {
  S3Place place = bucket();
  const std::string link = make_target(place, credentials())->fetch_url(kBytes, kNow);
  CHECK(link.starts_with(object_url(place, kBytes) + "?X-Amz-Algorithm="));
  CHECK(link.find("&X-Amz-Expires=86400&") != std::string::npos);
  CHECK(link.find("SECRET") == std::string::npos);
  place.public_url = "https://cdn.example";
  CHECK(make_target(place, credentials())->fetch_url(kBytes, kNow) ==
        "https://cdn.example/segctl/" + kName);

  DavPlace dav{"https://files.example/dav/", "", ""};
  CHECK(make_target(dav, credentials())->fetch_url(kBytes, kNow) ==
        "https://files.example/dav/" + kName);
  dav.public_url = "https://cdn.example/csv";
  CHECK(make_target(dav, credentials())->fetch_url(kBytes, kNow) ==
        "https://cdn.example/csv/" + kName);
}

TEST_CASE("a web server is asked with HTTP Basic, and without where there is no user") {
  const DavPlace dav{"https://files.example/dav/", "", ""};
  const std::string url = "https://files.example/dav/" + kName;
  const http::Header authorization{"Authorization", "Basic " + base64("user:pass word")};
  CHECK(make_target(dav, credentials())->head(kBytes, kNow) ==
        http::Request{Method::Head, url, {authorization}, ""});
  CHECK(make_target(dav, credentials())->put(kBytes, kNow) ==
        http::Request{Method::Put, url, {authorization, {"Content-Type", "text/csv"}}, ""});
  CHECK(make_target(dav, {})->head(kBytes, kNow) == http::Request{Method::Head, url, {}, ""});
}

TEST_CASE("a store's refusal says what is wrong with the credentials, and repeats no words of it") {
  const auto body = [](const std::string& code) {
    return "<Error><Code>" + code + "</Code><StringToSign>SECRET</StringToSign></Error>";
  };
  CHECK(refused(s3_refusal, Method::Put, 403, body("SignatureDoesNotMatch")) ==
        "PUT https://files.example/a answers 403 SignatureDoesNotMatch (AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY don't belong together: check both)");
  CHECK(refused(s3_refusal, Method::Put, 403, body("AccessDenied")) ==
        "PUT https://files.example/a answers 403 AccessDenied (the credentials need s3:PutObject "
        "and s3:GetObject for these objects)");
  CHECK(refused(s3_refusal, Method::Put, 404, body("NoSuchBucket")) ==
        "PUT https://files.example/a answers 404 NoSuchBucket (check `bucket` under uploads in "
        "segctl.yaml)");
  CHECK(refused(s3_refusal, Method::Head, 403) ==
        "HEAD https://files.example/a answers 403 (check AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY, and that they may put and get objects there)");
  CHECK(refused(s3_refusal, Method::Put, 301, body("Permanent<Redirect"),
                {{"x-amz-bucket-region", "eu-west-1"}}) ==
        "PUT https://files.example/a answers 301 (the bucket is in the region \"eu-west-1\")");
  CHECK(refused(s3_refusal, Method::Put, 503, "<Code>no end") ==
        "PUT https://files.example/a answers 503 (try again later)");
}

TEST_CASE("a web server's refusal says what to look at") {
  CHECK(refused(dav_refusal, Method::Put, 401) ==
        "PUT https://files.example/a answers 401 (check SEGCTL_UPLOAD_USER and "
        "SEGCTL_UPLOAD_PASSWORD, and that this user may put and get files there)");
  CHECK(refused(dav_refusal, Method::Put, 409) ==
        "PUT https://files.example/a answers 409 (the folder has to be there)");
  CHECK(refused(dav_refusal, Method::Put, 405) ==
        "PUT https://files.example/a answers 405 (the server takes no Put there)");
  CHECK(refused(dav_refusal, Method::Put, 507) ==
        "PUT https://files.example/a answers 507 (the server has no room left)");
  CHECK(refused(dav_refusal, Method::Head, 404) == "HEAD https://files.example/a answers 404 ()");
}
