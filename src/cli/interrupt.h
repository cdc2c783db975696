#pragma once

#include <atomic>

namespace segctl::cli {

/// Becomes true with the first SIGINT or SIGTERM; the second ends the process at once.
[[nodiscard]] std::atomic<bool>& interrupted();

/// From now on the first SIGINT or SIGTERM only sets interrupted(): what is in flight is finished.
void catch_interrupts();

}  // namespace segctl::cli
