#include "plan/outcome.h"

#include <algorithm>

namespace segctl::plan {

const char* fate_word(Fate fate) {
  switch (fate) {
    case Fate::Done:
      return "done";
    case Fate::Accepted:
      return "accepted";
    case Fate::Unchanged:
      return "unchanged";
    case Fate::Conflict:
      return "conflict";
    case Fate::Failed:
      return "failed";
    case Fate::Unknown:
      return "unknown";
    case Fate::Blocked:
      return "blocked";
    case Fate::Deferred:
      return "deferred";
  }
  return "";
}

std::size_t Outcome::count(Fate fate) const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(),
                    [fate](const ChangeOutcome& change) { return change.fate == fate; }));
}

}  // namespace segctl::plan
