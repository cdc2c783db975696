#include "upload/sigv4.h"

#include <doctest/doctest.h>

#include <string>

using namespace segctl;
using namespace segctl::upload;
using http::Method;

namespace {

// The keys, the time and the signatures of the examples in AWS's documentation of Signature
// Version 4 for S3.
const Timestamp kNow = *parse_utc("2013-05-24T00:00:00Z");
const std::string kHost = "https://examplebucket.s3.amazonaws.com";

Signer example_signer(std::string token = {}) {
  return Signer(
      {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", std::move(token)},
      "us-east-1");
}

std::string header(const http::Request& request, const std::string& name) {
  for (const http::Header& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string signature_of(http::Request request, const Digest& payload = sha256("")) {
  example_signer().sign(request, payload, kNow);
  const std::string authorization = header(request, "Authorization");
  return authorization.substr(authorization.find("Signature=") + 10);
}

}  // namespace

TEST_CASE("signed headers are those of AWS's examples") {
  CHECK(signature_of({Method::Get, kHost + "/test.txt", {{"Range", "bytes=0-9"}}, ""}) ==
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  CHECK(signature_of({Method::Put,
                      kHost + "/test%24file.text",
                      {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                       {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
                      ""},
                     sha256("Welcome to Amazon S3.")) ==
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  CHECK(signature_of({Method::Get, kHost + "/?lifecycle", {}, ""}) ==
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  CHECK(signature_of({Method::Get, kHost + "/?prefix=J&max-keys=2", {}, ""}) ==
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST_CASE("a signature has everything that a store asks for") {
  http::Request request{Method::Head, "https://Files.example:8443/a", {}, ""};
  example_signer("to ken").sign(request, sha256(""), kNow);
  CHECK(header(request, "x-amz-date") == "20130524T000000Z");
  CHECK(header(request, "x-amz-content-sha256") == sha256("").hex());
  CHECK(header(request, "x-amz-security-token") == "to ken");
  CHECK(header(request, "Authorization")
            .starts_with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                         "aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;"
                         "x-amz-security-token, Signature="));
}

TEST_CASE("the host is signed as it is sent: without its scheme's own port") {
  const auto of = [](const std::string& url) { return signature_of({Method::Get, url, {}, ""}); };
  CHECK(of("https://a.example:443/x") == of("https://A.example/x"));
  CHECK(of("http://127.0.0.1:80/x") == of("http://127.0.0.1/x"));
  CHECK(of("https://a.example:8443/x") != of("https://a.example/x"));
  CHECK(of("https://a.example") == of("https://a.example/"));
}

TEST_CASE("white space around a value is not signed") {
  CHECK(signature_of({Method::Get, kHost + "/test.txt", {{"RANGE", "  bytes=0-9 "}}, ""}) ==
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("a presigned link is that of AWS's example") {
  CHECK(example_signer().presigned(kHost + "/test.txt", kNow, std::chrono::hours(24)) ==
        kHost +
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST_CASE("a presigned link carries the token of temporary credentials") {
  const std::string link =
      example_signer("a+b/c=").presigned(kHost + "/x", kNow, std::chrono::hours(1));
  CHECK(link.find("&X-Amz-Expires=3600&X-Amz-Security-Token=a%2Bb%2Fc%3D&X-Amz-SignedHeaders=host"
                  "&X-Amz-Signature=") != std::string::npos);
}
