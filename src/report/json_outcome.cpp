#include "report/json_outcome.h"

#include "report/json_parts.h"
#include "report/json_words.h"
#include "report/next_step.h"
#include "report/text_outcome.h"

namespace segctl::report {
namespace {

constexpr const char* kOutcomeFormat = "1.2";

Document change_json(const plan::ChangeOutcome& change, const std::string& environment) {
  return {{"key", change.key.str()},
          {"kind", kind_word(change.kind)},
          {"name", change.name.str()},
          {"id", text_or_null(change.id.str())},
          {"planned", actions_json(change.planned)},
          {"done", actions_json(change.done)},
          {"outcome", plan::fate_word(change.fate)},
          {"message", text_or_null(change.message)},
          {"hint", text_or_null(hint_of(change, environment))},
          {"conflict", conflict_json(change.conflict)},
          {"blocked_by", keys_json(change.blocked_by)},
          {"source", source_json(change.source)},
          {"words", outcome_words_json(change, environment)}};
}

Document summary_json(const plan::Outcome& outcome) {
  using plan::Fate;
  Document summary = Document::object();
  for (const Fate fate : {Fate::Done, Fate::Accepted, Fate::Unchanged, Fate::Conflict, Fate::Failed,
                          Fate::Unknown, Fate::Blocked, Fate::Deferred}) {
    summary[plan::fate_word(fate)] = outcome.count(fate);
  }
  return summary;
}

}  // namespace

std::string outcome_json(const plan::Outcome& outcome, const PlanHeader& header,
                         const std::string& plan_digest) {
  Document document = header_json(header, kOutcomeFormat);
  document["plan_digest"] = text_or_null(plan_digest);
  document["summary"] = summary_json(outcome);
  document["calls"] = outcome.calls;
  document["interrupted"] = outcome.interrupted;
  document["unrecorded"] = nullptr;
  if (outcome.unrecorded) {
    document["unrecorded"] = {{"message", outcome.unrecorded->message},
                              {"hint", text_or_null(outcome.unrecorded->hint)}};
  }
  document["resume_at"] =
      outcome.resume_at ? Document(format_utc(*outcome.resume_at)) : Document(nullptr);
  document["changes"] = Document::array();
  for (const plan::ChangeOutcome& change : outcome.changes) {
    document["changes"].push_back(change_json(change, header.environment));
  }
  document["holds"] = holds_json(outcome.holds);
  document["words"] = {{"summary", outcome_summary_line(outcome)}};
  return pretty(document);
}

}  // namespace segctl::report
