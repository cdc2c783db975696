#include "rendering/github.h"

#include "report/json_diagnostics.h"
#include "report/json_plan.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace segctl;

namespace {

std::string github_annotations(const Diagnostics& diagnostics, const std::string& prefix = "") {
  auto report = rendering::read_report(report::diagnostics_json(diagnostics, {1, 1}));
  REQUIRE(report);
  report->path_prefix = prefix;
  return rendering::github_annotations(*report);
}

}  // namespace

TEST_CASE("diagnostics are annotations of their lines, the errors first") {
  CHECK(github_annotations(test::sample_diagnostics()) ==
        "::error file=segments/a.yaml,line=12,col=5,title=unknown-field::unknown field "
        "\"operater\"%0Ahint: did you mean \"operator\"?\n"
        "::error title=no-manifests::there is no manifest below segments/%0Ahint: segctl import "
        "writes one for each live segment\n"
        "::warning file=segments/a.yaml,line=104,col=18,title=unknown-filter-type::filter type "
        "\"star_sign\" is not known to segctl; it is passed on\n");
}

TEST_CASE("files are named from the root of the repository") {
  const std::string text = github_annotations(test::sample_diagnostics(), "teams/crm/");
  CHECK(text.starts_with("::error file=teams/crm/segments/a.yaml,line=12,col=5,"));
}

TEST_CASE("nothing found is no annotation") { CHECK(github_annotations({}).empty()); }

TEST_CASE("what would end a property or a message is escaped") {
  Diagnostic diagnostic;
  diagnostic.rule = "a,b:c%d";
  diagnostic.range = {"x,y:z.yaml", {1, 0}, {1, 0}};
  diagnostic.message = "100% a,b:c\r\n::error::x";
  CHECK(github_annotations({diagnostic}) ==
        "::error file=x%2Cy%3Az.yaml,line=1,title=a%2Cb%3Ac%25d::100%25 a,b:c\\r\\n::error::x\n");
}

TEST_CASE("nine are shown, errors before warnings, and the others counted") {
  Diagnostics diagnostics(10);
  for (std::size_t i = 0; i < diagnostics.size(); ++i) {
    diagnostics[i].rule = "r" + std::to_string(i);
    diagnostics[i].message = "m";
    diagnostics[i].severity = i < 2 ? Severity::Warning : Severity::Error;
  }
  CHECK(github_annotations(diagnostics) ==
        "::error title=r2::m\n::error title=r3::m\n::error title=r4::m\n::error title=r5::m\n"
        "::error title=r6::m\n::error title=r7::m\n::error title=r8::m\n::error title=r9::m\n"
        "::warning title=r0::m\n::notice title=segctl::and 1 more: see the log\n");
  diagnostics.erase(diagnostics.begin());
  CHECK(github_annotations(diagnostics).find("more") == std::string::npos);
}

TEST_CASE("a name that is shown in part has its end, and what it can be looked up by") {
  plan::Plan plan;
  plan.changes = {test::sample_plan().changes[4], test::sample_plan().changes[4]};
  const std::string same = "Customers of the spring newsletter campaign in the region of ";
  plan.changes[0].name = SegmentName(same + "Norway");
  plan.changes[1].name = SegmentName(same + "Sweden");
  plan.changes[1].id = SegmentId();
  const auto report = rendering::read_report(report::plan_json(plan, {}));
  REQUIRE(report);
  CHECK(rendering::github_annotations(*report) ==
        "::warning title=archive::archive filter \"Customers of the spring newslet…region of "
        "Norway\" (ID 65f1c0ffee0000000000a004): an archived segment disappears from view after "
        "180 days\n"
        "::warning title=archive::archive filter \"Customers of the spring newslet…region of "
        "Sweden\" (key old-promo): an archived segment disappears from view after 180 days\n");
}

TEST_CASE("hostile diagnostics are one command a diagnostic, each of ours") {
  for (const std::string& text : test::hostile_names()) {
    CAPTURE(text);
    std::istringstream lines(github_annotations(test::hostile_diagnostics(text)));
    std::string line;
    REQUIRE(std::getline(lines, line));
    CHECK(line.starts_with("::error "));
    REQUIRE(std::getline(lines, line));
    CHECK(line.starts_with("::warning title="));
    CHECK_FALSE(std::getline(lines, line));
  }
}
