#include "base/encoding.h"

#include <doctest/doctest.h>

using namespace segctl;

TEST_CASE("all but unreserved characters are percent-encoded") {
  CHECK(percent_encoded("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encoded("a b&c=d+e/f?g#h%ü\n") == "a%20b%26c%3Dd%2Be%2Ff%3Fg%23h%25%C3%BC%0A");
  CHECK(percent_encoded("") == "");
}

TEST_CASE("base64 is padded to whole groups") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd\xfc") == "//79/A==");
}
