#include "base/text.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace segctl;

TEST_CASE("ordinary text of any language is printed as it is") {
  for (const char* text :
       {"", "Gold tier", "Größe", "日本語", "\U0001F600", "a\\b", "\"q\"", "\u00A0", "👩\u200D💻"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("control characters become visible") {
  CHECK(printable("a\x1b[31mred") == "a\\x1b[31mred");
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable(std::string("\0\x01\x7f", 3)) == "\\x00\\x01\\x7f");
  CHECK(printable("\u0080\u009b\u009f") == "\\x80\\x9b\\x9f");
}

TEST_CASE("what reorders or breaks a line becomes visible") {
  CHECK(printable("\u202a\u202e") == "\\u202a\\u202e");
  CHECK(printable("\u2066\u2069\u200e\u200f\u061c") == "\\u2066\\u2069\\u200e\\u200f\\u061c");
  CHECK(printable("\u2028\u2029\ufeff") == "\\u2028\\u2029\\ufeff");
  CHECK(printable("\U000E0041") == "\\U000e0041");
}

TEST_CASE("what a viewer of CI logs would obey becomes visible") {
  CHECK(printable("a ##[add-mask]b ##vso[task.complete]c") ==
        "a \\x23#[add-mask]b \\x23#vso[task.complete]c");
  CHECK(printable("## heading, ##x, #[1], ###") == "## heading, ##x, #[1], ###");
}

TEST_CASE("JSON is the same data without what acts on a terminal") {
  CHECK(inert_json("{\n  \"a\": \"Ærø 😀\"\n}") == "{\n  \"a\": \"Ærø 😀\"\n}");
  CHECK(inert_json("[\"##[group]x ##vso[task]# ###\"]") ==
        R"(["\u0023#[group]x \u0023#vso[task]# ###"])");
  CHECK(inert_json("\"\u202egnp\u009b\u007f\U000E0041\u2028\"") ==
        R"("\u202egnp\u009b\u007f\udb40\udc41\u2028")");
}

TEST_CASE("bytes that are not UTF-8 become visible one by one") {
  CHECK(printable("caf\xe9!") == "caf\\xe9!");
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");
}

TEST_CASE("quotes stand around and are escaped inside") {
  CHECK(in_quotes("Gold \"tier\"\n") == "\"Gold \\\"tier\\\"\\n\"");
  CHECK(in_quotes("") == "\"\"");
}

TEST_CASE("well-formed UTF-8 has no bad byte, at either end of each length") {
  for (const char* text :
       {"", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(find_bad_utf8(text) == std::string_view::npos);
  }
  CHECK(find_bad_utf8(std::string(1, '\0')) == std::string_view::npos);
}

TEST_CASE("the first ill-formed sequence is found") {
  const std::array<std::string, 18> bad = {"\x80",              // continues nothing
                                           "\xbf",              //
                                           "\xc0\x80",          // overlong NUL
                                           "\xc1\xbf",          // overlong
                                           "\xe0\x80\x80",      //
                                           "\xe0\x9f\xbf",      //
                                           "\xf0\x80\x80\x80",  //
                                           "\xf0\x8f\xbf\xbf",  //
                                           "\xed\xa0\x80",      // first surrogate
                                           "\xed\xbf\xbf",      // last surrogate
                                           "\xf4\x90\x80\x80",  // past U+10FFFF
                                           "\xf5\x80\x80\x80",  //
                                           "\xff",              //
                                           "\xc2",              // cut off
                                           "\xe2\x82",          //
                                           "\xf0\x9f\x98",      //
                                           "\xc2\x41",          // continued by something else
                                           "\xe2\x82\x41"};
  for (const std::string& text : bad) {
    CAPTURE(text);
    CHECK(find_bad_utf8(text) == 0);
    CHECK(find_bad_utf8("aé" + text + "b") == 3);
  }
}

TEST_CASE("code points are counted, ill-formed bytes one each") {
  CHECK(code_points("") == 0);
  CHECK(code_points("aé日\U0001F600") == 4);
  CHECK(code_points("a\xff\xe2\x82") == 4);
}

TEST_CASE("the nearest candidate is found within a third of the word") {
  const std::array<std::string_view, 4> names = {"name", "kind", "archived", "description"};
  CHECK(nearest("nmae", names).empty());  // two edits, one allowed
  CHECK(nearest("nam", names) == "name");
  CHECK(nearest("NAME", names) == "name");
  CHECK(nearest("archvied", names) == "archived");
  CHECK(nearest("desription", names) == "description");
  CHECK(nearest("something", names).empty());
  CHECK(nearest("name", {}).empty());
}

TEST_CASE("of equally near candidates the first is taken, and a nearer one before both") {
  const std::array<std::string_view, 3> names = {"cat", "car", "cart"};
  CHECK(nearest("caz", names) == "cat");
  CHECK(nearest("cart", names) == "cart");
}

TEST_CASE("a very long word is near to nothing, without the cost of finding out") {
  const std::string word(1000000, 'a');
  const std::string almost = word + "b";
  const std::array<std::string_view, 1> names = {almost};
  CHECK(nearest(word, names).empty());
}

TEST_CASE("lower case is ASCII's alone") { CHECK(lower_ascii("AZ[@`az09É") == "az[@`az09É"); }

TEST_CASE("counts are spoken") {
  CHECK(counted(0, "segment") == "0 segments");
  CHECK(counted(1, "segment") == "1 segment");
  CHECK(counted(2, "segment") == "2 segments");
}

TEST_CASE("thousands are set apart") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(1204118) == "1,204,118");
  CHECK(with_thousands(18446744073709551615U) == "18,446,744,073,709,551,615");
}
