#include "cli/console.h"

#include "support/captured_output.h"
#include "support/scoped_variable.h"

#include <doctest/doctest.h>

#include <string>

namespace segctl::cli {
namespace {

using test::CapturedOutput;
using test::ScopedVariable;

/// Whether stdout would be in colour; it is no terminal here.
bool in_colour(ColorChoice choice, const char* no_color, const char* force) {
  const CapturedOutput no_terminal(stdout);
  const ScopedVariable no("NO_COLOR", no_color);
  const ScopedVariable yes("CLICOLOR_FORCE", force);
  GlobalOptions options;
  options.color = choice;
  return Console(options).out().colour == report::Colour::Yes;
}

TEST_CASE("the option decides over colour, then NO_COLOR, then CLICOLOR_FORCE, then the terminal") {
  CHECK_FALSE(in_colour(ColorChoice::Auto, "", ""));
  CHECK(in_colour(ColorChoice::Auto, "", "1"));
  CHECK_FALSE(in_colour(ColorChoice::Auto, "", "0"));
  CHECK_FALSE(in_colour(ColorChoice::Auto, "1", "1"));
  CHECK(in_colour(ColorChoice::Always, "1", ""));
  CHECK_FALSE(in_colour(ColorChoice::Never, "", "1"));
}

/// What stands on stdout and stderr after one of everything.
std::pair<std::string, std::string> said(bool quiet) {
  GlobalOptions options;
  options.quiet = quiet;
  const CapturedOutput out(stdout);
  const CapturedOutput err(stderr);
  const Console console(options);
  console.result("result\n");
  console.message("message");
  console.problems("problems");
  console.progress("progress");
  console.error(Error{ErrorCode::GiveUp, "it is \x1b[2J broken", "mend it"});
  console.end_progress();
  return {out.text(), err.text()};
}

TEST_CASE("results go to stdout, all else to stderr, and nothing rewrites a line in a pipe") {
  CHECK(said(false) ==
        std::pair<std::string, std::string>{
            "result\n", "message\nproblems\nsegctl: error: it is \\x1b[2J broken\n  mend it\n"});
}

TEST_CASE("quiet leaves results, problems and errors") {
  CHECK(said(true) ==
        std::pair<std::string, std::string>{
            "result\n", "problems\nsegctl: error: it is \\x1b[2J broken\n  mend it\n"});
}

TEST_CASE("a pipe has eighty columns, and nobody to ask") {
  const CapturedOutput out(stdout);
  const CapturedOutput err(stderr);
  const Console console{GlobalOptions{}};
  CHECK(console.out().width == 80);
  CHECK_FALSE(console.shows_progress());
  CHECK_FALSE(console.interactive());
  CHECK_FALSE(console.confirm("sure? "));
  CHECK(err.text().empty());
}

}  // namespace
}  // namespace segctl::cli
