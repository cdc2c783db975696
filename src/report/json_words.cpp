#include "report/json_words.h"

#include "base/text.h"
#include "report/next_step.h"
#include "report/text_outcome.h"
#include "report/text_plan.h"
#include "report/text_price.h"
#include "report/words.h"

#include <fmt/format.h>

namespace segctl::report {
namespace {

/// The definition in lines of words; no line where there is none.
Document side_words(const std::optional<plan::Side>& side) {
  Document lines = Document::array();
  if (!side || !side->definition) return lines;
  lines.push_back("include: " + shown(describe_filter(side->definition->included)));
  if (!side->definition->excluded.is_null()) {
    lines.push_back("exclude: " + shown(describe_filter(side->definition->excluded)));
  }
  return lines;
}

Document steps_json(const std::vector<NextStep>& steps) {
  Document list = Document::array();
  for (const NextStep& step : steps) {
    list.push_back({{"words", step.words}, {"command", text_or_null(step.command)}});
  }
  return list;
}

void add_price(Document& remarks, const plan::Price& price) {
  for (const std::string& line : price_lines(price)) remarks.push_back("calls: " + line);
  const std::string end = end_text(price);
  if (!end.empty()) remarks.push_back("done: " + end);
}

}  // namespace

Document change_words_json(const plan::Change& change, const std::string& environment) {
  std::vector<NextStep> steps;
  if (change.conflict) {
    steps = next_steps(change.key, change.source, *change.conflict, change.id, environment);
  }
  return {{"why", reasons_text(change.reasons)},
          {"destroys", text_or_null(change.conflict ? "" : destruction_text(change))},
          {"size", text_or_null(change.members ? members_text(change) : rows_text(change))},
          {"cost", text_or_null(routes_text(change))},
          {"before", side_words(change.before)},
          {"after", side_words(change.after)},
          {"conflict", text_or_null(change.conflict ? conflict_text(*change.conflict) : "")},
          {"next_steps", steps_json(steps)}};
}

Document plan_words_json(const plan::Plan& plan) {
  Document remarks = Document::array();
  if (plan.counts.unmanaged > 0) {
    remarks.push_back(counted(plan.counts.unmanaged, "unmanaged segment") + " left alone.");
  }
  if (plan.counts.not_created > 0) {
    remarks.push_back(counted(plan.counts.not_created, "segment") +
                      " not created: archived in the manifest, and not there.");
  }
  if (plan.trusted.definitions > 0) {
    remarks.push_back(fmt::format(
        "{} not read now, but trusted from the record, the oldest since {}.",
        counted(plan.trusted.definitions, "definition"), format_utc(plan.trusted.since)));
  }
  if (plan.price) add_price(remarks, *plan.price);
  return {{"summary", plan_summary_line(plan)}, {"remarks", remarks}};
}

Document outcome_words_json(const plan::ChangeOutcome& change, const std::string& environment) {
  std::vector<NextStep> steps;
  if (change.conflict) {
    steps = next_steps(change.key, change.source, *change.conflict, change.id, environment);
  }
  return {{"remark", text_or_null(outcome_remark(change))}, {"next_steps", steps_json(steps)}};
}

}  // namespace segctl::report
