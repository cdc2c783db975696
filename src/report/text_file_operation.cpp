#include "report/text_file_operation.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::report {
namespace {

/// "5 s", "12 min", "3 h", "4 days": an age needs one unit.
std::string age_text(Duration age) {
  using namespace std::chrono;
  age = std::max(age, Duration(0));
  if (age < minutes(1)) return fmt::format("{} s", duration_cast<seconds>(age).count());
  if (age < hours(1)) return fmt::format("{} min", duration_cast<minutes>(age).count());
  if (age < days(1)) return fmt::format("{} h", duration_cast<hours>(age).count());
  return counted(static_cast<std::size_t>(duration_cast<days>(age).count()), "day");
}

std::string counts_text(const FileOutcome& outcome) {
  const std::uint64_t rate = match_rate(outcome);
  return fmt::format("{}, {} processed, {} ({}.{} %)", counted(outcome.values_found, "value"),
                     with_thousands(outcome.values_processed), counted(outcome.user_count, "user"),
                     rate / 10, rate % 10);
}

std::string failure_text(const FileOutcome& outcome) {
  const std::string words =
      outcome.error_message.empty() ? "MoEngage gave no reason" : shown(outcome.error_message);
  return fmt::format("failed ({}): {}", outcome.status, words);
}

}  // namespace

std::string file_operation_text(const FileOperation& operation,
                                std::optional<unsigned> min_match_rate, Timestamp now) {
  switch (standing_of(operation, min_match_rate)) {
    case FileStanding::Accepted:
      return fmt::format("accepted {} ago; no callback tells of it",
                         age_text(now - operation.sent));
    case FileStanding::Pending:
      return fmt::format("pending for {}", age_text(now - operation.sent));
    case FileStanding::Done:
      return "done: " + counts_text(*operation.outcome);
    case FileStanding::PoorMatch:
      return fmt::format("failed, under {} % matched: {}", *min_match_rate,
                         counts_text(*operation.outcome));
    case FileStanding::Failed:
      return failure_text(*operation.outcome);
  }
  return "";
}

}  // namespace segctl::report
