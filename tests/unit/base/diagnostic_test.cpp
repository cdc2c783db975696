#include "base/diagnostic.h"

#include <doctest/doctest.h>

using namespace segctl;

namespace {

Diagnostic at(const char* file, int line, int column, const char* rule,
              Severity severity = Severity::Error, const char* message = "m") {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.severity = severity;
  diagnostic.range = {file, {line, column}, {line, column}};
  diagnostic.message = message;
  return diagnostic;
}

}  // namespace

TEST_CASE("diagnostics are sorted by file, line, column and rule") {
  Diagnostics diagnostics = {at("b.yaml", 1, 1, "a"), at("a.yaml", 10, 1, "a"),
                             at("a.yaml", 9, 2, "b"), at("a.yaml", 9, 2, "a"),
                             at("a.yaml", 9, 1, "z")};
  sort_by_place(diagnostics);
  CHECK(diagnostics == Diagnostics{at("a.yaml", 9, 1, "z"), at("a.yaml", 9, 2, "a"),
                                   at("a.yaml", 9, 2, "b"), at("a.yaml", 10, 1, "a"),
                                   at("b.yaml", 1, 1, "a")});
}

TEST_CASE("diagnostics of one place and rule keep their order") {
  Diagnostics diagnostics = {at("a.yaml", 1, 1, "a", Severity::Warning, "second"),
                             at("a.yaml", 1, 1, "a", Severity::Error, "first")};
  const Diagnostics before = diagnostics;
  sort_by_place(diagnostics);
  CHECK(diagnostics == before);
}

TEST_CASE("a strict run counts every warning as an error") {
  Diagnostics diagnostics = {at("a.yaml", 1, 1, "a"), at("a.yaml", 2, 1, "a", Severity::Warning),
                             at("a.yaml", 3, 1, "a", Severity::Warning)};
  CHECK(count(diagnostics, Severity::Error) == 1);
  CHECK(count(diagnostics, Severity::Warning) == 2);
  promote_warnings(diagnostics);
  CHECK(count(diagnostics, Severity::Error) == 3);
  CHECK(count(diagnostics, Severity::Warning) == 0);
}
