#include "support/child_process.h"

#include <csignal>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace segctl::test {
namespace {

constexpr uid_t kNobody = 65534;

[[noreturn]] void run_and_wait(const std::function<std::string()>& work, int pipe) {
  const std::string text = work();
  if (::write(pipe, text.data(), text.size()) < 0) ::_exit(1);
  ::close(pipe);
  while (true) ::pause();
}

}  // namespace

ChildProcess::ChildProcess(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe failed");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    ::close(ends[0]);
    run_and_wait(work, ends[1]);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  kill();
  ::close(pipe_);
}

std::string ChildProcess::text() {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(pipe_, buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

void ChildProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void become_nobody() {
  if (::geteuid() == 0 && ::setuid(kNobody) != 0) throw std::runtime_error("setuid failed");
}

void limit_file_size(unsigned long bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit failed");
}

}  // namespace segctl::test
