#include "cli/version.h"

#include "cli/commands/command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace segctl::cli {

void add_version_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->callback([&invocation] {
    invocation.run = [&invocation](const Console& console) {
      console.result(invocation.options.format == Format::Json
                         ? fmt::format("{{\"version\": \"{}\"}}\n", kVersion)
                         : fmt::format("segctl {}\n", kVersion));
      return ExitCode::Done;
    };
  });
}

}  // namespace segctl::cli
