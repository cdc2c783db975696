#include "report/drift_words.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

/// How many differences a line names.
constexpr std::size_t kShownDifferences = 3;

const char* are(std::size_t number) { return number == 1 ? "is" : "are"; }

std::string trusted_line(const plan::Coverage& coverage) {
  const std::size_t unread = coverage.unread.size();
  return fmt::format("{} of {} not read now, but trusted from the record, the oldest {}.", unread,
                     counted(coverage.definitions, "definition"),
                     seen_text(coverage.unread.front().since));
}

std::string untold_line(std::size_t number) {
  return fmt::format(
      "MoEngage doesn't tell of {} whether {} archived: one that somebody archived by hand may "
      "look the same.",
      counted(number, "listed segment"), number == 1 ? "it is" : "they are");
}

std::string first_differences(const std::vector<Difference>& diff) {
  const std::size_t count = std::min(diff.size(), kShownDifferences);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < count; ++i) parts.push_back(diff[i].summary);
  if (diff.size() > count) parts.push_back(fmt::format("and {} more", diff.size() - count));
  return joined(parts, ", ");
}

/// Where nothing is managed there is no drift to speak of: what is found are manifests.
std::string nothing_managed(const plan::Drift& drift) {
  std::string line = "No managed segments: there is nothing to compare.";
  const std::size_t number = drift.findings.size();
  if (number > 0) {
    line += fmt::format(" {} {} never applied.", counted(number, "manifest"),
                        number == 1 ? "was" : "were");
  }
  return line;
}

/// "3 of 12 managed segments are not as segctl left them".
std::string differing_words(const plan::Drift& drift, std::size_t number) {
  return fmt::format("{} of {} {} not as segctl left {}", number,
                     counted(drift.coverage.managed, "managed segment"), are(number),
                     number == 1 ? "it" : "them");
}

/// Whether one of its signs says that it is not as segctl left it, and `counts`.
template <typename Counts>
std::size_t differing(const plan::Drift& drift, Counts counts) {
  const auto differs = [&](const plan::Sign& sign) { return is_drift(sign.kind) && counts(sign); };
  return static_cast<std::size_t>(std::count_if(
      drift.findings.begin(), drift.findings.end(), [&](const plan::Finding& finding) {
        return std::any_of(finding.signs.begin(), finding.signs.end(), differs);
      }));
}

std::size_t not_failing(const plan::Drift& drift) {
  return differing(drift,
                   [](const plan::Sign& sign) { return sign.standing == plan::Standing::Note; });
}

/// --fail-on may name what is no drift of itself: a pending manifest is as segctl left it.
std::string found_words(const plan::Drift& drift) {
  const std::size_t failing = drift.count(plan::Standing::Drift);
  const std::size_t differ = differing(
      drift, [](const plan::Sign& sign) { return sign.standing == plan::Standing::Drift; });
  if (failing == 0) return "Drift, as --fail-on has it.";
  if (failing == differ) return "Drift: " + differing_words(drift, differ) + ".";
  return fmt::format("Drift, as --fail-on has it: {}.", counted(failing, "segment"));
}

/// What was accepted, ignored or left out is not as segctl left it either.
std::string nothing_found_words(const plan::Drift& drift) {
  const std::size_t differ = differing(drift, [](const plan::Sign&) { return true; });
  const std::string incomplete = drift.incomplete() ? "Incomplete: no" : "No";
  if (differ > 0) return incomplete + " drift that counts: " + differing_words(drift, differ) + ".";
  if (drift.incomplete() || !drift.coverage.unread.empty()) {
    return incomplete + " drift in what was looked at.";
  }
  const std::size_t managed = drift.coverage.managed;
  if (managed == 0) return nothing_managed(drift);
  return fmt::format("No drift: {} {} as segctl left {}.", counted(managed, "managed segment"),
                     are(managed), managed == 1 ? "it" : "them");
}

}  // namespace

std::string finding_summary(const plan::Finding& finding) {
  std::vector<std::string> parts;
  for (const plan::Sign& sign : finding.signs) {
    parts.push_back(sign.words);
    if (sign.kind == DriftClass::ChangedOutside && !finding.diff.empty()) {
      parts.back() += ": " + first_differences(finding.diff);
    }
  }
  return joined(parts, "; ");
}

std::string classes_text(const plan::Finding& finding, plan::Standing standing) {
  std::vector<std::string> words;
  for (const plan::Sign& sign : finding.signs) {
    if (sign.standing == standing) words.emplace_back(drift_word(sign.kind));
  }
  return joined(words, ", ");
}

std::string seen_text(Timestamp seen_right) {
  return seen_right == Timestamp{} ? "never seen" : "seen " + format_utc(seen_right);
}

std::string author_text(const plan::Finding& finding) {
  if (!finding.updated_by.empty()) {
    return "last changed by " + shown(finding.updated_by) + ", as MoEngage says";
  }
  if (finding.made_by.empty()) return "MoEngage doesn't say";
  return fmt::format("MoEngage doesn't say (made through {})", shown(finding.made_by));
}

std::string last_day(const plan::Acceptance& entry) {
  return format_utc(entry.until - Duration(1)).substr(0, 10);
}

std::string acceptance_text(const plan::Sign& sign) {
  if (!sign.accepted) return "";
  const bool holds = sign.standing == plan::Standing::Accepted;
  const bool ran_out = sign.standing == plan::Standing::Drift;
  if (!holds && !ran_out) return "";
  return fmt::format("{} until {}: {}", holds ? "accepted" : "no longer accepted; it was",
                     last_day(*sign.accepted), shown(sign.accepted->reason));
}

std::vector<std::string> coverage_lines(const plan::Drift& drift) {
  const plan::Coverage& coverage = drift.coverage;
  std::vector<std::string> lines;
  const std::size_t read = coverage.definitions - coverage.unread.size();
  if (read > 0) lines.push_back(fmt::format("{} read now.", counted(read, "definition")));
  if (!coverage.unread.empty()) lines.push_back(trusted_line(coverage));
  if (coverage.not_looked_up > 0) {
    lines.push_back(fmt::format(
        "{} not in MoEngage's list and not asked for: deleted or archived ones are among these.",
        counted(coverage.not_looked_up, "segment")));
  }
  if (coverage.activity_untold > 0) lines.push_back(untold_line(coverage.activity_untold));
  if (const std::size_t number = coverage.unverifiable.size(); number > 0) {
    lines.push_back(fmt::format("The members of {} can't be read back, and are not compared.",
                                counted(number, "file or cohort segment")));
  }
  if (!coverage.agreed.empty()) {
    lines.push_back(fmt::format("Changed outside to what the manifests say by now: {}.",
                                keys_text(coverage.agreed)));
  }
  if (!coverage.faded.empty()) {
    lines.push_back(fmt::format("Archived long ago and gone from MoEngage's view: {}.",
                                keys_text(coverage.faded)));
  }
  return lines;
}

std::string drift_summary_line(const plan::Drift& drift) {
  const std::size_t drifted = drift.count(plan::Standing::Drift);
  std::string line = drift.found() ? found_words(drift) : nothing_found_words(drift);
  const auto add = [&](std::size_t number, const char* what) {
    if (number > 0) line += fmt::format(" {} {}.", number, what);
  };
  add(drift.count(plan::Standing::Accepted), "accepted");
  add(drift.count(plan::Standing::Ignored), "ignored");
  add(not_failing(drift), "left out by --fail-on");
  if (drifted > 0 && drift.incomplete()) line += " Not all was looked at.";
  return line;
}

}  // namespace segctl::report
