#include "cli/interrupt.h"

#include <csignal>
#include <tuple>
#include <unistd.h>

namespace segctl::cli {
namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

void on_signal(int signal) {
  if (interrupted().exchange(true)) {
    // The second: now. What was recorded is on disk already.
    std::ignore = std::signal(signal, SIG_DFL);
    std::ignore = std::raise(signal);
    return;
  }
  static constexpr char kText[] =
      "\nsegctl: finishing what is in flight; interrupt again to end at once\n";
  std::ignore = ::write(STDERR_FILENO, kText, sizeof kText - 1);
}

}  // namespace

std::atomic<bool>& interrupted() {
  static std::atomic<bool> flag{false};
  return flag;
}

void catch_interrupts() {
  std::ignore = interrupted().load();  // made before a handler can need it

  struct sigaction action {};

  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  std::ignore = ::sigaction(SIGINT, &action, nullptr);
  std::ignore = ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace segctl::cli
