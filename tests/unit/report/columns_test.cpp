#include "report/columns.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using segctl::report::columns;
using segctl::report::shortened;
using segctl::report::shortened_inside;
using segctl::report::wrapped;
using Lines = std::vector<std::string>;

TEST_CASE("columns count what a terminal shows: wide characters two, combining marks none") {
  CHECK(columns("") == 0);
  CHECK(columns("Zürich") == 6);
  CHECK(columns("e\u0301") == 1);
  CHECK(columns("東京") == 4);
  CHECK(columns("🎉") == 2);
  CHECK(columns("\xff\xfe") == 2);
  CHECK(columns("a\xe6\x9d") == 3);
}

TEST_CASE("a text is shortened only where it doesn't fit, never inside a character") {
  CHECK(shortened("12345", 5) == "12345");
  CHECK(shortened("123456", 5) == "1234…");
  CHECK(shortened("東京都庁", 6) == "東京…");
  CHECK(shortened("東京", 1) == "東…");
}

TEST_CASE("a name is shortened inside: its end is seen too") {
  CHECK(shortened_inside("12345", 5) == "12345");
  CHECK(shortened_inside("1234567890", 6) == "123…90");
  CHECK(shortened_inside("東京都庁前駅", 9) == "東京都…駅");
  CHECK(shortened_inside("abcdefe\u0301", 5) == "abc…e\u0301");
  CHECK(shortened_inside("abcd\u0301\u0301\u0301", 3) == "a…d\u0301\u0301\u0301");
  CHECK(shortened_inside("東京", 1) == "東…");
}

TEST_CASE("lines are broken at blanks, and words where they are longer than a line") {
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one  two ", 80) == Lines{"one two"});
  CHECK(wrapped("abcdefgh", 3) == Lines{"abc", "def", "gh"});
  CHECK(wrapped("ab cdefgh", 3) == Lines{"ab", "cde", "fgh"});
  CHECK(wrapped("abcdef gh", 3) == Lines{"abc", "def", "gh"});
  CHECK(wrapped("", 10) == Lines{""});
  CHECK(wrapped("東京都", 1) == Lines{"東", "京", "都"});
}
