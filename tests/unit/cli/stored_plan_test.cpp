#include "cli/stored_plan.h"

#include "support/temporary_directory.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

namespace segctl::cli {
namespace {

plan::Change change(const char* key, plan::ActionKind action = plan::ActionKind::Create) {
  plan::Change made;
  made.key = Key(key);
  made.name = SegmentName(std::string("Segment ") + key);
  made.actions = {{action, std::nullopt}};
  made.reasons = {plan::Reason::NotThere};
  return made;
}

report::PlanHeader header() {
  report::PlanHeader made;
  made.tool_version = "1.0.0";
  made.workspace = "sim:w.json";
  made.state_lineage = "l";
  made.state_serial = 3;
  return made;
}

plan::Plan plan_of(std::vector<plan::Change> changes) {
  plan::Plan plan;
  plan.changes = std::move(changes);
  return plan;
}

report::StoredPlan stored(const plan::Plan& plan, const report::PlanHeader& made_with = header()) {
  auto read = report::read_stored_plan(report::plan_json(plan, made_with));
  REQUIRE(read.has_value());
  return std::move(*read);
}

Preparation now(const plan::Plan& plan) {
  Preparation preparation;
  preparation.plan = plan;
  preparation.header = header();
  return preparation;
}

/// "fresh", or why the plan is stale.
std::string verdict(const report::StoredPlan& reviewed, Preparation preparation) {
  const auto same = keep_reviewed(reviewed, preparation);
  if (same) return "fresh";
  CHECK(same.error().code == ErrorCode::PlanAgain);
  return same.error().message;
}

TEST_CASE("a plan that comes out the same is fresh") {
  const plan::Plan plan = plan_of({change("a"), change("b")});
  CHECK(verdict(stored(plan), now(plan)) == "fresh");
}

TEST_CASE("only what was reviewed is left of the plan") {
  Preparation preparation = now(plan_of({change("x"), change("a"), change("y")}));
  REQUIRE(keep_reviewed(stored(plan_of({change("a")})), preparation).has_value());
  CHECK(preparation.plan == plan_of({change("a")}));
}

TEST_CASE("a plan for another workspace, state or ownership is stale, and says which") {
  const plan::Plan plan = plan_of({change("a")});
  report::PlanHeader other = header();
  other.workspace = "sim:other.json";
  CHECK(verdict(stored(plan, other), now(plan)) ==
        "the stored plan is stale: it was made for sim:other.json");
  other = header();
  other.ownership = "name";
  CHECK(verdict(stored(plan, other), now(plan)) ==
        "the stored plan is stale: `ownership` in the project file has changed");
  for (const bool serial : {true, false}) {
    other = header();
    if (serial) {
      other.state_serial = 4;
    } else {
      other.state_lineage = "m";
    }
    CHECK(verdict(stored(plan, other), now(plan)) ==
          "the stored plan is stale: something was applied since it was made");
  }
}

TEST_CASE("a change that is gone or another makes the plan stale, and is named") {
  const report::StoredPlan reviewed = stored(plan_of({change("a"), change("b")}));
  CHECK(verdict(reviewed, now(plan_of({change("a")}))) ==
        "the stored plan is stale: there is nothing to do for \"Segment b\" any more");
  CHECK(verdict(reviewed, now(plan_of({change("a"), change("b", plan::ActionKind::Update)}))) ==
        "the stored plan is stale: \"Segment b\" is not what it was");
}

TEST_CASE("a plan is made again with what it was made with, not with the flags given now") {
  report::PlanHeader made_with = header();
  made_with.paths = {"segments/a.yaml"};
  made_with.adopt = {"k"};
  made_with.allowed_archives = 5;
  made_with.allowed_protected = {"kept"};
  PlanChoices flags;
  flags.paths = {"plan.json"};
  flags.adopt_all = true;
  flags.allowed_archives = 99;
  flags.allowed_removals = 99;
  flags.allowed_protected = {"other"};
  flags.strict = true;
  const PlanChoices choices = choices_of(stored(plan_of({}), made_with), flags);
  CHECK(choices.paths == std::vector<std::string>{"segments/a.yaml"});
  CHECK(choices.adopt == std::vector<std::string>{"k"});
  CHECK(choices.allowed_archives == 5);
  CHECK(choices.allowed_protected == std::vector<std::string>{"kept"});
  CHECK_FALSE(choices.allowed_removals.has_value());
  CHECK_FALSE(choices.adopt_all);
  CHECK(choices.strict);
}

TEST_CASE("a path is a plan where its file is one; manifests and folders are none") {
  const test::TemporaryDirectory directory;
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(directory / name, std::ios::binary) << text;
    return (directory / name).string();
  };
  const std::string json = report::plan_json(plan_of({change("a")}), header());
  const std::string plan = write("plan.json", json);
  const std::string manifest = write("m.json", R"({"kind": "filter", "name": "x"})");
  REQUIRE(stored_plan_among({plan})->has_value());
  CHECK((*stored_plan_among({plan}))->changes.size() == 1);
  CHECK_FALSE(stored_plan_among({manifest})->has_value());
  CHECK_FALSE(stored_plan_among({directory.path().string()})->has_value());
  CHECK_FALSE(stored_plan_among({})->has_value());
  CHECK_FALSE(stored_plan_among({plan, manifest})->has_value());
  CHECK_FALSE(stored_plan_among({(directory / "absent").string()})->has_value());
  std::string edited = json;
  edited.replace(edited.find("Segment a"), 9, "Segment b");
  CHECK(stored_plan_among({write("edited.json", edited)}).error().code == ErrorCode::Invalid);
  CHECK(stored_plan_among({write("cut.json", json.substr(0, json.size() / 2))}).error().code ==
        ErrorCode::Invalid);
}

}  // namespace
}  // namespace segctl::cli
