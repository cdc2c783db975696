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
  std::string line;
  if (drifted > 0) {
    line = fmt::format("Drift: {} of {} {} not as segctl left {}.", drifted,
                       counted(drift.coverage.managed, "managed segment"), are(drifted),
                       drifted == 1 ? "it" : "them");
  } else if (drift.found()) {
    line = "Drift, as --fail-on has it.";
  } else if (drift.incomplete()) {
    line = "Incomplete: no drift in what was looked at.";
  } else if (drift.coverage.managed == 0) {
    line = nothing_managed(drift);
  } else if (drift.coverage.unread.empty()) {
    line = fmt::format("No drift: {} {} as segctl left {}.",
                       counted(drift.coverage.managed, "managed segment"),
                       are(drift.coverage.managed), drift.coverage.managed == 1 ? "it" : "them");
  } else {
    line = "No drift in what was looked at.";
  }
  if (const std::size_t number = drift.count(plan::Standing::Accepted); number > 0) {
    line += fmt::format(" {} accepted.", number);
  }
  if (const std::size_t number = drift.count(plan::Standing::Ignored); number > 0) {
    line += fmt::format(" {} ignored.", number);
  }
  if (drifted > 0 && drift.incomplete()) line += " Not all was looked at.";
  return line;
}

}  // namespace segctl::report
