#pragma once

#include <csignal>

namespace segctl::http {

/// Keeps SIGPIPE from this thread while it lives: a peer that closes a TLS connection early would
/// otherwise end the program. Leaves the process's own way with SIGPIPE as it was.
class SigpipeBlock {
 public:
  SigpipeBlock();
  ~SigpipeBlock();
  SigpipeBlock(const SigpipeBlock&) = delete;
  SigpipeBlock& operator=(const SigpipeBlock&) = delete;

 private:
  sigset_t before_{};
  bool was_pending_ = false;
};

}  // namespace segctl::http
