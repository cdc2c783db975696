#include "report/json_plan.h"

#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace segctl;
using namespace segctl::report;

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

std::string sample_json() { return plan_json(test::sample_plan(), test::sample_header()); }

const Error kNoJson{ErrorCode::Invalid, "the plan file is not the JSON of a plan, or was cut",
                    "make the plan again: segctl plan --out FILE"};
const Error kEdited{ErrorCode::Invalid,
                    "the plan file is not as segctl wrote it: its fingerprint doesn't match",
                    "make the plan again: segctl plan --out FILE"};

Error error_of(const std::string& json) {
  const Result<StoredPlan> plan = read_stored_plan(json);
  REQUIRE_FALSE(plan);
  return plan.error();
}

}  // namespace

TEST_CASE("a plan as JSON") { test::check_golden("plan.json", sample_json()); }

TEST_CASE("an empty plan as JSON") {
  test::check_golden("empty_plan.json", plan_json(plan::Plan{}, PlanHeader{}));
}

TEST_CASE("a stored plan is read back with its header, and the fingerprint of every change") {
  const plan::Plan plan = test::sample_plan();
  const Result<StoredPlan> stored = read_stored_plan(sample_json());
  REQUIRE(stored);
  CHECK(stored->header == test::sample_header());
  REQUIRE(stored->changes.size() == plan.changes.size());
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    CHECK(stored->changes[i].key == plan.changes[i].key);
    CHECK(stored->changes[i].fingerprint == change_fingerprint(plan.changes[i]));
  }
  CHECK(stored->changes[3] == StoredChange{Key("beta"),
                                           SegmentName("Beta testers"),
                                           "file",
                                           {"add-users 2", "remove-users 3"},
                                           change_fingerprint(plan.changes[3]),
                                           plan.changes[3].id});
}

TEST_CASE("a stored plan with hostile names or numbers of every kind is read back") {
  plan::Plan plan = test::sample_plan();
  plan.changes[1].diff[0].after =
      Json{0.1, 1.0, -0.0, 1e300, 18446744073709551615U, -9223372036854775807LL, 1e-7};
  CHECK(read_stored_plan(plan_json(plan, test::sample_header())).has_value());
  for (const std::string& name : test::hostile_names()) {
    CAPTURE(name);
    CHECK(read_stored_plan(plan_json(test::hostile_plan(name), test::sample_header())).has_value());
  }
}

TEST_CASE("a change's fingerprint tells changes apart, but not places in the repo") {
  const plan::Change change = test::sample_plan().changes[1];
  plan::Change moved = change;
  moved.source = {"elsewhere.yaml", {99, 1}, {99, 1}};
  CHECK(change_fingerprint(moved) == change_fingerprint(change));

  plan::Change other_id = change;
  other_id.id = SegmentId("65f1c0ffee0000000000ffff");
  CHECK(change_fingerprint(other_id) != change_fingerprint(change));
  plan::Change other_live = change;
  other_live.before->definition->included.json()["filter_operator"] = "or";
  CHECK(change_fingerprint(other_live) != change_fingerprint(change));
}

TEST_CASE("a stored plan that was cut, emptied or is something else is refused") {
  const std::string json = sample_json();
  CHECK(error_of("") == kNoJson);
  CHECK(error_of(json.substr(0, json.size() / 2)) == kNoJson);
  CHECK(error_of(json + "x") == kNoJson);
  CHECK(error_of("\xff\xfe\x00") == kNoJson);
  CHECK(error_of("{\"format_version\": \"1.0\", \"fingerprint\": \"\", \"x\": " +
                 std::string(500, '[') + std::string(500, ']') + "}") == kEdited);
  CHECK(error_of(std::string(100000, '[')) == kNoJson);
  CHECK(error_of(std::string(100000, '[') + std::string(100000, ']')) == kNoJson);
  const Error no_plan{ErrorCode::Invalid, "the file is JSON, but no plan of segctl",
                      "make the plan again: segctl plan --out FILE"};
  CHECK(error_of("[]") == no_plan);
  CHECK(error_of("{\"name\": \"VIP\"}") == no_plan);
}

TEST_CASE("a stored plan that was edited is refused") {
  CHECK(error_of(replaced(sample_json(), "\"archive\"", "\"adopt\"")) == kEdited);
  CHECK(error_of(replaced(sample_json(), "\"serial\": 42", "\"serial\": 43")) == kEdited);
  CHECK(error_of(replaced(sample_json(), "\"format_version\": \"1.2\"",
                          "\"format_version\": \"1.7\"")) == kEdited);
}

TEST_CASE("a stored plan of another major version is refused, whatever else is in it") {
  const Error another{ErrorCode::Invalid,
                      "the plan file has format \"2.0\", and this segctl reads 1.2",
                      "apply it with the segctl that made it, or make the plan again"};
  CHECK(error_of("{\"format_version\": \"2.0\"}") == another);
  CHECK(error_of("{\"format_version\": 1}").message ==
        "the plan file has format \"number\", and this segctl reads 1.2");
}

TEST_CASE("a stored plan without a field, or with one of another type, is refused by its name") {
  CHECK(error_of("{\"format_version\": \"1.0\"}").message ==
        "the plan file can't be read: \"fingerprint\" is missing");
  CHECK(error_of("{\"format_version\": \"1.0\", \"fingerprint\": 7}").message ==
        "the plan file can't be read: \"fingerprint\" is of another type");
}
