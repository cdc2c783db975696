#include "rendering/document.h"
#include "rendering/render.h"
#include "report/json_plan.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::rendering;

namespace {

std::string refusal(const std::string& json) {
  const auto report = read_report(json);
  return report ? "" : report.error().message;
}

}  // namespace

TEST_CASE("what is no document of segctl is refused") {
  CHECK(refusal("") == "this is no JSON document of segctl, or it was cut");
  CHECK(refusal("[]") == "this is no JSON document of segctl, or it was cut");
  CHECK(refusal("{\"a\":1}") ==
        "this is JSON, but no plan, outcome, drift or validation of segctl");
  CHECK(refusal("{\"diagnostics\":[],\"format_version\":\"2.0\"}") ==
        "the document has format \"2.0\", and this segctl reads 1.x");
  CHECK(refusal(std::string(100000, '[')) == "this is no JSON document of segctl, or it was cut");
  CHECK(refusal("{\"diagnostics\":[],\"format_version\":\"1.9\",\"new\":1}").empty());
}

TEST_CASE(
    "a document of an older version, or one with fields of other types, is read as far as it "
    "goes") {
  const auto report = read_report(
      R"({"format_version":"1.0","scope":null,"changes":[{"name":7,"actions":{"a":1}}],"holds":5})");
  REQUIRE(report);
  REQUIRE(report->entries.size() == 1);
  CHECK(report->entries[0].name.empty());
  for (const NamedFormat& named : formats()) {
    CAPTURE(named.name);
    CHECK(render(named.format, R"({"format_version":"1.0","scope":0,"changes":[{"key":[]}]})", {}));
  }
}

TEST_CASE("a validation has no resources") {
  const std::string json = R"({"format_version":"1.0","diagnostics":[]})";
  for (const Format format : {Format::GitlabTerraform, Format::TfplanJson}) {
    CHECK_FALSE(suits(format, Sort::Validation));
    CHECK_FALSE(render(format, json, {}));
  }
  CHECK(render(Format::JUnit, json, {}));
}

TEST_CASE("JSON is rendered as it came, byte for byte") {
  const std::string json = report::plan_json(test::sample_plan(), test::sample_header());
  CHECK(render(Format::Json, json, {}).value() == json);
}
