#include "callback/request_reader.h"

#include <doctest/doctest.h>

#include <string>

namespace segctl::callback {
namespace {

using State = RequestReader::State;

constexpr std::size_t kBody = 100;

/// "POST /a/b 5 hello", "refused 400", "head" or "body": what a reader makes of `bytes`, which come
/// `piece` at a time.
std::string told(const std::string& bytes, std::size_t piece) {
  RequestReader reader(kBody);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    (void)reader.feed(std::string_view(bytes).substr(at, piece));
  }
  switch (reader.state()) {
    case State::Head:
      return "head";
    case State::Body:
      return "body";
    case State::Refused:
      return "refused " + std::to_string(reader.refusal());
    case State::Whole:
      break;
  }
  return reader.head().method + " " + reader.head().target + " " + reader.body();
}

/// The same however the bytes are cut.
std::string told(const std::string& bytes) {
  const std::string whole = told(bytes, bytes.size() + 1);
  for (const std::size_t piece : {1U, 2U, 3U, 7U}) CHECK(told(bytes, piece) == whole);
  return whole;
}

std::string request(const std::string& headers, const std::string& body) {
  return "POST /t/2.1 HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body;
}

}  // namespace

TEST_CASE("a request with a length is whole when its body is") {
  CHECK(told(request("Content-Length: 5\r\n", "hello")) == "POST /t/2.1 hello");
  CHECK(told(request("content-length:  5 \r\n", "hello and more")) == "POST /t/2.1 hello");
  CHECK(told(request("Content-Length: 5\r\n", "hell")) == "body");
  CHECK(told(request("", "")) == "POST /t/2.1 ");
  CHECK(told("GET / HTTP/1.0\r\n\r\n") == "GET / ");
  CHECK(told("GET / HTTP/1.0\r\n") == "head");
}

TEST_CASE("chunks are put together") {
  const std::string kChunked = "Transfer-Encoding: chunked\r\n";
  CHECK(told(request(kChunked, "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n")) == "POST /t/2.1 hello");
  CHECK(told(request(kChunked, "5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n")) == "POST /t/2.1 hello");
  CHECK(told(request(kChunked, "5\r\nhello\r\n0\r\n")) == "body");
  CHECK(told(request(kChunked, "5\r\nhelloXX")) == "refused 400");
  CHECK(told(request(kChunked, "zz\r\n")) == "refused 400");
  CHECK(told(request(kChunked, "-1\r\n")) == "refused 400");
  CHECK(told(request(kChunked, "ffffffffffffffff\r\n")) == "refused 413");
  CHECK(told(request(kChunked, "40\r\n" + std::string(64, 'a') + "\r\n40\r\n")) == "refused 413");
  CHECK(told(request(kChunked, std::string(300, '1'))) == "refused 400");
}

TEST_CASE("endless chunk framing has an end") {
  std::string trailers = "0\r\n";
  for (int i = 0; i < 20'000; ++i) trailers += "x: y\r\n";
  CHECK(told(request("Transfer-Encoding: chunked\r\n", trailers), 4096) == "refused 400");
}

TEST_CASE("what is too large is refused before it is read") {
  CHECK(told(request("Content-Length: 101\r\n", "")) == "refused 413");
  CHECK(told(request("Content-Length: 99999999999999999999999\r\n", "")) == "refused 413");
  CHECK(told("GET /" + std::string(20'000, 'a'), 4096) == "refused 431");
  CHECK(told(request("X: " + std::string(20'000, 'a') + "\r\n", ""), 4096) == "refused 431");
}

TEST_CASE("a head and a chunk's size of just the longest length are taken however they are cut") {
  const std::string begin = "GET / HTTP/1.1\r\nX: ";
  const std::string most = begin + std::string(RequestReader::kLongestHead - begin.size(), 'a');
  CHECK(told(most + "\r\n\r\n") == "GET / ");
  CHECK(told(most + "a\r\n\r\n") == "refused 431");
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string size = "5;" + std::string(254, 'x');
  CHECK(told(request(chunked, size + "\r\nhello\r\n0\r\n\r\n")) == "POST /t/2.1 hello");
  CHECK(told(request(chunked, size + "x\r\nhello\r\n0\r\n\r\n")) == "refused 400");
}

TEST_CASE("what two readers could understand differently is refused") {
  const std::string kLength = "Content-Length: 5\r\n";
  CHECK(told(request(kLength + kLength, "hello")) == "refused 400");
  CHECK(told(request(kLength + "Transfer-Encoding: chunked\r\n", "hello")) == "refused 400");
  CHECK(told(request("Transfer-Encoding: gzip, chunked\r\n", "")) == "refused 501");
  CHECK(told(request("Content-Length: +5\r\n", "hello")) == "refused 400");
  CHECK(told(request("Content-Length: 5, 5\r\n", "hello")) == "refused 400");
  CHECK(told(request("Content-Length : 5\r\n", "hello")) == "refused 400");
  CHECK(told(request("X: a\r\n folded\r\n", "")) == "refused 400");
  CHECK(told(request("no colon\r\n", "")) == "refused 400");
  CHECK(told(request(std::string("X: a\0b\r\n", 8), "")) == "refused 400");
  CHECK(told("POST /a\r\n\r\n") == "refused 400");
  CHECK(told("POST  /a HTTP/1.1\r\n\r\n") == "refused 400");
  CHECK(told("POST /a HTTP/2.0\r\n\r\n") == "refused 400");
}

TEST_CASE("a peer that waits for leave to send its body is known") {
  RequestReader reader(kBody);
  (void)reader.feed(request("Expect: 100-continue\r\nContent-Length: 5\r\n", ""));
  REQUIRE(reader.state() == State::Body);
  CHECK(reader.head() == RequestHead{"POST", "/t/2.1", 5, false, true});
}

}  // namespace segctl::callback
