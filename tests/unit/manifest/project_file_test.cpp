#include "manifest/project_file.h"

#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <tuple>

using namespace segctl;
using namespace segctl::manifest;

namespace {

ProjectFile read_project(const std::string& text, Diagnostics& diagnostics) {
  const test::TemporaryDirectory directory;
  std::ofstream(directory / "segctl.yaml") << text;
  return read_project_file(directory / "segctl.yaml", "segctl.yaml", diagnostics);
}

}  // namespace

TEST_CASE("snapshots are turned on and off, and an environment has the last word") {
  Diagnostics diagnostics;
  const ProjectFile file = read_project(
      "version: 1\nsnapshots: false\nenvironments: {prod: {snapshots: true}, test: }\n",
      diagnostics);
  CHECK(diagnostics.empty());
  CHECK(file.settings.snapshots == false);
  CHECK(overlaid(file.settings, file.environments.at("prod")).snapshots == true);
  CHECK(overlaid(file.settings, file.environments.at("test")).snapshots == false);
  CHECK(read_project("version: 1\n", diagnostics).settings.snapshots == std::nullopt);
}

TEST_CASE("snapshots take true or false, and nothing that reads like one of them") {
  Diagnostics diagnostics;
  std::ignore = read_project("snapshots: no\n", diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].rule == "wrong-type");
  CHECK(diagnostics[0].range.begin.line == 1);
}
