#include "base/excerpt.h"

#include <doctest/doctest.h>

#include <string>

using segctl::Excerpt;
using segctl::excerpt_at_column;
using segctl::excerpt_of;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("a short line is its own excerpt") {
  CHECK(excerpt_of("", 0) == Excerpt{"", 1});
  CHECK(excerpt_of("name: VIP", 6) == Excerpt{"name: VIP", 1});
  CHECK(excerpt_of("name: VIP", 9) == Excerpt{"name: VIP", 1});
}

TEST_CASE("of a long line the excerpt is where the place is, and begins between words") {
  const std::string line = repeated("word ", 400);
  CHECK(excerpt_of(line, 300) == Excerpt{line.substr(0, 400), 1});
  CHECK(excerpt_of(line, 1000) == Excerpt{line.substr(904, 396), 905});
  CHECK(excerpt_of(line, 1999) == Excerpt{line.substr(1899), 1900});
}

TEST_CASE("a long word before the place is shown from its beginning or not at all") {
  const std::string before = repeated("x ", 300);
  const std::string word(250, 'w');
  CHECK(excerpt_of(before + word, 600 + 240) == Excerpt{" " + word, 600});
  CHECK(excerpt_of(before + word + word, 600 + 400) == Excerpt{"", 1});
}

TEST_CASE("an excerpt ends between words, but for the one that it is about") {
  const std::string before(380, 'a');
  const std::string url = "https://user:password@host/";
  CHECK(excerpt_of(before + ' ' + url, 0) == Excerpt{before + ' ', 1});
  CHECK(excerpt_of(std::string(500, 'w') + ' ' + url, 0) == Excerpt{std::string(400, 'w'), 1});
}

TEST_CASE("an excerpt has whole characters, and its column counts them") {
  const std::string line = repeated("é ", 300);
  const Excerpt excerpt = excerpt_of(line, 600);
  CHECK(excerpt == Excerpt{line.substr(500, 400), 334});
  CHECK(excerpt_at_column(line, 401) == excerpt);
  CHECK(excerpt_of(std::string(399, 'a') + "é", 0) == Excerpt{std::string(399, 'a'), 1});
}
