#include "git/process.h"

#include "support/scoped_variable.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace segctl::git {
namespace {

Command command(std::vector<std::string> arguments, std::string input = {}) {
  Command result;
  result.arguments = std::move(arguments);
  result.input = std::move(input);
  return result;
}

TEST_CASE("a program's output, errors and exit code come back") {
  const auto done = run(command({"sh", "-c", "cat; echo no >&2; exit 3"}, "yes"));
  REQUIRE(done);
  CHECK(done->output == "yes");
  CHECK(done->errors == "no\n");
  CHECK(done->exit_code == 3);
}

TEST_CASE("arguments arrive as they are") {
  const std::string odd = "$(touch x) `y` ; \"'\\ \n*";
  const auto done = run(command({"printf", "%s", odd}));
  REQUIRE(done);
  CHECK(done->output == odd);
}

TEST_CASE("much input and much output don't wait for each other") {
  const std::string much(3'000'000, 'x');
  const auto done = run(command({"cat"}, much));
  REQUIRE(done);
  CHECK(done->output == much);
}

TEST_CASE("input that nobody reads is no error") {
  const auto done = run(command({"true"}, std::string(3'000'000, 'x')));
  REQUIRE(done);
  CHECK(done->exit_code == 0);
}

TEST_CASE("a program that is not there is told") {
  const auto done = run(command({"segctl-test-no-such-program"}));
  REQUIRE_FALSE(done);
  CHECK(done.error().code == ErrorCode::NotFound);
}

TEST_CASE("a program that writes without end is killed") {
  Command endless = command({"yes"});
  endless.most_output = 100'000;
  const auto done = run(endless);
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "yes wrote more than 100,000 bytes, or took longer than 120 s");
}

TEST_CASE("a program that takes too long is killed") {
  Command slow = command({"sleep", "60"});
  slow.most_time = std::chrono::milliseconds(50);
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(run(slow));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE("what leads git elsewhere is taken out of the environment, its configuration is not") {
  const test::ScopedVariable directory("GIT_DIR", "/elsewhere");
  const test::ScopedVariable pager("GIT_PAGER", "less");
  const test::ScopedVariable settings("GIT_CONFIG_COUNT", "0");
  const auto done = run(command({"env"}));
  REQUIRE(done);
  CHECK(done->output.find("GIT_DIR=") == std::string::npos);
  CHECK(done->output.find("GIT_PAGER=") == std::string::npos);
  CHECK(done->output.find("GIT_CONFIG_COUNT=0\n") != std::string::npos);
  CHECK(done->output.find("GIT_TERMINAL_PROMPT=0\n") != std::string::npos);
  CHECK(done->output.find("GIT_ALLOW_PROTOCOL=none\n") != std::string::npos);
}

}  // namespace
}  // namespace segctl::git
