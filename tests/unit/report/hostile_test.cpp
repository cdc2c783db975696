#include "base/text.h"
#include "report/json_diagnostics.h"
#include "report/json_outcome.h"
#include "report/json_plan.h"
#include "report/text_diagnostics.h"
#include "report/text_drift.h"
#include "report/text_outcome.h"
#include "report/text_plan.h"
#include "unit/report/drift_samples.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace segctl;
using namespace segctl::report;

namespace {

/// Fails where `text` could act on a terminal or in a CI log.
void check_inert(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(printable(line) == line);
    const std::size_t start = line.find_first_not_of(' ');
    const bool command = start != std::string::npos && line.compare(start, 2, "::") == 0;
    CHECK_FALSE(command);
    CHECK(line.find("##[") == std::string::npos);
    CHECK(line.find("##vso[") == std::string::npos);
  }
}

}  // namespace

TEST_CASE("hostile texts are inert in every text report, at every width") {
  for (const std::string& text : test::hostile_names()) {
    CAPTURE(text);
    for (std::size_t width = 40; width <= 120; width += 7) {
      const Style style{Colour::No, width};
      check_inert(plan_text(test::hostile_plan(text), test::sample_header(), style));
      check_inert(outcome_text(test::hostile_outcome(text), style));
      check_inert(drift_text(test::hostile_drift(text), test::sample_header(),
                             {Unmanaged::Listed, Yaml::Shown}, style));
      check_inert(diagnostics_text(test::hostile_diagnostics(text), {1, 1}, style));
    }
  }
}

TEST_CASE("progress of a hostile change is one inert line") {
  for (const std::string& text : test::hostile_names()) {
    const std::string line = progress_line(test::hostile_outcome(text).changes[0]);
    check_inert(line);
    CHECK(line.find('\n') == std::string::npos);
  }
}

TEST_CASE("JSON reports of hostile texts are well-formed UTF-8 without control characters") {
  for (const std::string& text : test::hostile_names()) {
    CAPTURE(text);
    for (const std::string& json :
         {plan_json(test::hostile_plan(text), test::sample_header()),
          drift_json(test::hostile_drift(text), test::sample_header(), Unmanaged::Listed),
          outcome_json(test::hostile_outcome(text), test::sample_header()),
          diagnostics_json(test::hostile_diagnostics(text), {1, 1})}) {
      CHECK(find_bad_utf8(json) == std::string::npos);
      CHECK(std::none_of(json.begin(), json.end(),
                         [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; }));
    }
  }
}

TEST_CASE("a signed URL is shown without its signature") {
  plan::Plan plan = test::sample_plan();
  plan.changes[2].after->file_url = "https://files.example.com/a.csv?sig=SECRET";
  CHECK(plan_text(plan, {}, {}).find("SECRET") == std::string::npos);
  CHECK(plan_json(plan, {}).find("SECRET") == std::string::npos);
}
