#include "rendering/json_view.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace segctl::rendering {
namespace {

const std::map<std::string_view, Group> kFates{
    {"failed", Group::Failed},   {"unknown", Group::Failed},   {"conflict", Group::Conflict},
    {"blocked", Group::Waiting}, {"deferred", Group::Waiting}, {"accepted", Group::Change},
    {"done", Group::Change},     {"unchanged", Group::Quiet}};

/// A word that a later version may add is one to look at.
Group outcome_group(const std::string& outcome) {
  const auto found = kFates.find(outcome);
  return found == kFates.end() ? Group::Failed : found->second;
}

Entry outcome_entry(const Document& change) {
  const Document& words = field(change, "words");
  Entry entry;
  entry.what = text(change, "outcome");
  entry.group = outcome_group(entry.what);
  entry.kind = text(change, "kind");
  entry.name = text(change, "name");
  entry.key = text(change, "key");
  entry.id = text(change, "id");
  entry.place = source_of(change);
  entry.message = text(words, "remark");
  if (entry.message.empty()) entry.message = text(change, "message");
  const Document& planned = field(change, "planned");
  const Document& done = field(change, "done");
  if (!planned.empty()) entry.tags.push_back(actions_words(planned));
  if (!done.empty() && done.size() < planned.size()) {
    entry.notes.push_back("done of it: " + actions_words(done));
  }
  entry.steps = steps_of(words);
  const std::string hint = text(change, "hint");
  if (entry.steps.empty() && !hint.empty()) entry.steps.push_back({hint, ""});
  return entry;
}

}  // namespace

void read_outcome(const Document& document, Report& report) {
  read_head(document, report);
  report.digest = text(document, "plan_digest");
  read_count(document, report, "failed", "failed", Group::Failed);
  read_count(document, report, "unknown", "unknown", Group::Failed);
  read_count(document, report, "conflict", "in conflict", Group::Conflict);
  read_count(document, report, "blocked", "blocked", Group::Waiting);
  read_count(document, report, "deferred", "deferred", Group::Waiting);
  read_count(document, report, "done", "done", Group::Change);
  read_count(document, report, "accepted", "accepted", Group::Change);
  read_count(document, report, "unchanged", "unchanged", Group::Quiet);
  for (const Document& change : field(document, "changes"))
    report.entries.push_back(outcome_entry(change));
  read_holds(document, report);
  const Document& unrecorded = field(document, "unrecorded");
  if (!unrecorded.is_null()) {
    report.failure = "not recorded: " + text(unrecorded, "message");
    report.remarks.emplace_back(
        "What took effect is found by the next run: it looks before it acts.");
  }
}

}  // namespace segctl::rendering
