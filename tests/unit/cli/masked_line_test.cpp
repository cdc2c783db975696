#include "cli/masked_line.h"

#include "base/text.h"

#include <doctest/doctest.h>

#include <string>

namespace segctl::cli {
namespace {

TEST_CASE("what follows the path of a URL is starred, as many columns as it had") {
  CHECK(masked_line("file_url: https://h.example/a.csv?sig=12&x=y") ==
        "file_url: https://h.example/a.csv?**********");
  CHECK(masked_line("  - {add: {file_url: 'https://h/a.csv?s=1'}}") ==
        "  - {add: {file_url: 'https://h/a.csv?***'}}");
  CHECK(masked_line("url: <https://h/a.csv#token>, next") == "url: <https://h/a.csv#*****>, next");
}

TEST_CASE("in JSON an escaped slash or question mark hides nothing") {
  CHECK(masked_line(R"("file_url": "https:\/\/h\/a.csv?sig=1", "x": 2)") ==
        R"("file_url": "https:\/\/h\/a.csv?*****", "x": 2)");
  CHECK(masked_line(R"("file_url": "https://h/a.csv\u003fsig=1")") ==
        R"("file_url": "https://h/a.csv\**********")");
}

TEST_CASE("a user and a password in a URL are starred") {
  CHECK(masked_line("https://me:pass@h.example/a.csv") == "https://*******@h.example/a.csv");
  CHECK(masked_line("https://me:p@ss@h/") == "https://*******@h/");
}

TEST_CASE("a URL whose scheme was forgotten still loses its signature") {
  CHECK(masked_line("file_url: h.example/a.csv?sig=1") == "file_url: h.example/a.csv?*****");
}

TEST_CASE("a line without a URL stays as it is") {
  for (const char* line : {"name: What now? Nothing", "value: [a@b.example, 'x?', c#d]", "", " ",
                           "  operator: is   # why? because", "\xff\xfe raw"}) {
    CAPTURE(line);
    CHECK(masked_line(line) == line);
  }
}

TEST_CASE("a masked line has as many characters as before: carets stay where they belong") {
  for (const char* line : {"file_url: https://h/ä?ключ=☃", "a: 'https://ü:ñ@h/?é' # ß",
                           "\"https:\\/\\/h\\u003fé=1\""}) {
    CAPTURE(line);
    CHECK(code_points(masked_line(line)) == code_points(line));
    CHECK(masked_line(masked_line(line)) == masked_line(line));
  }
}

}  // namespace
}  // namespace segctl::cli
