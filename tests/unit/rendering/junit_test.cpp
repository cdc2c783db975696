#include "rendering/junit.h"

#include "report/json_drift.h"
#include "report/json_outcome.h"
#include "unit/report/drift_samples.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;

namespace {

std::string junit(const std::string& json) {
  auto report = rendering::read_report(json);
  REQUIRE(report);
  return rendering::junit(*report);
}

}  // namespace

TEST_CASE("what a safety limit held back is a failure of an apply too, and no other wait is") {
  plan::Outcome outcome;
  outcome.changes = {test::sample_outcome().changes[7], test::sample_outcome().changes[7]};
  outcome.changes[1].key = Key("other");
  outcome.changes[1].name = SegmentName("other");
  outcome.holds = {{"protected", {outcome.changes[0].key}, 1, 0, 1, "--allow-protected beta"}};
  const std::string xml = junit(report::outcome_json(outcome, {}, ""));
  CHECK(xml.find("tests=\"2\" failures=\"1\" errors=\"0\" time=\"0\" skipped=\"1\"") !=
        std::string::npos);
  CHECK(xml.find("<failure message=\"a safety limit holds it back\" type=\"held-back\">") !=
        std::string::npos);
}
