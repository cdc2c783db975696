#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace segctl::git {

/// A program to run. There is no shell: each argument arrives as it is.
struct Command {
  std::vector<std::string> arguments;                ///< the program first; looked for in PATH
  std::string input;                                 ///< what it reads
  std::size_t most_output = std::size_t{64} << 20U;  ///< bytes; more is an error
  Duration most_time = std::chrono::minutes(2);
};

/// What became of it.
struct Finished {
  int exit_code = 0;   ///< 128 + the signal's number where a signal ended it
  std::string output;  ///< all of it
  std::string errors;  ///< the first 4,000 bytes of stderr
};

/// Runs it to its end, with a clean environment for git: no GIT_DIR or GIT_INDEX_FILE of a hook, no
/// pager, no editor, no question on the terminal, no network. NotFound where there is no such
/// program, GiveUp where it writes too much or takes too long: it is killed then.
[[nodiscard]] Result<Finished> run(const Command& command);

}  // namespace segctl::git
