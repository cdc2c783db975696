#pragma once

#include "cli/commands/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/global_options.h"

#include <functional>
#include <string>
#include <string_view>

namespace segctl::cli {

/// Adds `--report FORMAT=FILE` to a command.
void add_report_option(CLI::App& command, GlobalOptions& options);

/// `run` of a command whose document is of `sort`, and what has to follow it: a report file of an
/// earlier run is removed where this one came to no document, so that none is taken for its own;
/// and GitHub Actions are told the exit code. Without a sort, the command renders a document of
/// any.
[[nodiscard]] std::function<ExitCode(const Console&)> reporting(
    Invocation& invocation, std::optional<rendering::Sort> sort,
    std::function<ExitCode(const Console&)> run);

/// Tells GitHub Actions of a command line that `command` doesn't take, where that is a command that
/// prints a document.
void tell_of_wrong_usage(std::string_view command);

/// What is wrong with the formats that were asked for; empty where nothing is.
[[nodiscard]] std::string unfit_format(const Invocation& invocation);

/// Reads the name of a format, "text" and "json" among them, into `options`. False for no name.
[[nodiscard]] bool choose_format(const std::string& name, GlobalOptions& options);

/// Writes the reports that were asked for, made of `json`, and where GitHub Actions run us,
/// outputs, step summary and annotations. Returns `code`; where one can't be written, that is said,
/// and a code that would tell of success becomes ExitCode::Failed. What was done stays what is
/// told.
[[nodiscard]] ExitCode publish(const Console& console, const GlobalOptions& options,
                               const std::string& json, ExitCode code);

/// The reports alone.
[[nodiscard]] ExitCode write_reports(const Console& console, const GlobalOptions& options,
                                     const std::string& json, ExitCode code);

/// Prints a document as `--format` says; `text` is called where that is text. Returns `code`, or as
/// publish() does where it can't be rendered so.
[[nodiscard]] ExitCode print_document(const Console& console, const GlobalOptions& options,
                                      const std::string& json, ExitCode code,
                                      const std::function<std::string()>& text);

}  // namespace segctl::cli
