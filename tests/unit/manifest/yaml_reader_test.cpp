#include "manifest/yaml_reader.h"

#include "manifest/text_check.h"
#include "project.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>

namespace segctl::manifest {
namespace {

using test::brief;

/// One reading: the documents as JSON, and everything that was reported.
struct Reading {
  Json documents = Json::array();
  std::string problems;
  bool whole = true;
};

Reading read(std::string text) {
  const Source source("f.yaml", std::move(text));
  Findings findings(source);
  Reading reading;
  if (check_text(findings)) {
    const Documents documents = read_documents(findings);
    for (const Document& document : documents.list) {
      reading.documents.push_back(to_json(document.root));
    }
    reading.whole = documents.completeness == Completeness::Whole;
  }
  reading.problems = brief(findings.take());
  return reading;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("plain scalars are typed, quoted ones are strings") {
  const Reading reading = read(
      "a: [NO, yes, 007, 1, -2.5, 1e3, true, ~, null, 2024-01-15]\n"
      "b: ['1', \"true\", '~', !!str 1, ! 2]\n"
      "c:\n"
      "d: |\n  1\n"
      "e: [18446744073709551615, -9223372036854775808]\n");
  CHECK(reading.problems == "");
  CHECK(reading.documents ==
        Json::parse(R"([{"a": ["NO", "yes", "007", 1, -2.5, 1000.0, true, null, null, "2024-01-15"],
          "b": ["1", "true", "~", "1", "2"], "c": null, "d": "1\n",
          "e": [18446744073709551615, -9223372036854775808]}])"));
}

TEST_CASE("every document of a file is read, and comments are none") {
  CHECK(read("# nothing\n").documents == Json::array());
  CHECK(read("").documents == Json::array());
  CHECK(read("a: 1\n---\nb: 2\n...\n---\n- c\n").documents ==
        Json::parse(R"([{"a": 1}, {"b": 2}, ["c"]])"));
}

TEST_CASE("JSON is read with its tabs, escapes and surrogate pairs") {
  const Reading reading =
      read("{\"a\":\"\\ud83d\\ude00\\u00e9\\/\\n\",\n\t\"b\" : [1,2.5,\"x\"],\"c\":\"\\\\ud83d\"}");
  CHECK(reading.problems == "");
  CHECK(reading.documents ==
        Json::parse(R"([{"a": "😀é/\n", "b": [1, 2.5, "x"], "c": "\\ud83d"}])"));
}

TEST_CASE("positions count characters, also behind escaped surrogate pairs") {
  CHECK(read("{\"é\\ud83d\\ude00\": 1, \"x\": 1e999}").problems ==
        "f.yaml:1:27-32 number-not-kept: the number 1e999 cannot be kept (integers up to 64 bits "
        "and decimals up to 17 significant digits can; put an identifier in quotes)\n");
  CHECK(read("\xEF\xBB\xBF"
             "é: 1\né: 2\n")
            .problems ==
        "f.yaml:2:1-2 duplicate-key: the key \"é\" is given twice (keep one of "
        "the two) [first given here f.yaml:1]\n");
  CHECK(read("a: 1\r\nb: !x 1\r\n").problems ==
        "f.yaml:2:4-6 yaml-tag: the tag !x is not supported (leave it out; put a text that looks "
        "like something else in quotes)\n");
}

TEST_CASE("half a surrogate pair is an error") {
  CHECK(read(R"({"a": "\ud83d"})").problems ==
        "f.yaml:1:14 yaml-syntax: an escape stands for no character (a surrogate needs its other "
        "half behind it)\n");
}

TEST_CASE("keys are strings, each once, and nothing is merged") {
  CHECK(read("1: a\ntrue: b\n~: c\n? [d]\n: e\n<<: {f: 1}\n\"<<\": 1\nok: 2\nok: 3\n").problems ==
        "f.yaml:1:1-2 key-type: the key of a mapping must be a string, not an integer (write "
        "\"1\")\n"
        "f.yaml:2:1-5 key-type: the key of a mapping must be a string, not true or false (write "
        "\"true\")\n"
        "f.yaml:3:1-3 key-type: the key of a mapping must be a string, not nothing\n"
        "f.yaml:4:3 key-type: the key of a mapping must be a string, not a list\n"
        "f.yaml:6:1-3 merge-key: the merge key << is not supported (write the keys out, or alias "
        "single values)\n"
        "f.yaml:9:1-3 duplicate-key: the key \"ok\" is given twice (keep one of the two) [first "
        "given here f.yaml:8]\n");
}

TEST_CASE("aliases repeat a value, but not the one that they stand in") {
  CHECK(read("a: &x [1, {b: 2}]\nc: *x\n").documents ==
        Json::parse(R"([{"a": [1, {"b": 2}], "c": [1, {"b": 2}]}])"));
  CHECK(read("a: &x [1, *x]\n").problems ==
        "f.yaml:1:11-13 alias-cycle: this alias stands inside the value that it repeats (write the "
        "value out)\n");
  CHECK(read("a: &x 1\n---\nb: *x\n").problems ==
        "f.yaml:3:4 yaml-syntax: an alias names an anchor that is not defined\n");
}

TEST_CASE("after a syntax error the rest of the file is given up, what came before is kept") {
  const Reading reading = read("a: 1\n---\nb: [x,\n  y\n---\nc: 3\n");
  CHECK(reading.documents == Json::parse(R"([{"a": 1}])"));
  CHECK_FALSE(reading.whole);
  CHECK(reading.problems ==
        "f.yaml:3:4 yaml-syntax: a list that begins with \"[\" is not closed (add \"]\", and a "
        "comma between its items)\n");
}

TEST_CASE("tabs in the indentation are named as such") {
  CHECK(read("a:\n\tb: 1\n").problems ==
        "f.yaml:2:1-2 tab-indentation: a line is indented with a tab (YAML indents with spaces "
        "only)\n");
  CHECK(read("a:\n  b: 1\n \tc: 1\n").problems ==
        "f.yaml:3:2-3 tab-indentation: a line is indented with a tab (YAML indents with spaces "
        "only)\n");
}

TEST_CASE("a quoted text that is never closed is reported where it begins or where the file ends") {
  CHECK(read("a: \"b\nc: d\n").problems ==
        "f.yaml:1:4 yaml-syntax: a quoted text is not closed (add the closing quote)\n");
  CHECK(read("a: 'b\nc: d").problems ==
        "f.yaml:2:4 yaml-syntax: a quoted text is not closed (add the closing quote)\n");
  CHECK(read("a: 'it''s'\nb: \"\\\"\"\nc: 'two\n  lines'\n").problems == "");
}

TEST_CASE("bytes that no text has are refused before anything is parsed") {
  using namespace std::string_literals;
  CHECK(read("a: b\n\0c: d\n"s).problems ==
        "f.yaml:2:1-2 control-character: the file holds a NUL byte (is it a text file, in UTF-8? "
        "UTF-16 must be converted)\n");
  CHECK(read("a: \x1b[31m").problems ==
        "f.yaml:1:4-5 control-character: the file holds the control character U+001B (inside "
        "double quotes it can be written as an escape such as \"\\x1b\")\n");
  CHECK(read("é: \xff").problems ==
        "f.yaml:1:4-5 bad-utf8: the byte 0xff is not UTF-8 (save the file as UTF-8)\n");
  CHECK(read("a: \xed\xa0\x80").problems.find("bad-utf8") != std::string::npos);
  CHECK(read("a: \xc0\xaf").problems.find("bad-utf8") != std::string::npos);
}

TEST_CASE("an alias bomb is refused") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = fmt::format("a{}", i);
    bomb += fmt::format("{0}: &{0} [{1}]\n", name, repeated(fmt::format("*a{}, ", i - 1), 10));
  }
  CHECK(read(bomb).problems.find("too-many-nodes") != std::string::npos);
  std::string heavy = "a: &a \"" + std::string(1'000'000, 'x') + "\"\nb: [";
  CHECK(read(heavy + repeated("*a, ", 100) + "]\n").problems.find("too-many-nodes") !=
        std::string::npos);
}

TEST_CASE("hostile nesting and size cost little time and no stack") {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* text : {"[", "{", "- ", "? ", "{a: ", "[{", ": ", "[a: ", "{? ", "[[{a: ["}) {
    CAPTURE(text);
    CHECK(read(repeated(text, 100'000)).problems.find("too-deep") != std::string::npos);
  }
  std::string block;
  for (int i = 0; i < 3000; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(read(block).problems.find("too-deep") != std::string::npos);
  CHECK(read(repeated("[", 1'000'000)).problems.find("too-many-nodes") != std::string::npos);
  CHECK(read(repeated("- a\n", 1'000'000)).problems.find("too-many-nodes") != std::string::npos);
  CHECK(read(repeated("--- \n", 1'000'000)).problems.find("too-many-nodes") != std::string::npos);
  CHECK(read("[" + repeated("a,", 4'000'000)).problems.find("too-many-nodes") != std::string::npos);
  std::string keys;
  for (int i = 0; i < 120'000; ++i) keys += fmt::format("k{}: 1\n", i);
  CHECK(read(keys + "k7: 2\n").problems.find("duplicate-key") != std::string::npos);
  CHECK(read(repeated("a: 1\n", 5'000)).problems.find("too-many-problems") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
}

TEST_CASE("100 levels are read, 101 are not") {
  CHECK(read(repeated("[", 100) + repeated("]", 100)).problems == "");
  CHECK(read(repeated("[", 101) + repeated("]", 101)).problems ==
        "f.yaml:1:101 too-deep: more than 100 levels deep (no definition needs that; flatten "
        "it)\n");
}

}  // namespace
}  // namespace segctl::manifest
