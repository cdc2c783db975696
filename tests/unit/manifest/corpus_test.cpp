#include "project.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <map>

namespace segctl::manifest {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(SEGCTL_SOURCE_DIR) / "tests/corpus/manifest";

/// "line:column rule" of each diagnostic, by "folder/file". Files without any are left out.
using Outcomes = std::map<std::string, std::string>;

/// diagnostics.txt: one file a line, "folder/file: line:column rule, line:column rule".
Outcomes expected_outcomes() {
  Outcomes outcomes;
  std::ifstream file(kCorpus / "diagnostics.txt");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    outcomes.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  return outcomes;
}

std::string outcome_of(const Loaded& loaded) {
  std::string outcome;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    const Position& begin = diagnostic.range.begin;
    if (!outcome.empty()) outcome += ", ";
    outcome += fmt::format("{}:{} {}", begin.line, begin.column, diagnostic.rule);
  }
  return outcome;
}

template <class Visit>
void each_file(const char* folder, Visit visit) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(kCorpus / folder)) {
    CAPTURE(entry.path());
    visit(load_manifests({kCorpus, {entry.path()}}));
    ++files;
  }
  CHECK(files >= 20);
}

TEST_CASE("every shape that API.md documents is a valid manifest") {
  each_file("valid", [](const Loaded& loaded) {
    CHECK(loaded.valid());
    CHECK(loaded.segments.size() == loaded.documents);
  });
}

TEST_CASE("what is documented as wrong is an error, and no segment comes of it") {
  each_file("invalid", [](const Loaded& loaded) {
    CHECK_FALSE(loaded.valid());
    CHECK(loaded.segments.empty());
  });
  each_file("beyond-schema", [](const Loaded& loaded) { CHECK_FALSE(loaded.valid()); });
}

TEST_CASE("a file without its URL is valid exactly where the project has uploads") {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(kCorpus / "with-uploads")) {
    CAPTURE(entry.path());
    LoadOptions options{kCorpus, {entry.path()}};
    CHECK(load_manifests(options).segments.empty());
    options.uploads = Uploads::SetUp;
    const Loaded loaded = load_manifests(options);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.segments.size() == 1);
    ++files;
  }
  CHECK(files == 3);
}

TEST_CASE("each file of the corpus has the diagnostics that are written down for it") {
  Outcomes found;
  for (const char* folder : {"valid", "invalid", "beyond-schema", "with-uploads"}) {
    for (const auto& entry : fs::directory_iterator(kCorpus / folder)) {
      const std::string outcome = outcome_of(load_manifests({kCorpus, {entry.path()}}));
      const std::string name = fmt::format("{}/{}", folder, entry.path().filename().string());
      if (!outcome.empty()) found.emplace(name, outcome);
    }
  }
  const Outcomes expected = expected_outcomes();
  CHECK(expected.size() > 300);
  for (const auto& entry : expected) {
    CAPTURE(entry.first);
    const auto at = found.find(entry.first);
    CHECK((at == found.end() ? "nothing" : at->second) == entry.second);
  }
  CHECK(found.size() == expected.size());
}

TEST_CASE("the valid manifests can be one workspace") {
  const Loaded loaded = load_manifests({kCorpus, {"valid"}});
  CHECK(loaded.valid());
  CHECK(loaded.segments.size() == loaded.documents);
  CHECK(loaded.documents > 100);
}

}  // namespace
}  // namespace segctl::manifest
