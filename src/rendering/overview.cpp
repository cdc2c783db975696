#include "rendering/overview.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::rendering {
namespace {

std::size_t number_of(const Report& report, Group group) {
  return entries_of(report, group).size();
}

/// Whether what is spoken of is held back by a safety limit.
enum class Standing { Free, Held };

/// "7 segments will be archived, 1 segment will lose members"; "would" for what is held back.
std::string toll_words(const Report& report, Standing standing) {
  const auto number = [&](Group group) {
    const auto entries = entries_of(report, group);
    return static_cast<std::size_t>(std::count_if(
        entries.begin(), entries.end(),
        [&](const Entry* entry) { return entry->held == (standing == Standing::Held); }));
  };
  const std::string verb = standing == Standing::Held ? " would " : " will ";
  const std::size_t archives = number(Group::Archive);
  const std::size_t losses = number(Group::Loss);
  std::vector<std::string> parts;
  if (archives > 0) parts.push_back(counted(archives, "segment") + verb + "be archived");
  if (losses > 0) parts.push_back(counted(losses, "segment") + verb + "lose members");
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// That it is held back comes before what would be done.
std::string held_words(const Report& report) {
  std::size_t held = 0;
  for (const Entry& entry : report.entries) held += entry.held ? 1 : 0;
  const std::size_t all = report.entries.size() - number_of(report, Group::Conflict);
  if (held == 0) return "A safety limit holds changes back.";
  const std::string words =
      held == all ? "A safety limit holds this plan back: nothing is done until it is lifted."
                  : fmt::format(
                        "A safety limit holds {} of {} back: nothing of {} is done until "
                        "it is lifted.",
                        with_thousands(held), counted(all, "change"), held == 1 ? "it" : "them");
  const std::string toll = toll_words(report, Standing::Held);
  return toll.empty() ? words : words + " " + toll + ".";
}

/// What is destroyed, or stands in the way.
Lead obstacle_lead(const Report& report) {
  const std::string toll = toll_words(report, Standing::Free);
  const std::string destructive = toll.empty() ? "" : "Destructive: " + toll + ".";
  if (!report.holds.empty()) {
    return {Group::Failed, held_words(report) + (toll.empty() ? "" : " " + destructive)};
  }
  if (!toll.empty()) return {Group::Archive, destructive};
  const std::size_t conflicts = number_of(report, Group::Conflict);
  if (conflicts == 0) return {};
  return {Group::Conflict, counted(conflicts, "conflict") + " to settle first."};
}

/// What a reviewer would not see at a glance comes in the same breath.
Lead plan_lead(const Report& report) {
  Lead lead = obstacle_lead(report);
  std::vector<std::string> sentences;
  if (!lead.words.empty()) sentences.push_back(lead.words);
  const std::size_t surprises = surprises_of(report).size();
  const std::size_t widenings = widenings_of(report).size();
  if (surprises > 0) {
    sentences.push_back(counted(surprises, "change") + " not touched by this branch.");
  }
  if (widenings > 0) sentences.push_back(counted(widenings, "audience") + " may widen.");
  if (lead.words.empty() && !sentences.empty()) {
    lead.group = surprises > 0 ? Group::Loss : Group::Warning;
  }
  lead.words = fmt::format("{}", fmt::join(sentences, " "));
  return lead;
}

Lead outcome_lead(const Report& report) {
  const std::size_t failed = number_of(report, Group::Failed);
  const std::size_t conflicts = number_of(report, Group::Conflict);
  const std::size_t waiting = number_of(report, Group::Waiting);
  if (!report.failure.empty()) return {Group::Failed, "The record could not be kept."};
  if (failed > 0) {
    return {Group::Failed, counted(failed, "change") + " failed, or may not have been done."};
  }
  if (!report.holds.empty()) return {Group::Failed, "A safety limit held changes back."};
  if (conflicts > 0) return {Group::Conflict, counted(conflicts, "conflict") + " to settle."};
  if (waiting == 0) return {};
  return {Group::Waiting, counted(waiting, "change") + " not done yet: run it again."};
}

Lead drift_lead(const Report& report) {
  if (number_of(report, Group::Archive) > 0) return {Group::Archive, report.summary};
  if (report.count("drift") > 0) return {Group::Loss, report.summary};
  return report.complete ? Lead{} : Lead{Group::Waiting, report.summary};
}

Lead validation_lead(const Report& report) {
  const std::size_t errors = number_of(report, Group::Failed);
  if (errors == 0) return {};
  return {Group::Failed,
          fmt::format("{} to mend: nothing can be planned before.", counted(errors, "error"))};
}

const char* plan_heading(const Report& report, Group group) {
  switch (group) {
    case Group::Archive:
      return "Archives";
    case Group::Loss:
      return "Members taken away";
    case Group::Conflict:
      return "Conflicts";
    default:
      return number_of(report, group) == report.entries.size() ? "Changes" : "Other changes";
  }
}

const char* outcome_heading(Group group) {
  switch (group) {
    case Group::Failed:
      return "Failed, or not known";
    case Group::Conflict:
      return "Conflicts";
    case Group::Waiting:
      return "Not done yet";
    case Group::Quiet:
      return "Unchanged";
    default:
      return "Done";
  }
}

const char* drift_heading(Group group) {
  switch (group) {
    case Group::Archive:
      return "Gone, archived or expired";
    case Group::Quiet:
      return "Accepted or ignored";
    case Group::Warning:
      return "To know";
    default:
      return "Changed outside";
  }
}

}  // namespace

Lead lead_of(const Report& report) {
  switch (report.sort) {
    case Sort::Plan:
      return plan_lead(report);
    case Sort::Outcome:
      return outcome_lead(report);
    case Sort::Drift:
      return drift_lead(report);
    case Sort::Validation:
      return validation_lead(report);
  }
  return {};
}

std::vector<const Entry*> entries_of(const Report& report, Group group) {
  std::vector<const Entry*> list;
  for (const Entry& entry : report.entries) {
    if (entry.group == group) list.push_back(&entry);
  }
  return list;
}

std::vector<const Entry*> surprises_of(const Report& report) {
  std::vector<const Entry*> list;
  for (const Entry& entry : report.entries) {
    if (entry.surprise) list.push_back(&entry);
  }
  return list;
}

std::vector<const Entry*> widenings_of(const Report& report) {
  std::vector<const Entry*> list;
  for (const Entry& entry : report.entries) {
    if (entry.may_widen) list.push_back(&entry);
  }
  return list;
}

const char* heading_of(const Report& report, Group group) {
  switch (report.sort) {
    case Sort::Plan:
      return plan_heading(report, group);
    case Sort::Outcome:
      return outcome_heading(group);
    case Sort::Drift:
      return drift_heading(group);
    case Sort::Validation:
      return group == Group::Failed ? "Errors" : "Warnings";
  }
  return "";
}

const std::vector<Group>& all_groups() {
  static const std::vector<Group> kGroups{Group::Failed,   Group::Archive, Group::Loss,
                                          Group::Conflict, Group::Change,  Group::Waiting,
                                          Group::Warning,  Group::Quiet};
  return kGroups;
}

std::string title_of(const Report& report) {
  return std::string("segctl ") + sort_word(report.sort);
}

std::string place_words(const Place& place) {
  if (place.file.empty()) return "";
  return place.line == 0 ? place.file : fmt::format("{}:{}", place.file, place.line);
}

std::string name_words(const Entry& entry, std::size_t limit) {
  if (!entry.name.empty()) return "\"" + both_ends(printable(entry.name), limit) + "\"";
  if (!entry.key.empty()) return both_ends(printable(entry.key), limit);
  return cut(printable(entry.what), limit);
}

std::string both_ends(std::string_view text, std::size_t limit) {
  const std::size_t length = code_points(text);
  if (length <= limit) return std::string(text);
  const std::size_t ending = limit / 3;
  std::size_t begins = 0;
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size() && begins == 0; ++at) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts && points++ == length - ending) begins = at;
  }
  return cut(text, limit - ending) + std::string(text.substr(begins));
}

std::string cut(std::string_view text, std::size_t limit) {
  if (code_points(text) <= limit) return std::string(text);
  std::string kept;
  std::size_t points = 0;
  for (const char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && ++points == limit) break;
    kept += c;
  }
  return kept + "…";
}

}  // namespace segctl::rendering
