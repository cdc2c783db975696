#include "manifest/dump.h"

#include "manifest/live_spelling.h"
#include "manifest/yaml_writer.h"
#include "project.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <random>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;

/// Whether the reader takes `text` for itself, between brackets and on a line of its own.
bool reads_back(const std::string& text) {
  const test::Project project;
  project.write("segments/f.yaml",
                test::filter_manifest("A", "{filter_type: persona, x: " + yaml_string(text) + "}") +
                    "excluded_filters:\n  filter_operator: and\n  filters:\n"
                    "    - filter_type: persona\n      x: " +
                    yaml_string(text) + "\n");
  const Loaded loaded = project.load();
  if (loaded.segments.size() != 1) return false;
  const Definition& read = std::get<DesiredFilter>(loaded.segments[0].spec).definition;
  const Json& included = read.included.json().at("filters").at(0).at("x");
  const Json& excluded = read.excluded.json().at("filters").at(0).at("x");
  return included.is_string() && included == text && excluded == included;
}

TEST_CASE("strings are quoted only where they would be read as something else") {
  CHECK(yaml_string("Oslo") == "Oslo");
  CHECK(yaml_string("NO") == "NO");
  CHECK(yaml_string("007") == "007");
  CHECK(yaml_string("2024-01-15T00:00:00.000Z") == "2024-01-15T00:00:00.000Z");
  CHECK(yaml_string("High-value shoppers (Nordic) & friends") ==
        "High-value shoppers (Nordic) & friends");
  CHECK(yaml_string("Ærlig talt") == "Ærlig talt");
  CHECK(yaml_string("true") == "\"true\"");
  CHECK(yaml_string("12") == "\"12\"");
  CHECK(yaml_string("1e5") == "\"1e5\"");
  CHECK(yaml_string("null") == "\"null\"");
  CHECK(yaml_string("") == "\"\"");
  CHECK(yaml_string(" a") == "\" a\"");
  CHECK(yaml_string("a: b") == "\"a: b\"");
  CHECK(yaml_string("say \"hi\" \\o/") == R"("say \"hi\" \\o/")");
  CHECK(yaml_string("a\nb\t\x1b\xe2\x80\xae") == R"("a\nb\t\x1b\u202e")");
}

TEST_CASE("nasty strings come back as they went") {
  for (const char* text : {"",       " ",      "  a  ",  "a:",         ": a",    "a : b",
                           "a #b",   "#a",     "- a",    "-",          "--- a",  "...",
                           "? a",    "[a]",    "{a}",    "a, b",       "*a",     "&a",
                           "!a",     "|",      ">",      "'",          "''",     "\"",
                           "\\",     "\\n",    "\n",     "a\n\nb",     "a\r\nb", "\t",
                           "%a",     "@a",     "`a`",    "~",          "null",   "True",
                           "1",      "-1.5",   "1_0",    "0x1",        ".5",     "<<",
                           "=",      "a=b",    "yes",    "{{a['b']}}", "é",      "😀",
                           "\u0085", "\u2028", "\uFEFF", "\x7f",       "\u00a0", "a\u00a0",
                           "a]",     "a}",     "a ]b",   "x:y",        "x:",     "http://a/b?c=d#e",
                           "a\tb",   "12:30"}) {
    CAPTURE(text);
    CHECK(reads_back(text));
  }
}

TEST_CASE("random strings come back as they went") {
  const std::vector<std::string> pieces = {
      "a",  "Z", "0", "-", " ", ":", "#", ",", "[", "]", "{", "}", "'", "\"", "\\",   "\n",
      "\t", "é", "😀", "?", "!", "|", ">", "%", "@", "`", "~", ".", "e", "+",  "\x01", "\u200e"};
  std::mt19937 random(20240115);
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (std::size_t length = random() % 8; length > 0; --length) {
      text += pieces[random() % pieces.size()];
    }
    CAPTURE(text);
    CHECK(reads_back(text));
  }
}

TEST_CASE("a manifest is written in the order that people write in") {
  const test::Project project;
  project.write("segments/a.yaml",
                R"({"included_filters": {"filters": [{"value": ["SE", "12"], "operator": "in",
      "data_type": "string", "name": "country", "filter_type": "user_attributes"},
      {"primary_time_range": {"value": 30, "period_unit": "days", "type": "inTheLast",
      "value_type": "relative_past"}, "execution": {"count": 1, "type": "atleast"},
      "attributes": {"filters": [], "filter_operator": "and"}, "executed": true,
      "action_name": "Purchase", "filter_type": "actions"}], "filter_operator": "and"},
      "name": "Swedes", "key": "se", "kind": "filter", "archived": true, "protected": true})");
  const Loaded loaded = project.load();
  REQUIRE(loaded.segments.size() == 1);
  CHECK(to_yaml(loaded.segments[0]) == R"(kind: filter
key: se
name: Swedes
archived: true
protected: true
included_filters:
  filter_operator: and
  filters:
    - filter_type: user_attributes
      name: country
      data_type: string
      operator: in
      value: [SE, "12"]
    - filter_type: actions
      action_name: Purchase
      executed: true
      execution: {type: atleast, count: 1}
      primary_time_range: {type: inTheLast, value_type: relative_past, value: 30, period_unit: days}
      attributes:
        filter_operator: and
        filters: []
)");
}

/// The same segment without the places that differ from file to file.
DesiredSegment without_places(DesiredSegment segment) {
  segment.place = {};
  segment.fields.clear();
  if (auto* file = std::get_if<DesiredFile>(&segment.spec)) {
    file->source.place = {};
    for (FileChange& change : file->changes) change.source.place = {};
    if (file->additions) file->additions->place = {};
  }
  return segment;
}

TEST_CASE("every valid manifest of the corpus is the same after being written and read") {
  const fs::path corpus = fs::path(SEGCTL_SOURCE_DIR) / "tests/corpus/manifest";
  LoadOptions options{corpus, {"valid", "with-uploads"}};
  options.uploads = Uploads::SetUp;
  const Loaded before = load_manifests(options);
  const test::Project project;
  fs::copy(corpus / "data", project.root() / "data");
  std::string all;
  for (const DesiredSegment& segment : before.segments) {
    all += "---\n" + to_yaml(segment, fs::canonical(corpus) / "valid");
  }
  project.write("valid/all.yaml", all);
  options.project = project.root();
  options.paths = {"valid"};
  const Loaded after = load_manifests(options);
  CHECK(after.valid());
  REQUIRE(after.segments.size() == before.segments.size());
  for (std::size_t i = 0; i < before.segments.size(); ++i) {
    DesiredSegment one = without_places(before.segments[i]);
    DesiredSegment other = without_places(after.segments[i]);
    CAPTURE(one.name.str());
    for (DesiredSegment* segment : {&one, &other}) {
      if (auto* file = std::get_if<DesiredFile>(&segment->spec)) {
        file->source.file = file->source.file.filename();
        for (FileChange& change : file->changes) change.source.file = change.source.file.filename();
      } else if (auto* cohort = std::get_if<DesiredCohort>(&segment->spec)) {
        cohort->members_file = cohort->members_file.filename();
      }
    }
    CHECK(one == other);
    CHECK(to_yaml(other) == to_yaml(one));
  }
}

TEST_CASE("a definition that MoEngage has rewritten is spelled as a manifest may be") {
  const Definition answered{Json::parse(R"({"filter_operator": "and", "filters": [
        {"filter_type": "user_attributes", "name": "plan", "data_type": "string", "operator": "in",
         "value": "active"},
        {"filter_type": "user_attributes", "name": "city", "data_type": "string", "operator": "is",
         "value": "Oslo"},
        {"filter_type": "user_attributes", "name": "home", "data_type": "geopoint",
         "value": "59.9", "value1": 10, "radius": "500"},
        {"filter_type": "user_attributes", "name": "zip", "data_type": "string", "operator": "in",
         "value": [12, "013"]},
        {"filter_type": "actions", "execution": {"type": "atleast", "count": "2"}}]})"),
                            nullptr};
  const Definition expected{Json::parse(R"({"filter_operator": "and", "filters": [
        {"filter_type": "user_attributes", "name": "plan", "data_type": "string", "operator": "in",
         "value": ["active"]},
        {"filter_type": "user_attributes", "name": "city", "data_type": "string", "operator": "is",
         "value": "Oslo"},
        {"filter_type": "user_attributes", "name": "home", "data_type": "geopoint",
         "value": 59.9, "value1": 10, "radius": 500},
        {"filter_type": "user_attributes", "name": "zip", "data_type": "string", "operator": "in",
         "value": ["12", "013"]},
        {"filter_type": "actions", "execution": {"type": "atleast", "count": 2}}]})"),
                            nullptr};
  CHECK(manifest_spelling(answered) == expected);
  CHECK(manifest_spelling(expected) == expected);
}

TEST_CASE("a filter of a type that is not known is written as MoEngage answered it") {
  const Definition answered{Json::parse(R"({"filter_operator": "and", "filters": [
        {"filter_type": "moods", "name": "mood", "data_type": "array_string",
         "operator": "contains", "value": 12, "execution": {"count": "2"}}]})"),
                            nullptr};
  CHECK(manifest_spelling(answered) == answered);
}

}  // namespace
}  // namespace segctl::manifest
