#include "manifest/rewrite.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace segctl::manifest {
namespace {

constexpr const char* kOslo =
    "# Who lives in Oslo.\n"
    "kind: filter\n"
    "name: Oslo   # a city\n"
    "included_filters:\n"
    "  filter_operator: and\n"
    "  filters:\n"
    "    # nowhere else\n"
    "    - {filter_type: user_attributes, name: city, data_type: string, operator: is, value: "
    "Oslo}\n";

Definition in_city(const std::string& city) {
  return {Json{{"filter_operator", "and"},
               {"filters", Json::array({{{"filter_type", "user_attributes"},
                                         {"name", "city"},
                                         {"data_type", "string"},
                                         {"operator", "is"},
                                         {"value", city}}})}},
          nullptr};
}

std::string rewrite(const std::string& text, const Rewriting& rewriting,
                    const std::string& key = "Oslo") {
  const auto result = rewritten("a.yaml", text, Key(key), rewriting);
  return result ? *result : "refused: " + result.error().message;
}

Rewriting named(const std::string& name) { return {SegmentName(name), {}, {}}; }

Rewriting switched(Activity activity) { return {{}, activity, {}}; }

Rewriting defined(Definition definition) { return {{}, {}, std::move(definition)}; }

const std::string kRefusal =
    "refused: the manifest of \"Oslo\" in a.yaml can't be rewritten safely: ";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("a new name leaves the rest of its line, and keeps the key that was the old name") {
  CHECK(rewrite(kOslo, named("Bergen: \"x\"")) ==
        replaced(kOslo, "name: Oslo ", "key: Oslo\nname: \"Bergen: \\\"x\\\"\" "));
  const std::string keyed = replaced(kOslo, "kind: filter\n", "kind: filter\nkey: o\n");
  CHECK(rewrite(keyed, named("Bergen"), "o") == replaced(keyed, "name: Oslo", "name: Bergen"));
}

TEST_CASE("archived is written where it stands, else below the name") {
  CHECK(rewrite(kOslo, switched(Activity::Archived)) ==
        replaced(kOslo, "# a city\n", "# a city\narchived: true\n"));
  const std::string archived =
      replaced(kOslo, "kind: filter\n", "kind: filter\narchived: true # !\n");
  CHECK(rewrite(archived, switched(Activity::Active)) ==
        replaced(archived, "archived: true #", "archived: false #"));
}

TEST_CASE("filters are written anew, and what stands around them stays") {
  const std::string around = std::string(kOslo) + "\n# The next one.\n---\nkind: filter\nname: X\n";
  CHECK(rewrite(around, defined(in_city("007"))) ==
        "# Who lives in Oslo.\n"
        "kind: filter\n"
        "name: Oslo   # a city\n"
        "included_filters:\n"
        "  filter_operator: and\n"
        "  filters:\n"
        "    - filter_type: user_attributes\n"
        "      name: city\n"
        "      data_type: string\n"
        "      operator: is\n"
        "      value: 007\n"
        "\n"
        "# The next one.\n---\nkind: filter\nname: X\n");
}

TEST_CASE("excluded filters come, change and go") {
  Definition both = in_city("Oslo");
  both.excluded = in_city("Bergen").included;
  const std::string with = rewrite(kOslo, defined(both));
  CHECK(with.find("\nexcluded_filters:\n") != std::string::npos);
  const std::string without = rewrite(with, defined(in_city("Oslo")));
  CHECK(without.find("excluded_filters") == std::string::npos);
  CHECK(rewrite(without, defined(both)) == with);
}

TEST_CASE("a file with CRLF, a byte order mark or no last line break keeps its ways") {
  std::string windows = "\xEF\xBB\xBF";
  for (const char* c = kOslo; *c != '\0'; ++c) {
    if (*c == '\n') windows += '\r';
    windows += *c;
  }
  const std::string text = rewrite(windows, switched(Activity::Archived));
  CHECK(text == replaced(windows, "# a city\r\n", "# a city\r\narchived: true\r\n"));
  const std::string unended = "included_filters: {filter_operator: and, filters: []}\nname: Oslo";
  CHECK(rewrite(unended, switched(Activity::Archived)) == unended + "\narchived: true\n");
}

TEST_CASE("an indented document is edited at its own indentation") {
  const std::string text = "---\n  kind: filter\n  name: Oslo\n...\n---\nname: X\n";
  CHECK(rewrite(text, switched(Activity::Archived)) ==
        "---\n  kind: filter\n  name: Oslo\n  archived: true\n...\n---\nname: X\n");
}

TEST_CASE("what can't be edited safely is refused, and nothing is made of it") {
  CHECK(rewrite("{\n  \"name\": \"Oslo\"\n}\n", named("X")) ==
        kRefusal + "it is JSON, or a mapping in braces");
  CHECK(rewrite("name: X\n", named("Y")) == kRefusal + "it is not in the file");
  CHECK(rewrite("name: [\n", named("Y")) == kRefusal + "the file can't be read");
  // The anchor stands in what is replaced, and another value needs it.
  const std::string anchored =
      replaced(kOslo, "included_filters:\n", "included_filters: &f\n") + "excluded_filters: *f\n";
  Definition both = in_city("Bergen");
  both.excluded = in_city("Oslo").included;
  const std::string result = rewrite(anchored, defined(both));
  CHECK((result.starts_with(kRefusal) || result.find('*') == std::string::npos));
  CHECK(rewrite("name: >\n  Oslo\n", named("Bergen")).starts_with(kRefusal));
}

}  // namespace segctl::manifest
