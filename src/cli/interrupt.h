#pragma once

#include <atomic>

namespace segctl::cli {

/// Becomes true with the first SIGINT or SIGTERM; the second ends the process at once.
[[nodiscard]] std::atomic<bool>& interrupted();

/// From now on the first SIGINT or SIGTERM ends the process with ExitCode::Incomplete: for what
/// goes before a change, with nothing sent yet that would have to be finished or saved.
void end_on_interrupts();

/// From now on the first SIGINT or SIGTERM only sets interrupted(): what is in flight is finished.
void catch_interrupts();

}  // namespace segctl::cli
