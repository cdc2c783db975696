#pragma once

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/preparation.h"
#include "http/transport.h"

namespace segctl::cli {

/// Each prints one ending of a command and returns its exit code.
[[nodiscard]] ExitCode present_error(const Console& console, const Error& error);

/// What is wrong with the manifests, where a command can't go on: on stderr, as JSON on stdout.
[[nodiscard]] ExitCode present_invalid(const Console& console, const GlobalOptions& options,
                                       const Diagnostics& found, const report::Checked& checked);

/// What `validate` found, valid or not: on stdout.
[[nodiscard]] ExitCode present_validation(const Console& console, const GlobalOptions& options,
                                          const Diagnostics& found, const report::Checked& checked);

/// Warnings beside another result: on stderr.
void present_warnings(const Console& console, const Diagnostics& diagnostics);

/// What is wrong beside another result that is printed all the same: on stderr.
void present_problems(const Console& console, const Diagnostics& found,
                      const report::Checked& checked);

/// Adds the source line to diagnostics that have a place but no line: those that were found after
/// the manifests were read.
void fill_source_lines(const Project& project, Diagnostics& diagnostics);

/// A transport for commands that promise to use no network: every call fails.
class LocalOnly : public http::Transport {
 public:
  [[nodiscard]] Result<http::Response> send(const http::Request& request) override;
  [[nodiscard]] std::vector<Result<http::Response>> send_all(
      std::span<const http::Request> requests) override;
  [[nodiscard]] Result<http::Response> download(const http::Request& request,
                                                const http::Sink& sink) override;
};

}  // namespace segctl::cli
