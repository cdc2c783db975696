#include "report/drift_ways.h"
#include "report/drift_words.h"
#include "report/json_drift.h"
#include "report/text_drift.h"
#include "unit/report/drift_samples.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::report;

namespace {

/// A drift that looked at so many segments and found nothing.
plan::Drift nothing_found(std::size_t managed) {
  plan::Drift drift;
  drift.coverage.managed = drift.coverage.definitions = managed;
  return drift;
}

}  // namespace

TEST_CASE("drift as JSON") {
  test::check_golden("drift.json",
                     drift_json(test::sample_drift(), test::sample_header(), Unmanaged::Listed));
}

TEST_CASE("drift as text") {
  test::check_golden("drift.txt",
                     drift_text(test::sample_drift(), test::sample_header(), {}, Style{}));
}

TEST_CASE("drift as text, with the unmanaged segments, coloured and wide") {
  test::check_golden("drift_colour.txt",
                     drift_text(test::sample_drift(), test::sample_header(),
                                {Unmanaged::Listed, Yaml::Shown}, Style{Colour::Yes, 120}));
}

TEST_CASE("no drift as text") {
  CHECK(drift_text(nothing_found(2), {}, {}, Style{}) ==
        "2 definitions read now.\n"
        "\n"
        "No drift: 2 managed segments are as segctl left them.\n");
}

TEST_CASE("what was not looked at is never said to be without drift") {
  plan::Drift drift = nothing_found(2);
  drift.coverage.unread = {{Key("a"), {}}};
  CHECK(drift_summary_line(drift) == "No drift in what was looked at.");
  drift.coverage.short_of_quota = true;
  CHECK(drift_summary_line(drift) == "Incomplete: no drift in what was looked at.");
}

TEST_CASE("where nothing is managed there is nothing to compare, which is more than no drift") {
  plan::Drift drift = nothing_found(0);
  CHECK(drift_summary_line(drift) == "No managed segments: there is nothing to compare.");
  drift.findings.resize(1);
  CHECK(drift_summary_line(drift) ==
        "No managed segments: there is nothing to compare. 1 manifest was never applied.");
}

TEST_CASE("what is accepted, ignored or left out is not said to be as segctl left it") {
  plan::Drift drift = nothing_found(4);
  const auto add = [&](DriftClass kind, plan::Standing standing) {
    plan::Finding finding;
    finding.signs = {{kind, plan::Certainty::Seen, standing, "", {}}};
    drift.findings.push_back(finding);
  };
  add(DriftClass::Pending, plan::Standing::Note);
  CHECK(drift_summary_line(drift) == "No drift: 4 managed segments are as segctl left them.");
  add(DriftClass::ChangedOutside, plan::Standing::Ignored);
  CHECK(drift_summary_line(drift) ==
        "No drift that counts: 1 of 4 managed segments is not as segctl left it. 1 ignored.");
  add(DriftClass::ArchivedOutside, plan::Standing::Accepted);
  add(DriftClass::DeletedOutside, plan::Standing::Note);
  CHECK(drift_summary_line(drift) ==
        "No drift that counts: 3 of 4 managed segments are not as segctl left them. 1 accepted. 1 "
        "ignored. 1 left out by --fail-on.");
  drift.coverage.short_of_quota = true;
  CHECK(drift_summary_line(drift).starts_with("Incomplete: no drift that counts: 3 of 4 "));
}

TEST_CASE("what --fail-on makes drift is told from what is not as segctl left it") {
  plan::Drift drift = nothing_found(4);
  for (const auto& [kind, standing] :
       {std::pair(DriftClass::Pending, plan::Standing::Drift),
        std::pair(DriftClass::DeletedOutside, plan::Standing::Note)}) {
    plan::Finding finding;
    finding.signs = {{kind, plan::Certainty::Seen, standing, "", {}}};
    drift.findings.push_back(finding);
  }
  CHECK(drift_summary_line(drift) ==
        "Drift, as --fail-on has it: 1 segment. 1 left out by --fail-on.");
}

TEST_CASE("a way out names the environment, and only what can be typed") {
  plan::Finding finding = test::sample_drift().findings[1];
  CHECK(way_to_take(finding, "prod").command == "segctl --env prod import --update nordic");
  CHECK(way_to_restore(finding, "").command == "segctl apply segments/all.yaml");
  finding.key = Key("-x y");
  CHECK(way_to_take(finding, "").command == "segctl import --update='-x y'");
  finding.key = Key("a\x1b[2J");
  finding.source.file = "a\nb.yaml";
  CHECK(way_to_take(finding, "").command.empty());
  CHECK(way_to_restore(finding, "").command.empty());
}
