#include "base/url.h"

#include <doctest/doctest.h>

using namespace segctl;

TEST_CASE("a signed URL is cut to its path") {
  CHECK(unsigned_url("https://files.example.com/a/b.csv?X-Amz-Signature=secret") ==
        "https://files.example.com/a/b.csv");
  CHECK(unsigned_url("https://files.example.com/a#secret") == "https://files.example.com/a");
  CHECK(unsigned_url("https://files.example.com?secret") == "https://files.example.com");
  CHECK(unsigned_url("https://files.example.com:8443/a") == "https://files.example.com:8443/a");
}

TEST_CASE("user information is left out") {
  CHECK(unsigned_url("https://user:secret@files.example.com/a@b") ==
        "https://files.example.com/a@b");
  CHECK(unsigned_url("ftp://user:se@cret@host:21/x?y") == "ftp://host:21/x");
  CHECK(unsigned_url("https://token@[::1]:8080/") == "https://[::1]:8080/");
}

TEST_CASE("what is no URL is cut at the first mark of a query or fragment") {
  CHECK(unsigned_url("") == "");
  CHECK(unsigned_url("data/readers.csv?token=secret") == "data/readers.csv");
  CHECK(unsigned_url("data/a.csv?next=https://user:secret@host/") == "data/a.csv");
}

TEST_CASE("a scheme is what stands before ://, in lower case") {
  CHECK(url_scheme("HTTPS://host/") == "https");
  CHECK(url_scheme("s3+x.y-z://bucket") == "s3+x.y-z");
  CHECK(url_scheme("sim:file") == "");
  CHECK(url_scheme("host/path") == "");
  CHECK(url_scheme("") == "");
}

TEST_CASE("what can't be a scheme is none") {
  CHECK(url_scheme("://host") == "");
  CHECK(url_scheme("data/a?next=https://host") == "");
  CHECK(url_scheme("1http://host") == "");
  CHECK(url_scheme(" http://host") == "");
  CHECK(url_host("data/a?next=https://host") == "");
}

TEST_CASE("a host is found among user, port, path, query and fragment") {
  CHECK(url_host("https://API-01.MoEngage.com/v3?x#y") == "api-01.moengage.com");
  CHECK(url_host("https://user:pass@host:8443/x") == "host");
  CHECK(url_host("https://[2001:DB8::1]:443/x") == "2001:db8::1");
  CHECK(url_host("https://host?x@evil") == "host");
  CHECK(url_host("https://host#x@evil") == "host");
  CHECK(url_host("https://host/x@evil") == "host");
  CHECK(url_host("host/path") == "");
}

TEST_CASE("a host can't be hidden by a user that looks like one, or by a backslash") {
  CHECK(url_host("https://localhost@evil.example/") == "evil.example");
  CHECK(url_host("https://localhost:80@evil.example/") == "evil.example");
  CHECK(url_host("https://a@b@evil.example/") == "evil.example");
  CHECK(url_host("https://evil.example\\@localhost/") == "evil.example");
}

TEST_CASE("loopback is what never leaves the machine") {
  for (const char* host : {"localhost", "127.0.0.1", "127.255.255.255", "127.1.2.3", "::1"}) {
    CAPTURE(host);
    CHECK(is_loopback_host(host));
  }
}

TEST_CASE("what only looks like loopback is none") {
  for (const char* host : {"",
                           "localhost.evil.example",
                           "evil.localhost.example",
                           "127.0.0.1.evil.example",
                           "127.1",
                           "127.0.0",
                           "127.0.0.",
                           "127.0.0.1.",
                           "127.0.0.1.1",
                           "127.0.0.256",
                           "127.0.0.999",
                           "127.0.0.x",
                           "127.0..1",
                           "128.0.0.1",
                           "0.0.0.0",
                           "10.0.0.1",
                           "::",
                           "::2",
                           "1127.0.0.1",
                           "127.0.0.1 ",
                           "2130706433"}) {
    CAPTURE(host);
    CHECK_FALSE(is_loopback_host(host));
  }
}
