#include "unit/report/workspace.h"

#include "rendering/render.h"
#include "report/json_diagnostics.h"
#include "report/json_drift.h"
#include "report/json_outcome.h"
#include "report/json_plan.h"
#include "unit/report/drift_samples.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using rendering::Format;

namespace {

struct Ending {
  Format format;
  const char* ending;
};

constexpr Ending kEndings[] = {{Format::Json, "json"},
                               {Format::Markdown, "md"},
                               {Format::Html, "html"},
                               {Format::JUnit, "junit.xml"},
                               {Format::Sarif, "sarif.json"},
                               {Format::Github, "github.txt"},
                               {Format::GitlabTerraform, "gitlab-terraform.json"},
                               {Format::CodeQuality, "codequality.json"},
                               {Format::TfplanJson, "tfplan.json"}};

/// Every rendering of a document against its golden file `name`.ENDING.
void check_renderings(const std::string& name, rendering::Sort sort, const std::string& json) {
  const rendering::Surroundings surroundings{"crm/", "https://ci.example.com/runs/1"};
  for (const Ending& ending : kEndings) {
    if (!suits(ending.format, sort)) continue;
    CAPTURE(ending.ending);
    const auto rendered = rendering::render(ending.format, json, surroundings);
    REQUIRE(rendered);
    test::check_golden_in("rendering", name + "." + ending.ending, *rendered);
  }
}

report::PlanHeader header() {
  report::PlanHeader header = test::sample_header();
  header.paths.clear();
  return header;
}

}  // namespace

TEST_CASE("a plan with every action, in every format") {
  check_renderings("plan", rendering::Sort::Plan,
                   report::plan_json(test::workspace_plan(), header()));
}

TEST_CASE("an outcome with every fate, in every format") {
  check_renderings("outcome", rendering::Sort::Outcome,
                   report::outcome_json(test::workspace_outcome(), header(),
                                        report::plan_digest(test::workspace_plan())));
}

TEST_CASE("drift of every class and standing, in every format") {
  check_renderings("drift", rendering::Sort::Drift,
                   report::drift_json(test::sample_drift(), header(), report::Unmanaged::Listed));
  check_renderings("empty-drift", rendering::Sort::Drift,
                   report::drift_json({}, {}, report::Unmanaged::Counted));
}

TEST_CASE("a validation in every format") {
  check_renderings("validation", rendering::Sort::Validation,
                   report::diagnostics_json(test::workspace_diagnostics(), {9, 60}));
}

TEST_CASE("documents without anything in them, in every format") {
  check_renderings("empty-plan", rendering::Sort::Plan, report::plan_json({}, {}));
  check_renderings("empty-validation", rendering::Sort::Validation,
                   report::diagnostics_json({}, {0, 0}));
}

TEST_CASE("names that act where they are not made harmless, in every format") {
  std::size_t number = 0;
  for (const std::string& text : test::hostile_names()) {
    const std::string json = report::plan_json(test::hostile_plan(text), header());
    const std::string drift =
        report::drift_json(test::hostile_drift(text), header(), report::Unmanaged::Listed);
    for (const Ending& ending : kEndings) {
      CHECK(rendering::render(ending.format, json, {}));
      CHECK(rendering::render(ending.format, drift, {}));
    }
    if (++number != 8) continue;
    check_renderings("hostile", rendering::Sort::Plan, json);
    check_renderings("hostile-drift", rendering::Sort::Drift, drift);
  }
}
