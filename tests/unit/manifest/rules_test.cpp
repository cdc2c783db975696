#include "manifest/rules.h"

#include "project.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace segctl::manifest {
namespace {

using test::brief;
using test::filter_manifest;

std::string read_whole(const std::string& path) {
  std::ifstream file(std::string(SEGCTL_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// What is wrong with a manifest whose only filter is `filter`.
std::string problems_of(const std::string& filter) {
  const test::Project project;
  project.write("segments/f.yaml", filter_manifest("A", filter));
  std::string text = brief(project.load().diagnostics);
  const std::string prefix = "segments/f.yaml:5:";
  for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) {
    text.erase(at, prefix.size());
  }
  return text;
}

TEST_CASE("rules have distinct kebab-case names and a summary") {
  std::set<std::string_view> names;
  for (const RuleText& rule : all_rules()) {
    CAPTURE(rule.name);
    CHECK(names.insert(rule.name).second);
    CHECK(std::all_of(rule.name.begin(), rule.name.end(), [](char c) {
      return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }));
    CHECK_FALSE(rule.summary.empty());
  }
}

TEST_CASE("docs/rules.md lists every rule with its severity and summary, and no other") {
  std::string expected;
  for (const RuleText& rule : all_rules()) {
    std::string summary(rule.summary);
    for (std::size_t at = 0; (at = summary.find('|', at)) != std::string::npos; at += 2) {
      summary.replace(at, 1, "\\|");
    }
    expected += fmt::format("| `{}` | {} | {} |\n", rule.name,
                            rule.severity == Severity::Error ? "error" : "warning", summary);
  }
  const std::string page = read_whole("docs/rules.md");
  const std::size_t begin = page.find("| `path-missing`");
  REQUIRE(begin != std::string::npos);
  CHECK(page.substr(begin, page.find("\n\n", begin) - begin + 1) == expected);
}

/// The names that sources under src/ give to problems other than by Rule.
std::set<std::string> named_rules() {
  const std::regex spelled(R"re((\.rule = |add_problem\([^"]*)"([a-z0-9-]+)")re");
  std::set<std::string> names;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(SEGCTL_SOURCE_DIR "/src")) {
    if (entry.path().extension() != ".cpp") continue;
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator at(source.begin(), source.end(), spelled), end; at != end; ++at) {
      names.insert((*at)[2]);
    }
  }
  return names;
}

TEST_CASE("what is found later than the manifests are read is documented as well") {
  const std::string pages = read_whole("docs/rules.md") + read_whole("docs/csv.md");
  const std::set<std::string> names = named_rules();
  CHECK(names.size() >= 9);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(pages.find('`' + name + '`') != std::string::npos);
  }
}

TEST_CASE("every rule is broken somewhere in the tests") {
  const std::string corpus = read_whole("tests/corpus/manifest/diagnostics.txt");
  const std::string tests = read_whole("tests/unit/manifest/load_test.cpp") +
                            read_whole("tests/unit/manifest/yaml_reader_test.cpp");
  for (const RuleText& rule : all_rules()) {
    CAPTURE(rule.name);
    const std::string name(rule.name);
    const bool in_corpus = corpus.find(' ' + name) != std::string::npos;
    CHECK((in_corpus || tests.find(name) != std::string::npos));
  }
}

TEST_CASE("the mistakes seen in public payloads get the hint that mends them") {
  CHECK(problems_of("{filter_type: or, filters: []}") ==
        "27-29 filter-type-mistake: there is no filter_type \"or\" (a group in a group is "
        "{filter_type: nested_filters, filter_operator: or, filters: […]})\n");
  const std::string attribute = "{filter_type: user_attributes, name: a, data_type: ";
  CHECK(problems_of(attribute + "double, operator: equals, value: 3}") ==
        "82-88 operator-mistake: there is no operator \"equals\" (write \"is\" with one value, or "
        "\"in\" with a list)\n");
  CHECK(problems_of(attribute + "double, operator: not_equal, value: 3}") ==
        "82-91 operator-mistake: there is no operator \"not_equal\" (write \"is\" or \"in\" with "
        "\"negate: true\")\n");
  CHECK(problems_of(attribute + "double, operator: lte, value: 3}") ==
        "82-85 operator-mistake: there is no operator \"lte\" (write \"greaterThan\" with "
        "\"negate: true\")\n");
  CHECK(problems_of(attribute + "date, operator: on, value: 3}") ==
        "64-68 data-type-mistake: there is no data_type \"date\" (write \"datetime\")\n");
  CHECK(problems_of(attribute + "datetime, operator: inTheLast, value_type: relative, value: 3}") ==
        "107-115 unknown-value: \"value_type\" cannot be \"relative\" (write relative_past or "
        "relative_future)\n");
}

TEST_CASE("words that are nearly right are answered with the right one") {
  const std::string attribute = "{filter_type: user_attributes, name: a, data_type: string, ";
  CHECK(problems_of(attribute + "operater: exists}") ==
        "13 missing-key: an attribute filter needs the key \"operator\"\n"
        "72-80 unknown-key: an attribute filter has no key \"operater\" (did you mean "
        "\"operator\"?)\n");
  CHECK(problems_of(attribute + "operator: exist}") ==
        "82-87 unknown-operator: the operator \"exist\" is not known; it is passed on untouched "
        "(did you mean \"exists\"?)\n");
  CHECK(problems_of("{filter_type: user_attribute}") ==
        "27-41 unknown-filter-type: the filter_type \"user_attribute\" is not known; the filter is "
        "passed on untouched (did you mean \"user_attributes\"?)\n");
  CHECK(problems_of(attribute + "operator: lessThan, value: 3}") ==
        "82-90 operator-data-type: the operator \"lessThan\" does not exist for data_type string "
        "(one of in, is, contains, containsInTheFollowing, startsWithInTheFollowing, "
        "startWithInTheFollowing, endsWithInTheFollowing, exists)\n");
}

TEST_CASE("a number where text is wanted is an error that shows the quotes") {
  CHECK(problems_of("{filter_type: user_attributes, name: zip, data_type: string, operator: in, "
                    "value: [1200, \"0150\", 007]}") ==
        "96-100 value-type: \"value\" must be a string, as data_type is string (put it in quotes: "
        "\"1200\")\n");
}

TEST_CASE("a group without filters is an error, but for the exclusions") {
  const test::Project project;
  project.write("segments/f.yaml",
                "kind: filter\nname: A\nincluded_filters: {filter_operator: and, filters: []}\n"
                "excluded_filters: {filter_operator: and, filters: []}\n");
  CHECK(brief(project.load().diagnostics) ==
        "segments/f.yaml:3:51 empty-group: \"included_filters\" has no filters (MoEngage takes no "
        "empty group)\n");
}

TEST_CASE("a reference with a key beside its id is an error, also in a filter that is not known") {
  CHECK(problems_of("{filter_type: custom_segments, id: a, key: b}") ==
        "13 segment-reference: a custom_segments filter has exactly one of \"key\" and \"id\" "
        "(key: for a segment of this repository, id: for another one of the workspace)\n");
  CHECK(problems_of("{filter_type: persona, of: {filter_type: custom_segments, id: a, key: b}}") ==
        "27-34 unknown-filter-type: the filter_type \"persona\" is not known; the filter is passed "
        "on untouched\n40 segment-reference: a custom_segments filter has exactly one of \"key\" "
        "and \"id\" (key: for a segment of this repository, id: for another one of the "
        "workspace)\n");
}

/// A filter manifest that refers to `keys` segments by key and to `ids` by ID, and what it needs.
std::string referring(int keys, int ids) {
  std::string filters;
  std::string others;
  for (int i = 0; i < keys; ++i) {
    const std::string name = fmt::format("k{}", i);
    filters += "{filter_type: custom_segments, key: " + name + "}, ";
    others +=
        "---\n" + filter_manifest(name,
                                  "{filter_type: user_attributes, name: n, data_type: double, "
                                  "operator: in, value: [" +
                                      std::to_string(i) + "]}");
  }
  for (int i = 0; i < ids; ++i)
    filters += fmt::format("{{filter_type: custom_segments, id: {:024}}}, ", i);
  return filter_manifest("A", filters) + others;
}

std::string rule_of_references(int keys, int ids) {
  const test::Project project;
  project.write("segments/f.yaml", referring(keys, ids));
  const Diagnostics found = project.load().diagnostics;
  return found.empty() ? "none" : found.front().rule + ": " + found.front().message;
}

TEST_CASE("more than ten segments are an error, but a warning where IDs may be file segments") {
  CHECK(rule_of_references(10, 0) == "none");
  CHECK(rule_of_references(11, 0) ==
        "too-many-segments: the definition names 11 segments; MoEngage takes 10");
  CHECK(rule_of_references(11, 3) ==
        "too-many-segments: the definition names 11 segments; MoEngage takes 10");
  CHECK(rule_of_references(10, 1) ==
        "perhaps-too-many-segments: the definition names 11 segments, 1 of them by ID; MoEngage "
        "takes 10");
  CHECK(rule_of_references(0, 11) ==
        "perhaps-too-many-segments: the definition names 11 segments, 11 of them by ID; MoEngage "
        "takes 10");
}

TEST_CASE("a filter that is not known is passed on untouched") {
  const test::Project project;
  project.write("segments/f.yaml",
                filter_manifest("A", "{filter_type: persona, x: [1, {y: null}], operator: lte}"));
  const Loaded loaded = project.load();
  REQUIRE(loaded.segments.size() == 1);
  CHECK(loaded.valid());
  const auto& filter = std::get<DesiredFilter>(loaded.segments[0].spec);
  const test::Project same;
  same.write("segments/f.json",
             R"({"kind": "filter", "name": "A", "included_filters": {"filter_operator": "and",
                 "filters": [{"filter_type": "persona", "x": [1, {"y": null}], "operator": "lte"}]}})");
  const Loaded again = same.load();
  REQUIRE(again.segments.size() == 1);
  CHECK(filter.definition == std::get<DesiredFilter>(again.segments[0].spec).definition);
}

TEST_CASE("all problems of a manifest are reported at once") {
  const test::Project project;
  project.write("segments/f.yaml",
                "kind: filter\nname: a:b\narchvied: yes\nkey: ' x'\nincluded_filters:\n"
                "  filter_operator: xor\n  filters:\n    - {filter_type: actions}\n    - 3\n");
  CHECK(
      brief(project.load().diagnostics) ==
      "segments/f.yaml:2:7-10 name-character: a name must not hold \":\" (MoEngage refuses : | * "
      "? \\ < > = $ \" and control characters, sometimes silently)\n"
      "segments/f.yaml:3:1-9 unknown-key: a filter manifest has no key \"archvied\" (did you "
      "mean \"archived\"?)\n"
      "segments/f.yaml:4:6-10 key-shape: a manifest's key must not begin or end with white "
      "space\n"
      "segments/f.yaml:6:20-23 unknown-value: \"filter_operator\" cannot be \"xor\" (did you mean "
      "\"or\"?)\n"
      "segments/f.yaml:8:7 missing-key: an actions filter needs the key \"executed\"\n"
      "segments/f.yaml:8:7 missing-key: an actions filter needs the key \"execution\"\n"
      "segments/f.yaml:8:7 missing-key: an actions filter needs the key \"action_name\"\n"
      "segments/f.yaml:8:7 missing-key: an actions filter needs the key \"primary_time_range\"\n"
      "segments/f.yaml:9:7-8 wrong-type: \"filters\" must be a mapping, not an integer\n");
}

}  // namespace
}  // namespace segctl::manifest
