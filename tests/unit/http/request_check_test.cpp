#include "http/request_check.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::http;

namespace {

Error error_of_url(const std::string& url) { return check_url(url).error(); }

Error error_of_header(const std::string& name, const std::string& value) {
  return check_request({Method::Get, "https://host/", {{name, value}}, ""}).error();
}

}  // namespace

TEST_CASE("https goes anywhere, http only to this machine") {
  for (const char* url :
       {"https://api-01.moengage.com/v3/x?name=a%20b", "HTTPS://HOST", "http://localhost:8080/",
        "http://127.0.0.1/", "http://127.1.2.3:80/", "http://[::1]:8080/", "https://h/?a=@b"}) {
    CAPTURE(url);
    CHECK(check_url(url).has_value());
  }
  CHECK(error_of_url("http://api-01.moengage.com/x?secret") ==
        Error{ErrorCode::GiveUp,
              "the URL \"http://api-01.moengage.com/x\" is not encrypted: http is for this machine "
              "only",
              "write https://"});
  CHECK(error_of_url("http://127.0.0.1.evil.example/").code == ErrorCode::GiveUp);
  CHECK(error_of_url("http://127.1/").code == ErrorCode::GiveUp);
}

TEST_CASE("a URL of another scheme, without host or with a user is refused") {
  CHECK(error_of_url("ftp://host/x") ==
        Error{ErrorCode::GiveUp, "the URL \"ftp://host/x\" is not an https:// URL", ""});
  CHECK(error_of_url("file:///etc/passwd").code == ErrorCode::GiveUp);
  CHECK(error_of_url("/path") ==
        Error{ErrorCode::GiveUp, "the URL \"/path\" is not an https:// URL", ""});
  CHECK(error_of_url("https:///x") ==
        Error{ErrorCode::GiveUp, "the URL \"https:///x\" names no host", ""});
  CHECK(error_of_url("https://user:secret@host/x") ==
        Error{ErrorCode::GiveUp, "the URL \"https://host/x\" contains a user name",
              "leave out what stands before the '@'"});
}

TEST_CASE("a URL that parsers could read in two ways is refused") {
  for (const char* url : {"http://localhost\\.evil.example/", "https://host/a b", "https://host/\n",
                          "https://host/ü", "http://localhost\t.evil.example/"}) {
    CAPTURE(url);
    CHECK(error_of_url(url).hint == "write it percent-encoded");
  }
}

TEST_CASE("a header value can't smuggle in another header, and is not shown") {
  for (const std::string& value : {std::string("s3cret\r\nX: y"), std::string("s3cret\n"),
                                   std::string("s3cret\r"), std::string("s3cret\0", 7)}) {
    CHECK(error_of_header("MOE-APPKEY", value) ==
          Error{ErrorCode::GiveUp,
                "the value of the HTTP header MOE-APPKEY contains a line break or a NUL byte",
                "check the setting it comes from for a stray line break at its end"});
  }
  CHECK(check_request({Method::Get, "https://host/", {{"A", ""}, {"B-c", "ü\t x"}}, ""}));
}

TEST_CASE("a header name is a token") {
  for (const char* name : {"", "A B", "A:", "A\r\nB", "Ü"}) {
    CAPTURE(name);
    CHECK(error_of_header(name, "x").code == ErrorCode::GiveUp);
  }
  CHECK(error_of_header("A\nB", "x").message == "\"A\\nB\" can't be the name of an HTTP header");
}

TEST_CASE("only Get and Head are safe") {
  CHECK(is_safe(Method::Get));
  CHECK(is_safe(Method::Head));
  CHECK_FALSE(is_safe(Method::Post));
  CHECK_FALSE(is_safe(Method::Put));
  CHECK_FALSE(is_safe(Method::Patch));
}

TEST_CASE("methods have the words of HTTP, and headers are found in any case") {
  CHECK(std::string(method_word(Method::Get)) == "GET");
  CHECK(std::string(method_word(Method::Head)) == "HEAD");
  CHECK(std::string(method_word(Method::Post)) == "POST");
  CHECK(std::string(method_word(Method::Put)) == "PUT");
  CHECK(std::string(method_word(Method::Patch)) == "PATCH");
  const Response response{200, {{"ETag", "a"}, {"etag", "b"}}, ""};
  CHECK(response.header("ETAG") == "a");
  CHECK(response.header("Date") == std::nullopt);
}
