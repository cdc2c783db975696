#include "cli/recover.h"

#include <string>
#include <utility>

namespace segctl::cli {

Result<std::vector<apply::Settlement>> recover(Session& session, state::State& state, Keep keep) {
  const bool unsaved = session.store().has_journal();
  const std::vector<state::Operation> open = state.open;
  auto settlements = apply::settle_open(session.reader(), session.clock(), state);
  if (!settlements) return settlements;
  if (!unsaved && state.open == open) return settlements;
  if (keep == Keep::InMemory) {
    ++state.serial;
    return settlements;
  }
  if (auto saved = session.store().save(state); !saved) return tl::unexpected(saved.error());
  return settlements;
}

std::vector<plan::Warning> warnings_of(const std::vector<apply::Settlement>& settlements) {
  std::vector<plan::Warning> warnings;
  for (const apply::Settlement& settlement : settlements) {
    plan::Warning warning;
    warning.code = std::string("settled-") + apply::finding_word(settlement.finding);
    warning.key = settlement.operation.key;
    warning.message = apply::settlement_text(settlement);
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

}  // namespace segctl::cli
