#pragma once

namespace segctl::cli {

/// The program: reads the command line, carries the command out, returns the exit code. A bug's
/// exception ends here, with a message.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace segctl::cli
