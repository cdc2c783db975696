#pragma once

#include "base/result.h"
#include "state/journal.h"
#include "state/state.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace segctl::state {

/// Held while a state is being changed; gives it back when destroyed.
class Lock {
 public:
  virtual ~Lock() = default;
};

/// Where a state lives.
class Store {
 public:
  virtual ~Store() = default;

  /// The state, with what a journal and callbacks beside it add; nothing where there has never been
  /// one. A truncated, edited or foreign file is an error that says what to do: never "no state".
  [[nodiscard]] virtual Result<std::optional<State>> load() = 0;

  /// Writes `state` with its serial raised by one, atomically; on success `state.serial` is the new
  /// one, and the journal and the callbacks, which it has taken in, are gone. Fails with PlanAgain
  /// where the stored serial or lineage is not the one `state` was loaded with.
  [[nodiscard]] virtual Result<void> save(State& state) = 0;

  /// Whether there is a journal: a run ended before it could save, or is going on.
  [[nodiscard]] virtual bool has_journal() const = 0;

  /// How many callbacks the last load() took in, that no save() has taken out of their place yet.
  [[nodiscard]] virtual std::size_t callbacks_taken() const = 0;

  /// Begins the journal of what is now done on top of `state`, as it is stored.
  [[nodiscard]] virtual Result<Journal> begin_journal(const State& state) = 0;

  /// Keeps every other segctl out until the lock is destroyed; ErrorCode::Locked names the holder.
  [[nodiscard]] virtual Result<std::unique_ptr<Lock>> lock(const std::string& holder) = 0;

  /// How the user calls it: the path.
  [[nodiscard]] virtual std::string location() const = 0;
};

}  // namespace segctl::state
