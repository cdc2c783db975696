#include "report/json_diagnostics.h"
#include "report/json_outcome.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::report;

TEST_CASE("an outcome as JSON") {
  test::check_golden("outcome.json", outcome_json(test::sample_outcome(), test::sample_header()));
}

TEST_CASE("diagnostics as JSON") {
  test::check_golden("diagnostics.json", diagnostics_json(test::sample_diagnostics(), {4, 12}));
}

TEST_CASE("no diagnostics as JSON") {
  CHECK(diagnostics_json({}, {1, 1}) ==
        "{\n"
        "  \"format_version\": \"1.2\",\n"
        "  \"environment\": null,\n"
        "  \"valid\": true,\n"
        "  \"error_count\": 0,\n"
        "  \"warning_count\": 0,\n"
        "  \"files\": 1,\n"
        "  \"manifests\": 1,\n"
        "  \"manifests_in_paths\": null,\n"
        "  \"diagnostics\": []\n"
        "}\n");
}
