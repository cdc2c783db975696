#include "base/fail_point.h"

#ifdef SEGCTL_FAIL_POINTS

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <tuple>
#include <unistd.h>

namespace segctl {
namespace {

/// "NAME[#N]=ACTION", taken apart.
struct Wish {
  std::string_view name;
  int times = 1;
  std::string_view action;
};

int number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Wish wish_of(const char* text) {
  Wish wish;
  if (text == nullptr) return wish;
  const std::string_view whole = text;
  const auto equals = whole.find('=');
  if (equals == std::string_view::npos) return wish;
  wish.name = whole.substr(0, equals);
  wish.action = whole.substr(equals + 1);
  if (const auto mark = wish.name.find('#'); mark != std::string_view::npos) {
    wish.times = number(wish.name.substr(mark + 1));
    wish.name = wish.name.substr(0, mark);
  }
  return wish;
}

void trace(std::string_view name) {
  const char* path = std::getenv("SEGCTL_FAIL_TRACE");
  if (path == nullptr) return;
  const int file = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  const std::string line = std::string(name) + "\n";
  std::ignore = ::write(file, line.data(), line.size());
  ::close(file);
}

int act(std::string_view action) {
  if (action == "kill") ::kill(::getpid(), SIGKILL);
  if (action == "EIO") return EIO;
  if (action == "ENOSPC") return ENOSPC;
  if (action.starts_with("sleep:")) {
    const int milliseconds = number(action.substr(6));
    const timespec time{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
    ::nanosleep(&time, nullptr);
  }
  return 0;
}

}  // namespace

int fail_point(std::string_view name) noexcept {
  trace(name);
  static const Wish kWish = wish_of(std::getenv("SEGCTL_FAIL_POINT"));
  static int left = kWish.times;
  if (name != kWish.name || --left != 0) return 0;
  return act(kWish.action);
}

}  // namespace segctl

#else

namespace segctl {

int fail_point(std::string_view) noexcept { return 0; }

}  // namespace segctl

#endif
