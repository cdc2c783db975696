#include "segment/recorded.h"

#include "segment/canonical.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace segctl {
namespace {

ContentMark mark(const char* bytes, const char* values, const char* etag) {
  ContentMark result;
  if (*bytes != '\0') result.bytes = sha256(bytes);
  if (*values != '\0') result.values = sha256(values);
  result.etag = etag;
  if (*etag != '\0') result.etag_url = "https://files.example/a.csv";
  return result;
}

}  // namespace

TEST_CASE("two marks are compared by the best that both have") {
  CHECK(same_content(mark("a", "v", ""), mark("b", "v", "")));
  CHECK_FALSE(same_content(mark("a", "v", "e"), mark("a", "w", "e")));
  CHECK(same_content(mark("a", "v", ""), mark("a", "", "")));
  CHECK_FALSE(same_content(mark("a", "", "e"), mark("b", "v", "e")));
  CHECK(same_content(mark("", "v", "e"), mark("a", "", "e")));
  CHECK_FALSE(same_content(mark("", "", "e"), mark("", "", "f")));
}

TEST_CASE("an ETag speaks only of the file that it came with") {
  const ContentMark one = mark("", "", "e");
  ContentMark other = one;
  CHECK(same_content(one, other));
  other.etag_url = "https://files.example/b.csv";
  CHECK_FALSE(same_content(one, other));
  other.etag_url.clear();
  CHECK_FALSE(same_content(one, other));
  CHECK_FALSE(same_content(other, other));
}

TEST_CASE("marks with nothing in common do not speak of the same content") {
  CHECK_FALSE(same_content(ContentMark(), ContentMark()));
  CHECK_FALSE(same_content(mark("a", "", ""), mark("", "v", "e")));
}

TEST_CASE("a change is known again by its content, or by its URL where there is no content") {
  const ContentMark a = mark("a", "", "");
  const ContentMark b = mark("b", "", "");
  const auto add = [](const ContentMark& content, const std::string& url) {
    return ChangeMark{MemberOperation::Add, content, url};
  };
  CHECK(same_change(add(a, "u"), add(a, "moved")));
  CHECK_FALSE(same_change(add(a, "u"), add(b, "u")));
  CHECK(same_change(add(a, "u"), add(ContentMark(), "u")));
  CHECK_FALSE(same_change(add(ContentMark(), "u"), add(a, "moved")));
  CHECK_FALSE(same_change(add(a, "u"), {MemberOperation::Remove, a, "u"}));
}

TEST_CASE("a definition that was recorded is read again, with every number and text in it") {
  const Definition written{
      Json::parse(R"({"filter_operator":"and","filters":[{"filter_type":"user_attributes",
          "name":"spent \u00e9\n\"","data_type":"double","operator":"in",
          "value":[1,-9223372036854775808,18446744073709551615,0.1,1e300]}]})"),
      Json::parse(R"({"filter_operator":"or","filters":[{"filter_type":"new","x":[[]]}]})")};
  RecordedSegment record;
  record_definition(record, canonical(written));
  CHECK(record.definition == definition_digest(written));
  CHECK(recorded_definition(record) == canonical(written));
}

TEST_CASE("a recorded definition is unknown without its text, and with one that isn't its own") {
  RecordedSegment record;
  CHECK_FALSE(recorded_definition(record).has_value());
  record_definition(record,
                    {Json{{"filter_operator", "and"}, {"filters", Json::array()}}, nullptr});
  const std::string text = record.definition_text;
  record.definition_text.clear();
  CHECK_FALSE(recorded_definition(record).has_value());
  record.definition_text = text + " ";
  CHECK_FALSE(recorded_definition(record).has_value());
  record.definition_text = std::string(5000, '[');
  record.definition = DefinitionDigest{sha256(record.definition_text)};
  CHECK_FALSE(recorded_definition(record).has_value());
}

TEST_CASE("kinds and attribute types have the manifests' own words") {
  CHECK(std::string(kind_word(Kind::Filter)) == "filter");
  CHECK(std::string(kind_word(Kind::File)) == "file");
  CHECK(std::string(kind_word(Kind::Cohort)) == "cohort");
  CHECK(std::string(attribute_type_word(AttributeType::String)) == "string");
  CHECK(std::string(attribute_type_word(AttributeType::Double)) == "double");
}

}  // namespace segctl
