#include "cli/console.h"

#include "base/text.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <tuple>
#include <unistd.h>

namespace segctl::cli {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) == "dumb";
}

/// no-color.org and bixense.com/clicolors: the option, NO_COLOR, CLICOLOR_FORCE, then the terminal.
report::Colour colour_for(int descriptor, ColorChoice choice) {
  if (choice == ColorChoice::Always) return report::Colour::Yes;
  if (choice == ColorChoice::Never || is_set("NO_COLOR")) return report::Colour::No;
  const char* force = std::getenv("CLICOLOR_FORCE");
  if (force != nullptr && *force != '\0' && std::string_view(force) != "0") {
    return report::Colour::Yes;
  }
  return ::isatty(descriptor) == 1 && !is_dumb() ? report::Colour::Yes : report::Colour::No;
}

std::size_t width_of(int descriptor) {
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

/// Writes it all, or ends the program where nobody reads on: a result that is cut is no result.
void write_out(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) {
    std::perror("segctl: cannot write to standard output");
    std::_Exit(1);
  }
}

void write_err(std::string_view text) {
  // Nobody is left to tell that stderr is gone.
  std::ignore = std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

Console::Console(const GlobalOptions& options)
    : out_{colour_for(STDOUT_FILENO, options.color), width_of(STDOUT_FILENO)},
      err_{colour_for(STDERR_FILENO, options.color), width_of(STDERR_FILENO)},
      quiet_(options.quiet) {
  progress_ =
      options.progress && !quiet_ && ::isatty(STDERR_FILENO) == 1 && !is_dumb() && !is_set("CI");
  interactive_ = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

void Console::result(std::string_view text) const { write_out(text); }

void Console::message(std::string_view text) const {
  if (!quiet_) write_err(fmt::format("{}\n", text));
}

void Console::problems(std::string_view text) const {
  end_progress();
  write_err(fmt::format("{}\n", text));
}

void Console::error(const Error& error) const {
  end_progress();
  write_err(fmt::format("{} {}\n", err_.painted(report::Paint::Bad, "segctl: error:"),
                        printable(error.message)));
  if (!error.hint.empty()) write_err(fmt::format("  {}\n", printable(error.hint)));
}

void Console::progress(std::string_view text) const {
  if (!progress_) return;
  const std::size_t room = err_.width > 1 ? err_.width - 1 : 1;
  std::string line(text);
  while (code_points(line) > room) line.resize(line.size() - 1);
  write_err(fmt::format("\r\x1b[K{}", line));
}

void Console::end_progress() const {
  if (progress_) write_err("\r\x1b[K");
}

bool Console::confirm(std::string_view question) const {
  if (!interactive_) return false;
  write_err(question);
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

}  // namespace segctl::cli
