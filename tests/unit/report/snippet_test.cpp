#include "report/snippet.h"

#include <doctest/doctest.h>

using segctl::Diagnostic;
using segctl::report::Snippet;
using segctl::report::snippet_of;

namespace {

Diagnostic on(const std::string& line, int begin, int end) {
  Diagnostic diagnostic;
  diagnostic.source_line = line;
  diagnostic.range = {"a.yaml", {7, begin}, {7, end}};
  return diagnostic;
}

}  // namespace

TEST_CASE("carets stand under the range") {
  CHECK(snippet_of(on("name: VIP", 7, 10), 40) == Snippet{"name: VIP", "      ^^^"});
}

TEST_CASE("one caret stands where only the start is known") {
  CHECK(snippet_of(on("name: VIP", 7, 7), 40) == Snippet{"name: VIP", "      ^"});
}

TEST_CASE("one caret stands behind a line that something is missing after") {
  CHECK(snippet_of(on("name:", 6, 6), 40) == Snippet{"name:", "     ^"});
}

TEST_CASE("no carets stand where the column is unknown or not in the line") {
  CHECK(snippet_of(on("name:", 0, 0), 40) == Snippet{"name:", ""});
  CHECK(snippet_of(on("name:", 99, 100), 40) == Snippet{"name:", ""});
  CHECK(snippet_of(on("", 3, 4), 40) == Snippet{"", ""});
}

TEST_CASE("a range over several lines is marked to the end of the first") {
  Diagnostic diagnostic = on("filters: [", 10, 3);
  diagnostic.range.end.line = 9;
  CHECK(snippet_of(diagnostic, 40) == Snippet{"filters: [", "         ^"});
  diagnostic.range.begin.column = 1;
  CHECK(snippet_of(diagnostic, 40) == Snippet{"filters: [", "^^^^^^^^^^"});
}

TEST_CASE("tabs, multibyte, wide and control characters keep the carets in place") {
  CHECK(snippet_of(on("\tname: x", 2, 6), 40) == Snippet{"    name: x", "    ^^^^"});
  CHECK(snippet_of(on("é: ü", 4, 5), 40) == Snippet{"é: ü", "   ^"});
  CHECK(snippet_of(on("東京: x", 5, 6), 40) == Snippet{"東京: x", "      ^"});
  CHECK(snippet_of(on("x: 東京", 4, 6), 40) == Snippet{"x: 東京", "   ^^^^"});
  CHECK(snippet_of(on("\x1b: x", 4, 5), 40) == Snippet{"\\x1b: x", "      ^"});
}

TEST_CASE("the carets of an excerpt stand where its line's columns are") {
  Diagnostic diagnostic = on("b: HERE, c", 504, 508);
  diagnostic.source_column = 501;
  CHECK(snippet_of(diagnostic, 40) == Snippet{"…b: HERE, c", "    ^^^^"});
  diagnostic.range.end.column = 505;
  CHECK(snippet_of(diagnostic, 8) == Snippet{"…: HERE…", "   ^"});
}

TEST_CASE("a long line is cut around the start of its range") {
  const std::string line = std::string(50, 'a') + "HERE" + std::string(50, 'b');
  CHECK(snippet_of(on(line, 51, 55), 20) == Snippet{"…aaaaaaHEREbbbbbbbb…", "       ^^^^"});
  CHECK(snippet_of(on(line, 1, 2), 20) == Snippet{"aaaaaaaaaaaaaaaaaa…", "^"});
  CHECK(snippet_of(on(line, 104, 105), 20) ==
        Snippet{"…bbbbbbbbbbbbbbbbbb", "                  ^"});
}
