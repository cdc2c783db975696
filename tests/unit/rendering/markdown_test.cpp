#include "rendering/markdown.h"

#include "rendering/markdown_text.h"
#include "rendering/marker.h"
#include "report/json_diagnostics.h"
#include "report/json_outcome.h"
#include "report/json_plan.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::rendering;
using report::plan_digest;
using report::PlanHeader;

namespace {

const char* const kRun = "https://github.com/acme/segments/actions/runs/1";

/// `markdown` without what stands in code, as CommonMark reads it: between two runs of equally many
/// backticks.
std::string without_code(const std::string& markdown) {
  std::string rest;
  for (std::size_t at = 0; at < markdown.size();) {
    const std::size_t open = std::min(markdown.find('`', at), markdown.size());
    rest += markdown.substr(at, open - at);
    const std::size_t inside = std::min(markdown.find_first_not_of('`', open), markdown.size());
    const std::size_t run = inside - open;
    at = inside;
    while (at < markdown.size() && run > 0) {
      const std::size_t close = std::min(markdown.find('`', at), markdown.size());
      at = std::min(markdown.find_first_not_of('`', close), markdown.size());
      if (at - close == run) break;
    }
  }
  return rest;
}

/// A plan of `count` copies of the change at `index` of the sample, each with a name of its own.
plan::Plan many(std::size_t count, std::size_t index) {
  plan::Plan plan;
  for (std::size_t i = 0; i < count; ++i) {
    plan.changes.push_back(test::sample_plan().changes[index]);
    plan.changes.back().key = Key("key-" + std::to_string(i));
    plan.changes.back().name = SegmentName("name-" + std::to_string(i));
  }
  return plan;
}

Report read(const std::string& json) {
  auto report = read_report(json);
  REQUIRE(report);
  report->run_url = kRun;
  return std::move(*report);
}

std::string plan_markdown(const plan::Plan& plan, const PlanHeader& header,
                          std::size_t most = kCommentBytes) {
  return markdown(read(report::plan_json(plan, header)), most);
}

std::string markdown_of_outcome(const plan::Outcome& outcome, const PlanHeader& header) {
  return markdown(read(report::outcome_json(outcome, header)));
}

std::string markdown_of_diagnostics(const Diagnostics& diagnostics) {
  return markdown(read(report::diagnostics_json(diagnostics, {4, 12})));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a plan as Markdown") {
  test::check_golden_in("rendering", "sample.plan.md",
                        plan_markdown(test::sample_plan(), test::sample_header()));
}

TEST_CASE("surprises and audiences that may widen are named before all lists") {
  const std::string markdown = plan_markdown(test::sample_plan(), test::sample_header());
  const std::size_t surprises = markdown.find("\nNot touched by this branch: `Everyone in Oslo`\n");
  const std::size_t widenings = markdown.find("\nMay widen: `lapsed, Newsletter readers, beta`\n");
  CHECK(surprises < widenings);
  CHECK(widenings < markdown.find("\n**Held back**"));
  plan::Plan narrows;
  narrows.changes = {test::sample_plan().changes[1]};
  narrows.changes[0].effect = Effect::OnlyNarrows;
  CHECK_FALSE(contains(plan_markdown(narrows, {}), "ay widen"));
  CHECK(contains(plan_markdown(many(20, 1), {}), "**20 audiences may widen.**"));
  CHECK(contains(plan_markdown(many(20, 1), {}), "key-7 and 12 more`\n"));
}

TEST_CASE("a plan without changes as Markdown says so") {
  plan::Plan plan;
  plan.counts.unchanged = 12;
  CHECK(plan_markdown(plan, {}) ==
        "<!-- segctl {\"v\":1,\"of\":\"plan\",\"env\":null,\"plan\":\"sha256:" + plan_digest(plan) +
            "\",\"run\":\"" + kRun +
            "\"} -->\n"
            "### segctl plan\n\n"
            "No changes: 12 segments are as the manifests say.\n");
}

TEST_CASE("the same plan made later, by another version, gives the same comment") {
  PlanHeader later = test::sample_header();
  later.created += std::chrono::hours(1);
  later.tool_version = "9.9.9";
  later.state_serial = 99;
  CHECK(plan_markdown(test::sample_plan(), later) ==
        plan_markdown(test::sample_plan(), test::sample_header()));
}

TEST_CASE("the marker can't be closed by what stands in it") {
  Report report;
  report.environment = "--><b>é\xff";
  report.digest = "12ab";
  CHECK(marker_comment(report) ==
        "<!-- segctl "
        "{\"v\":1,\"of\":\"plan\",\"env\":\"-\\u002d\\u003e\\u003cb\\u003e\\u00e9\\ufffd\","
        "\"plan\":\"sha256:12ab\",\"run\":null} -->");
}

TEST_CASE("code can't be ended by what stands in it") {
  CHECK(code_span("VIP") == "`VIP`");
  CHECK(code_span("a`b``c") == "```a`b``c```");
  CHECK(code_span("`a") == "`` `a ``");
  CHECK(code_span("") == "`\"\"`");
  CHECK(code_span("a\nb") == "`a\\nb`");
  CHECK(fenced("diff", "a\n") == "```diff\na\n```\n");
  CHECK(fenced("diff", "````\n") == "`````diff\n````\n`````\n");
}

TEST_CASE("prose is plain only where nothing of it means something in Markdown") {
  CHECK(prose("to take it over:") == "to take it over:");
  CHECK(prose("see www.example.com") == "`see www.example.com`");
  CHECK(prose("fixes GH-1") == "`fixes GH-1`");
  CHECK(prose("add-users. It's done.") == "add-users. It's done.");
  CHECK(prose("a.b") == "`a.b`");
}

TEST_CASE("hostile texts are nowhere but in code") {
  for (const std::string& text : test::hostile_names()) {
    CAPTURE(text);
    PlanHeader header = test::sample_header();
    header.environment = text;
    for (const std::string& markdown : {plan_markdown(test::hostile_plan(text), header),
                                        markdown_of_outcome(test::hostile_outcome(text), header),
                                        markdown_of_diagnostics(test::hostile_diagnostics(text))}) {
      const std::string rest = without_code(markdown.substr(markdown.find('\n')));
      for (const std::string what : {"<img", "@everyone", "](", "#1", "<!--", "gotcha", "vso",
                                     "lmay", "bad", "owned", "reboot", "stop-commands", "byte"}) {
        CAPTURE(what);
        CHECK_FALSE(contains(rest, what));
      }
      CHECK(markdown.find("-->") == markdown.find('\n') - 3);
    }
  }
}

TEST_CASE("a comment that would be too long loses the details, then names, and says so") {
  const plan::Plan plan = many(700, 0);
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "Plan: 700 to create."));
  CHECK(contains(markdown, "name-699"));
  CHECK(contains(markdown, "are too long for a comment: see the log of the run"));

  const std::string shorter = plan_markdown(plan, {}, 4000);
  CHECK(shorter.size() <= 4000);
  CHECK(contains(shorter, "Plan: 700 to create."));
  CHECK(contains(shorter, " more: see the log of the run, or another report of it\n"));
}

TEST_CASE("archives, conflicts and holds stay whole whatever else is in the plan") {
  plan::Plan plan = many(100, 4);
  for (const std::size_t index : {2U, 8U, 0U}) {
    const plan::Plan more = many(index == 0 ? 1000 : 100, index);
    plan.changes.insert(plan.changes.end(), more.changes.begin(), more.changes.end());
  }
  plan.holds = test::sample_plan().holds;
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "--allow-archives 12"));
  for (int i = 0; i < 100; ++i) {
    const std::string name = "\"name-" + std::to_string(i) + "\"`";
    CHECK(contains(markdown, "- archive filter `" + name));
    CHECK(contains(markdown, "\n- filter `" + name));
  }
}

TEST_CASE("a thousand archives and their conflicts are all named, however little else is said") {
  plan::Plan plan = many(1000, 4);
  const plan::Plan conflicts = many(400, 8);
  plan.changes.insert(plan.changes.end(), conflicts.changes.begin(), conflicts.changes.end());
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "**Destructive: 1,000 segments will be archived.**"));
  CHECK(contains(markdown, "**Archives** (1,000)"));
  CHECK(contains(markdown, "**Conflicts** (400)"));
  for (int i = 0; i < 1000; ++i) {
    CHECK(contains(markdown, "`\"name-" + std::to_string(i) + "\"`"));
  }
  CHECK_FALSE(contains(markdown, " more: see the log"));
}

TEST_CASE("archives and conflicts lose nothing before the last harmless line has gone") {
  plan::Plan plan = many(60, 4);
  for (const std::size_t index : {8U, 0U}) {
    const plan::Plan more = many(index == 0 ? 1000 : 30, index);
    plan.changes.insert(plan.changes.end(), more.changes.begin(), more.changes.end());
  }
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(count_of(markdown, "\n- archive filter `\"name-") == 60);
  CHECK(count_of(markdown, "\n- filter `\"name-") == 30);
  CHECK(count_of(markdown, "\n  - ") == 60);
  CHECK(count_of(markdown, "\n- archive filter \"name-") == 60);
  CHECK(contains(markdown, "more: see the log"));
  CHECK_FALSE(contains(markdown, "shortened"));
}

TEST_CASE(
    "archives and conflicts that are too many alone are shortened from the end, and counted") {
  plan::Plan plan = many(300, 4);
  const plan::Plan conflicts = many(100, 8);
  plan.changes.insert(plan.changes.end(), conflicts.changes.begin(), conflicts.changes.end());
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(count_of(markdown, "\n- archive filter `\"name-") == 300);
  const std::size_t whole = count_of(markdown, "\n- filter `\"name-");
  CHECK(whole > 0);
  CHECK(whole <= 100);
  CHECK(contains(markdown, " lines are shortened to fit a comment: see the log of the run, "));
}

TEST_CASE("names that begin alike are named by both their ends before any is left out") {
  plan::Plan plan = many(1000, 4);
  for (plan::Change& change : plan.changes) {
    std::string name;
    for (int i = 0; i < 150; ++i) name += "Ä";
    change.name = SegmentName(name + change.key.str());
  }
  const std::string markdown = plan_markdown(plan, {});
  CHECK(markdown.size() <= kCommentBytes);
  CHECK_FALSE(contains(markdown, " more: see the log"));
  for (int i = 0; i < 1000; ++i) CHECK(contains(markdown, "-" + std::to_string(i) + "\"`"));
}

TEST_CASE("the shortest comment holds to its length whatever there are many of") {
  plan::Plan plan;
  for (const std::size_t index : {0U, 2U, 4U, 8U}) {
    const plan::Plan more = many(300, index);
    plan.changes.insert(plan.changes.end(), more.changes.begin(), more.changes.end());
  }
  for (plan::Change& change : plan.changes) {
    change.name = SegmentName(std::string(300, 'x') + change.key.str());
    plan.warnings.push_back({"code", change.key, {}, std::string(300, 'x')});
    plan.holds.push_back({"max_archive_count", {change.key}, 3, 2, 9, "--x"});
  }
  for (const std::size_t most : {4000U, 5000U, 8000U, 20000U, 60000U}) {
    CAPTURE(most);
    const std::string markdown = plan_markdown(plan, {}, most);
    CHECK(markdown.size() <= most);
    for (const char* heading :
         {"**Held back** (1,200)", "**Archives** (300)", "**Conflicts** (300)",
          "**Members taken away** (300)", "**Other changes**"}) {
      CAPTURE(heading);
      CHECK(contains(markdown, heading));
    }
    CHECK(contains(markdown, " more: see the log"));
    CHECK(contains(markdown, " lines are shortened to fit a comment: see the log of the run"));
  }
}

TEST_CASE("what a limit holds back is not announced as coming") {
  plan::Plan plan = many(3, 4);
  plan.holds = {{"max_archive_count", {Key("key-0"), Key("key-1"), Key("key-2")}, 3, 2, 9, "--x"}};
  CHECK(
      contains(plan_markdown(plan, {}),
               "### segctl plan\n\n**A safety limit holds this plan back: nothing is done until it "
               "is lifted. 3 segments would be archived.**\n\nPlan: 3 to archive. Held back by a "
               "safety limit: nothing of it is done.\n"));
  plan.holds[0].keys.pop_back();
  const std::string partly = plan_markdown(plan, {});
  CHECK(contains(partly,
                 "**A safety limit holds 2 of 3 changes back: nothing of them is done until "
                 "it is lifted. 2 segments would be archived. Destructive: 1 segment will be "
                 "archived.**\n\nPlan: 3 to archive. Held back by a safety limit: 2 of 3 "
                 "changes.\n"));
  CHECK(contains(partly, "- archive filter `\"name-0\"`, held back, ID"));
  CHECK(contains(partly, "- archive filter `\"name-2\"`, ID"));
}

TEST_CASE("changes are headed as other changes only beside more serious ones") {
  CHECK(contains(plan_markdown(many(2, 0), {}), "**Changes**"));
  plan::Plan plan = many(2, 0);
  plan.changes.push_back(test::sample_plan().changes[4]);
  CHECK(contains(plan_markdown(plan, {}), "**Other changes**"));
}

TEST_CASE("an outcome and a validation say first what went wrong") {
  const std::string outcome = markdown_of_outcome(test::sample_outcome(), test::sample_header());
  CHECK(contains(
      outcome, "### segctl apply for `prod`\n\n**2 changes failed, or may not have been done.**"));
  CHECK(outcome.find("**Failed, or not known**") < outcome.find("**Conflicts**"));
  CHECK(outcome.find("**Conflicts**") < outcome.find("**Not done yet**"));
  const std::string validation = markdown_of_diagnostics(test::sample_diagnostics());
  CHECK(contains(validation,
                 "### segctl validate\n\n**2 errors to mend: nothing can be planned before.**\n\n"
                 "2 errors, 1 warning in 12 manifests."));
  CHECK(validation.find("**Errors**") < validation.find("**Warnings**"));
}
