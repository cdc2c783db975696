#include "rendering/findings.h"

#include "base/digest.h"
#include "base/text.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace segctl::rendering {
namespace {

/// How loud an entry of that group is; nothing where it is no finding.
std::optional<Level> level_of(Sort sort, Group group) {
  switch (group) {
    case Group::Failed:
    case Group::Conflict:
      return Level::Error;
    case Group::Archive:
      return sort == Sort::Drift ? Level::Error : Level::Warning;
    case Group::Loss:
      return Level::Warning;
    case Group::Warning:
      return sort == Sort::Drift ? Level::Note : Level::Warning;
    case Group::Waiting:
      return Level::Note;
    case Group::Change:
      return sort == Sort::Drift ? std::optional(Level::Warning) : std::nullopt;
    case Group::Quiet:
      return std::nullopt;
  }
  return std::nullopt;
}

/// The name of what was found: a plan's actions are many words, and one rule.
std::string rule_of(const Report& report, const Entry& entry) {
  if (report.sort != Sort::Plan && entry.what.empty()) return "unknown";
  // Of several classes of drift the first weighs most.
  if (report.sort == Sort::Drift) return entry.what.substr(0, entry.what.find(','));
  if (report.sort != Sort::Plan) return entry.what;
  switch (entry.group) {
    case Group::Archive:
      return "archive";
    case Group::Loss:
      return "members-taken-away";
    default:
      return "conflict";
  }
}

/// What a name that is shown in part is to be looked up by.
std::string identity_of(const Entry& entry) {
  if (code_points(printable(entry.name)) <= kShownName) return "";
  return entry.id.empty() ? " (key " + cut(printable(entry.key), 2 * kShownName) + ")"
                          : " (ID " + printable(entry.id) + ")";
}

std::string message_of(const Entry& entry) {
  const std::string& why = entry.danger.empty() ? entry.message : entry.danger;
  if (entry.kind.empty()) return printable(why.empty() ? entry.what : why);
  const bool stopped = entry.held && entry.group != Group::Waiting;
  std::string text =
      fmt::format("{}{} {} {}{}", stopped ? "held back: " : "", printable(entry.what),
                  printable(entry.kind), name_words(entry), identity_of(entry));
  if (!why.empty()) text += ": " + printable(why);
  return text;
}

std::string hint_of(const Entry& entry) {
  std::vector<std::string> words;
  for (const Step& step : entry.steps) {
    words.push_back(printable(step.words));
    if (!step.command.empty()) words.back() += " `" + printable(step.command) + "`";
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

void add_entries(const Report& report, std::vector<Finding>& findings) {
  for (const Entry& entry : report.entries) {
    const auto level = level_of(report.sort, entry.group);
    if (!level) continue;
    findings.push_back({*level, printable(rule_of(report, entry)), message_of(entry),
                        hint_of(entry), printable(entry.key), entry.place});
  }
}

/// Changes that the branch has nothing to do with, whatever else they are.
void add_surprises(const Report& report, std::vector<Finding>& findings) {
  for (const Entry* entry : surprises_of(report)) {
    findings.push_back(
        {Level::Warning, "not-touched",
         fmt::format("{} {} {}{}: this branch did not touch it", printable(entry->what),
                     printable(entry->kind), name_words(*entry), identity_of(*entry)),
         "something else did, or it was not applied yet", printable(entry->key), entry->place});
  }
}

void add_holds(const Report& report, std::vector<Finding>& findings) {
  for (const Held& held : report.holds) {
    const std::string hint = held.flag.empty() ? "" : "if that is meant, add " + held.flag;
    findings.push_back({Level::Error,
                        "held-back",
                        "held back: " + printable(held.message),
                        printable(hint),
                        "",
                        {}});
  }
}

void add_notices(const Report& report, std::vector<Finding>& findings) {
  for (const Notice& notice : report.notices) {
    std::string message = notice.key.empty() ? "" : both_ends(printable(notice.key), 60) + ": ";
    message += printable(notice.message);
    findings.push_back({Level::Warning, printable(notice.code.empty() ? "warning" : notice.code),
                        message.empty() ? "warning" : message, "", printable(notice.key),
                        notice.place});
  }
}

}  // namespace

std::string Finding::fingerprint(std::size_t again) const {
  std::string all;
  for (const std::string& part : {rule, place.file, subject, message, std::to_string(again)}) {
    all += part;
    all += '\0';
  }
  return sha256(all).hex();
}

std::vector<Finding> findings_of(const Report& report) {
  std::vector<Finding> findings;
  if (!report.failure.empty()) {
    findings.push_back({Level::Error, "not-recorded", printable(report.failure), "", "", {}});
  }
  add_holds(report, findings);
  add_entries(report, findings);
  add_surprises(report, findings);
  add_notices(report, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.level < b.level; });
  return findings;
}

std::vector<std::string> fingerprints_of(const std::vector<Finding>& findings) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::string> list;
  list.reserve(findings.size());
  for (const Finding& finding : findings) {
    list.push_back(finding.fingerprint(seen[finding.fingerprint(0)]++));
  }
  return list;
}

std::string rule_summary(Sort sort, const std::string& rule) {
  static const std::map<std::string, std::string, std::less<>> kKnown{
      {"archive", "A segment is archived."},
      {"members-taken-away", "A segment loses members."},
      {"conflict", "Another segment has the name or the definition."},
      {"not-touched", "A change that the reviewed branch has nothing to do with."},
      {"held-back", "A safety limit holds changes back."},
      {"not-recorded", "What was done could not be recorded."},
      {"failed", "A change failed."},
      {"unknown", "A change may have been carried out; the next run looks."},
      {"blocked", "A change waits for another that did not succeed."},
      {"deleted-outside", "A managed segment is gone from MoEngage."},
      {"changed-outside", "Somebody changed a managed segment's definition outside of segctl."},
      {"renamed-outside", "Somebody renamed a managed segment outside of segctl."},
      {"archived-outside", "Somebody archived a managed segment outside of segctl."},
      {"unarchived-outside", "Somebody unarchived a managed segment outside of segctl."},
      {"expired", "A file segment is past its expiry_time."},
      {"idle-archived", "A segment was archived, perhaps by MoEngage for not being used."},
      {"expiring-soon", "A file segment expires soon."},
      {"pending", "A manifest changed and is not applied yet."},
      {"deferred", "A change was not started yet."}};
  const auto found = kKnown.find(rule);
  if (sort != Sort::Validation && found != kKnown.end()) return found->second;
  std::string words = rule;
  std::replace(words.begin(), words.end(), '-', ' ');
  return fmt::format("segctl {}: {}.", sort_word(sort), words.empty() ? "finding" : words);
}

}  // namespace segctl::rendering
