#include "rendering/terraform.h"

#include "report/json_outcome.h"
#include "report/json_plan.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::rendering;

TEST_CASE(
    "GitLab is told what is created, updated and deleted, and not what touches the state alone") {
  const auto plan = read_report(report::plan_json(test::sample_plan(), test::sample_header()));
  REQUIRE(plan);
  CHECK(gitlab_terraform(*plan) == "{\"create\":1,\"update\":3,\"delete\":2}\n");
  const auto outcome = read_report(report::outcome_json(test::sample_outcome(), {}));
  REQUIRE(outcome);
  CHECK(gitlab_terraform(*outcome) == "{\"create\":1,\"update\":1,\"delete\":0}\n");
}
