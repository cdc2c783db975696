#include "http/retry_policy.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::http;
using namespace std::chrono_literals;

namespace {

const RetryPolicy kPolicy;

Result<Response> status(int number) { return Response{number, {}, ""}; }

std::optional<Duration> delay_after(int attempts, double random) {
  return retry_delay(kPolicy, Method::Get, attempts, status(503), std::nullopt, random);
}

}  // namespace

TEST_CASE("passing trouble is repeated, anything else is final") {
  for (const int number : {408, 425, 429, 500, 502, 503, 504}) {
    CAPTURE(number);
    CHECK(retry_delay(kPolicy, Method::Get, 1, status(number), std::nullopt, 0.5) == 500ms);
  }
  for (const int number : {200, 204, 301, 304, 400, 401, 403, 404, 409, 412, 413, 501, 505}) {
    CAPTURE(number);
    CHECK(retry_delay(kPolicy, Method::Get, 1, status(number), std::nullopt, 0.5) == std::nullopt);
  }
  CHECK(retry_delay(kPolicy, Method::Get, 1, fail(ErrorCode::Retry, "x"), std::nullopt, 0.5) ==
        500ms);
  CHECK(retry_delay(kPolicy, Method::Get, 1, fail(ErrorCode::LookFirst, "x"), std::nullopt, 0.5) ==
        500ms);
  CHECK(retry_delay(kPolicy, Method::Get, 1, fail(ErrorCode::GiveUp, "x"), std::nullopt, 0.5) ==
        std::nullopt);
}

TEST_CASE("what changes something is never repeated, not even if nothing was sent") {
  for (const Method method : {Method::Post, Method::Put, Method::Patch}) {
    CHECK(retry_delay(kPolicy, method, 1, fail(ErrorCode::Retry, "x"), std::nullopt, 0.5) ==
          std::nullopt);
    CHECK(retry_delay(kPolicy, method, 1, status(429), Duration(1s), 0.5) == std::nullopt);
  }
  CHECK(retry_delay(kPolicy, Method::Head, 1, status(503), std::nullopt, 0.5) == 500ms);
}

TEST_CASE("the longest wait doubles up to the cap, and the fifth attempt is the last") {
  constexpr double kAlmostOne = 0.9999999;
  CHECK(delay_after(1, kAlmostOne) == 999ms);
  CHECK(delay_after(2, kAlmostOne) == 1'999ms);
  CHECK(delay_after(3, kAlmostOne) == 3'999ms);
  CHECK(delay_after(4, kAlmostOne) == 7'999ms);
  CHECK(delay_after(5, kAlmostOne) == std::nullopt);
  RetryPolicy patient;
  patient.max_attempts = 1'000'000;
  for (const int attempts : {7, 8, 64, 999'999}) {
    CHECK(retry_delay(patient, Method::Get, attempts, status(503), std::nullopt, kAlmostOne) ==
          59'999ms);
  }
}

TEST_CASE("the wait is drawn from the whole range, zero included") {
  CHECK(delay_after(3, 0.0) == 0ms);
  CHECK(delay_after(3, 0.25) == 1'000ms);
}

TEST_CASE("the server's advice is kept, with up to a tenth on top") {
  CHECK(retry_delay(kPolicy, Method::Get, 1, status(429), Duration(30s), 0.0) == 30s);
  CHECK(retry_delay(kPolicy, Method::Get, 1, status(429), Duration(30s), 0.5) == 31'500ms);
  CHECK(retry_delay(kPolicy, Method::Get, 4, status(429), Duration(0s), 0.5) == 0s);
}

TEST_CASE("advice beyond what anybody waits for ends the attempts") {
  CHECK(retry_delay(kPolicy, Method::Get, 1, status(429), Duration(120s), 0.0) == 120s);
  CHECK(retry_delay(kPolicy, Method::Get, 1, status(429), Duration(121s), 0.0) == std::nullopt);
}
