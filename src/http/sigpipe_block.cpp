#include "http/sigpipe_block.h"

#include <ctime>

namespace segctl::http {
namespace {

sigset_t only_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool is_pending() {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

SigpipeBlock::SigpipeBlock() : was_pending_(is_pending()) {
  const sigset_t set = only_sigpipe();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SigpipeBlock::~SigpipeBlock() {
  const sigset_t set = only_sigpipe();
  if (!was_pending_ && is_pending()) {
    constexpr timespec kAtOnce{0, 0};
    sigtimedwait(&set, nullptr, &kAtOnce);
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace segctl::http
