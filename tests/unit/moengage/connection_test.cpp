#include "moengage/connection.h"

#include "moengage/requests.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::moengage;

TEST_CASE("every data centre has its endpoint, and no other has one") {
  for (const char* dc : {"01", "02", "03", "04", "05", "06", "101"}) {
    CHECK(endpoint_of_dc(dc) == "https://api-" + std::string(dc) + ".moengage.com");
  }
  for (const char* dc : {"", "1", "07", "01 ", "01.evil.example/"}) {
    CAPTURE(dc);
    CHECK(endpoint_of_dc(dc).error().code == ErrorCode::Invalid);
  }
  CHECK(endpoint_of_dc("7").error() ==
        Error{ErrorCode::Invalid, "MoEngage has no data centre \"7\"",
              "it is the number in the dashboard's address, one of 01, 02, 03, 04, 05, 06, 101"});
}

TEST_CASE("an endpoint is https, or http on this machine, without slashes at its end") {
  CHECK(checked_endpoint("https://api-01.moengage.com") == "https://api-01.moengage.com");
  CHECK(checked_endpoint("https://api-01.moengage.com//") == "https://api-01.moengage.com");
  CHECK(checked_endpoint("https://gateway.example/moe/") == "https://gateway.example/moe");
  CHECK(checked_endpoint("http://127.0.0.1:8080/") == "http://127.0.0.1:8080");
}

TEST_CASE("what is no endpoint is refused with what to write instead") {
  const std::string hint = "write it like https://api-01.moengage.com";
  CHECK(checked_endpoint("api-01.moengage.com").error() ==
        Error{ErrorCode::Invalid, "the URL \"api-01.moengage.com\" is not an https:// URL", hint});
  CHECK(checked_endpoint("").error() ==
        Error{ErrorCode::Invalid, "the URL \"\" is not an https:// URL", hint});
  CHECK(checked_endpoint("https://").error() ==
        Error{ErrorCode::Invalid, "the URL \"https://\" names no host", hint});
  CHECK(checked_endpoint("http://api-01.moengage.com").error() ==
        Error{ErrorCode::Invalid,
              "the URL \"http://api-01.moengage.com\" is not encrypted: http is for this machine "
              "only",
              "write https://"});
  CHECK(checked_endpoint("https://h/?key=s3cret").error() ==
        Error{ErrorCode::Invalid, "the endpoint \"https://h/\" has a query or a fragment", hint});
  CHECK(checked_endpoint("https://h#").error().code == ErrorCode::Invalid);
  CHECK(checked_endpoint("https://me:s3cret@h").error() ==
        Error{ErrorCode::Invalid, "the URL \"https://h\" contains a user name",
              "leave out what stands before the '@'"});
}

TEST_CASE("a request carries Basic credentials, the app key, and the database where set") {
  Connection connection{"https://host/base", "APP", "key", "db"};
  CHECK(make_request(connection, http::Method::Put, "/v2/x", "{}") ==
        http::Request{http::Method::Put,
                      "https://host/base/v2/x",
                      {{"Authorization", "Basic QVBQOmtleQ=="},
                       {"MOE-APPKEY", "APP"},
                       {"Content-Type", "application/json"},
                       {"MOE-DBNAME", "db"}},
                      "{}"});
  connection.db_name.clear();
  CHECK(make_request(connection, http::Method::Get, "/v3/x").headers.size() == 3);
}

TEST_CASE("credentials of any length and bytes are Base64") {
  const auto credentials = [](const std::string& key) {
    return make_request({"https://h", "", key, ""}, http::Method::Get, "/").headers[0].value;
  };
  CHECK(credentials("") == "Basic Og==");
  CHECK(credentials("a") == "Basic OmE=");
  CHECK(credentials("ab") == "Basic OmFi");
  CHECK(credentials("\xff\xfe\xfd\xfc") == "Basic Ov/+/fw=");
}

TEST_CASE("an ID is one step of a path, whatever it holds") {
  CHECK(path_step("62f1") == "62f1");
  CHECK(path_step("../archive") == "..%2Farchive");
  CHECK(path_step(".") == "%2E");
  CHECK(path_step("..") == "%2E%2E");
}
