#include "git/process.h"

#include "base/descriptor.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // POSIX has it in no header

namespace segctl::git {
namespace {

constexpr std::size_t kMostErrors = 4000;

using Clock = std::chrono::steady_clock;

/// The environment without what makes git look elsewhere than at the directory it is told, and
/// without a protocol by which a partial clone could fetch what it lacks. Its configuration stays:
/// that is how CI systems say that a checkout is to be trusted.
std::vector<std::string> environment_for_git() {
  std::vector<std::string> result{"GIT_TERMINAL_PROMPT=0",   "GIT_OPTIONAL_LOCKS=0",
                                  "GIT_LITERAL_PATHSPECS=1", "GIT_NO_LAZY_FETCH=1",
                                  "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C"};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const bool of_git = variable.starts_with("GIT_") && !variable.starts_with("GIT_CONFIG") &&
                        !variable.starts_with("GIT_EXEC_PATH=") &&
                        !variable.starts_with("GIT_CEILING_DIRECTORIES=");
    const bool locale = variable.starts_with("LC_ALL=");
    if (!of_git && !locale) result.emplace_back(variable);
  }
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  result.reserve(words.size() + 1);
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

struct Pipe {
  Descriptor read{-1};
  Descriptor write{-1};

  [[nodiscard]] bool open() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    return true;
  }

  /// The same over a socket: a write that nobody reads is an error there, and need not be a signal.
  [[nodiscard]] bool open_quiet() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    return true;
  }
};

/// A child process; killed and waited for where nobody did before.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;

  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    wait();
  }

  /// Zero, or the errno of why it could not be started.
  int start(std::vector<std::string> arguments) {
    if (!in_.open_quiet() || !out_.open() || !errors_.open()) return errno;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in_.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out_.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors_.write.get(), STDERR_FILENO);
    sigset_t as_usual;
    sigemptyset(&as_usual);
    sigaddset(&as_usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &as_usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> environment = environment_for_git();
    const int failed = ::posix_spawnp(&pid_, arguments.front().c_str(), &actions, &attributes,
                                      pointers(arguments).data(), pointers(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) pid_ = -1;
    in_.read = Descriptor(-1);
    out_.write = Descriptor(-1);
    errors_.write = Descriptor(-1);
    return failed;
  }

  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  Pipe in_;
  Pipe out_;
  Pipe errors_;

 private:
  pid_t pid_ = -1;
};

/// Hands the input over and takes the output, whichever is ready.
class Exchange {
 public:
  Exchange(Child& child, const Command& command) : child_(child), command_(command) {
    if (command.input.empty()) child_.in_.write = Descriptor(-1);
  }

  /// Until the child has closed both of its ends. False where it took too long or wrote too much.
  bool carry_out(Finished& result) {
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(command_.most_time);
    while (child_.out_.read.valid() || child_.errors_.read.valid()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) return false;
      std::array<pollfd, 3> ends{{{child_.out_.read.get(), POLLIN, 0},
                                  {child_.errors_.read.get(), POLLIN, 0},
                                  {child_.in_.write.get(), POLLOUT, 0}}};
      const int ready = ::poll(ends.data(), ends.size(), static_cast<int>(left.count()));
      if (ready < 0 && errno != EINTR) return false;
      if (ready <= 0) continue;
      if (ends[0].revents != 0) take(child_.out_.read, result.output);
      if (ends[1].revents != 0) take(child_.errors_.read, result.errors);
      if (ends[2].revents != 0) give();
      if (result.output.size() > command_.most_output) return false;
      if (result.errors.size() > kMostErrors) result.errors.resize(kMostErrors);
    }
    return true;
  }

 private:
  static void take(Descriptor& from, std::string& into) {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) {
      from = Descriptor(-1);
    } else {
      into.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  void give() {
    const ssize_t count = ::send(child_.in_.write.get(), command_.input.data() + given_,
                                 command_.input.size() - given_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count > 0) given_ += static_cast<std::size_t>(count);
    if (count <= 0 || given_ == command_.input.size()) child_.in_.write = Descriptor(-1);
  }

  Child& child_;
  const Command& command_;
  std::size_t given_ = 0;
};

}  // namespace

Result<Finished> run(const Command& command) {
  Child child;
  if (const int failed = child.start(command.arguments); failed != 0) {
    return fail(failed == ENOENT ? ErrorCode::NotFound : ErrorCode::GiveUp,
                fmt::format("cannot run {}: {}", command.arguments.front(), std::strerror(failed)),
                failed == ENOENT ? "install git, or put it into PATH" : "");
  }
  Finished result;
  Exchange exchange(child, command);
  if (!exchange.carry_out(result)) {
    return fail(
        ErrorCode::GiveUp,
        fmt::format("{} wrote more than {} bytes, or took longer than {} s",
                    command.arguments.front(), with_thousands(command.most_output),
                    std::chrono::duration_cast<std::chrono::seconds>(command.most_time).count()));
  }
  result.exit_code = child.wait();
  return result;
}

}  // namespace segctl::git
