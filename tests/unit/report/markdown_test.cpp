#include "report/markdown.h"

#include "report/json_marker.h"
#include "report/json_plan.h"
#include "report/markdown_plan.h"
#include "unit/report/golden.h"
#include "unit/report/samples.h"

#include <doctest/doctest.h>

using namespace segctl;
using namespace segctl::report;

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

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plan as Markdown") {
  test::check_golden("plan.md", plan_markdown(test::sample_plan(), test::sample_header(), kRun));
}

TEST_CASE("a plan without changes as Markdown says so") {
  plan::Plan plan;
  plan.counts.unchanged = 12;
  CHECK(plan_markdown(plan, {}, "") ==
        "<!-- segctl {\"v\":1,\"env\":null,\"plan\":\"sha256:" + plan_digest(plan) +
            "\",\"run\":null} -->\n"
            "### segctl plan\n\n"
            "No changes: 12 segments are as the manifests say.\n");
}

TEST_CASE("the same plan made later, by another version, gives the same comment") {
  PlanHeader later = test::sample_header();
  later.created += std::chrono::hours(1);
  later.tool_version = "9.9.9";
  later.state_serial = 99;
  CHECK(plan_markdown(test::sample_plan(), later, kRun) ==
        plan_markdown(test::sample_plan(), test::sample_header(), kRun));
}

TEST_CASE("the marker can't be closed by what stands in it") {
  CHECK(marker_comment({"--><b>é\xff", "12ab", ""}) ==
        "<!-- segctl {\"v\":1,\"env\":\"-\\u002d\\u003e\\u003cb\\u003e\\u00e9\\ufffd\","
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
}

TEST_CASE("hostile texts are nowhere but in code") {
  for (const std::string& text : test::hostile_names()) {
    CAPTURE(text);
    PlanHeader header = test::sample_header();
    header.environment = text;
    const std::string markdown = plan_markdown(test::hostile_plan(text), header, text);
    const std::string rest = without_code(markdown.substr(markdown.find('\n')));
    for (const std::string what : {"<img", "@everyone", "](", "#1", "<!--", "gotcha", "vso", "lmay",
                                   "bad", "owned", "reboot", "stop-commands", "byte"}) {
      CAPTURE(what);
      CHECK_FALSE(contains(rest, what));
    }
    CHECK(markdown.find("-->") == markdown.find('\n') - 3);
  }
}

TEST_CASE("a comment that would be too long loses the details, then names, and says so") {
  const plan::Plan plan = many(700, 0);
  const std::string markdown = plan_markdown(plan, {}, "");
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "Plan: 700 to create."));
  CHECK(contains(markdown, "name-699"));
  CHECK(contains(markdown, "are too long for a comment: see the whole plan in the log"));

  const std::string shorter = plan_markdown(plan, {}, "", 4000);
  CHECK(shorter.size() <= 4000);
  CHECK(contains(shorter, "Plan: 700 to create."));
  CHECK(contains(shorter, " more changes: see the whole plan in the log of the run\n"));
}

TEST_CASE("archives, conflicts and holds stay whole whatever else is in the plan") {
  plan::Plan plan = many(100, 4);
  for (const std::size_t index : {2U, 8U, 0U}) {
    const plan::Plan more = many(index == 0 ? 1000 : 100, index);
    plan.changes.insert(plan.changes.end(), more.changes.begin(), more.changes.end());
  }
  plan.holds = test::sample_plan().holds;
  const std::string markdown = plan_markdown(plan, {}, "");
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "--allow-archives 12"));
  for (int i = 0; i < 100; ++i) {
    const std::string name = "\"name-" + std::to_string(i) + "\"`";
    CHECK(contains(markdown, "- archive filter `" + name));
    CHECK(contains(markdown, "\n- filter `" + name));
  }
}

TEST_CASE("more archives than a comment can hold are counted") {
  const std::string markdown = plan_markdown(many(1000, 4), {}, "");
  CHECK(markdown.size() <= kCommentBytes);
  CHECK(contains(markdown, "**Destructive: 1,000 segments will be archived.**"));
  CHECK(contains(markdown, " more to archive: see the whole plan in the log of the run\n"));
}
