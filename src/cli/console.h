#pragma once

#include "base/result.h"
#include "cli/global_options.h"
#include "report/style.h"

#include <string>
#include <string_view>

namespace segctl::cli {

/// Where results and messages go: results to stdout, everything else to stderr.
class Console {
 public:
  explicit Console(const GlobalOptions& options);

  /// Prints a result. A broken pipe ends the program quietly, as pipes are meant to.
  void result(std::string_view text) const;
  /// Prints a message; nothing under -q.
  void message(std::string_view text) const;
  /// Prints what is wrong with the user's files, even under -q.
  void problems(std::string_view text) const;
  /// Prints an error, always: "segctl: …", and the hint on a line of its own.
  void error(const Error& error) const;
  /// Rewrites the progress line of a terminal; nothing where stderr is none, or under
  /// --no-progress.
  void progress(std::string_view text) const;
  /// Clears the progress line.
  void end_progress() const;

  [[nodiscard]] bool shows_progress() const { return progress_; }

  /// Asks on the terminal and reads a line; only "yes" is true. False without a terminal.
  [[nodiscard]] bool confirm(std::string_view question) const;

  /// Whether a question could be asked.
  [[nodiscard]] bool interactive() const { return interactive_; }

  [[nodiscard]] const report::Style& out() const { return out_; }

  [[nodiscard]] const report::Style& err() const { return err_; }

 private:
  report::Style out_;
  report::Style err_;
  bool quiet_ = false;
  bool progress_ = false;
  bool interactive_ = false;
};

}  // namespace segctl::cli
