#include "base/text.h"
#include "plan/changes.h"

#include <fmt/format.h>

namespace segctl::plan {
namespace {

std::string outcome_text(const FileOutcome& outcome) {
  if (outcome.error_message.empty()) return fmt::format("status {}", outcome.status);
  return fmt::format("{} ({})", printable(outcome.error_message), outcome.status);
}

std::string percent_text(std::uint64_t tenths) {
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string failed_text(const FileOutcome& outcome, std::size_t times) {
  return fmt::format("MoEngage could not use this file {} times in a row, last at {}: {}", times,
                     format_utc(outcome.received), outcome_text(outcome));
}

std::string poor_match_text(const FileOutcome& outcome, unsigned wanted) {
  return fmt::format(
      "of {} values in its file only {} matched a user ({}), and min_match_rate is {} %",
      with_thousands(outcome.values_found), with_thousands(outcome.user_count),
      percent_text(match_rate(outcome)), wanted);
}

}  // namespace

bool may_send_again(Draft& draft, const Change& change, std::size_t failures,
                    const FileOperation& last, MatchRate wanted) {
  if (failures < kMostSends || draft.world.input().retry_failed) return true;
  const bool failed = last.failed();
  const bool may_change = failed || !last.entry;  // else it is an entry that was carried out
  draft.plan.warnings.push_back(
      {failed ? "file-operation-failed" : "poor-match", change.key, change.source,
       fmt::format("{}; it is sent again {}with --retry-failed",
                   failed ? failed_text(*last.outcome, failures)
                          : poor_match_text(*last.outcome, wanted.value_or(0)),
                   may_change ? "once its content is another, or " : "")});
  return false;
}

void warn_poor_entries(Draft& draft, const Change& change, const RecordedFile& record,
                       MatchRate wanted) {
  for (std::size_t entry = 0; entry + 1 < record.applied_changes.size(); ++entry) {
    const FileOperation* last = last_of_entry(record, entry);
    if (last == nullptr || standing_of(*last, wanted) != FileStanding::PoorMatch) continue;
    draft.plan.warnings.push_back(
        {"poor-match", change.key, change.source,
         fmt::format("entry {} of changes: {}; what stands behind it was sent, so that it is not "
                     "sent again",
                     entry + 1, poor_match_text(*last->outcome, wanted.value_or(0)))});
  }
}

std::string unsettled_text(const RecordedFile& record, const DesiredFile* file) {
  if (record.operations.empty()) return {};
  const FileOperation& last = record.operations.back();
  switch (standing_of(last, file == nullptr ? std::nullopt : file->min_match_rate)) {
    case FileStanding::Accepted:
    case FileStanding::Done:
      return {};
    case FileStanding::Pending:
      return fmt::format("MoEngage has not told what became of the file sent at {}",
                         format_utc(last.sent));
    case FileStanding::PoorMatch:
      return fmt::format("only {} of the values in the file sent at {} matched a user",
                         percent_text(match_rate(*last.outcome)), format_utc(last.sent));
    case FileStanding::Failed:
      return fmt::format("MoEngage could not use the file sent at {}: {}", format_utc(last.sent),
                         outcome_text(*last.outcome));
  }
  return {};
}

}  // namespace segctl::plan
