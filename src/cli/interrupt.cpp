#include "cli/interrupt.h"

#include "cli/exit_code.h"

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

void on_early_signal(int) {
  static constexpr char kText[] = "\nsegctl: interrupted before anything was sent; run again\n";
  std::ignore = ::write(STDERR_FILENO, kText, sizeof kText - 1);
  ::_exit(static_cast<int>(ExitCode::Incomplete));
}

void handle_interrupts(void (*handler)(int)) {
  struct sigaction action {};

  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  std::ignore = ::sigaction(SIGINT, &action, nullptr);
  std::ignore = ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

std::atomic<bool>& interrupted() {
  static std::atomic<bool> flag{false};
  return flag;
}

void end_on_interrupts() { handle_interrupts(on_early_signal); }

void catch_interrupts() {
  std::ignore = interrupted().load();  // made before a handler can need it
  handle_interrupts(on_signal);
}

}  // namespace segctl::cli
