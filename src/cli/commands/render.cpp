#include "base/file.h"
#include "cli/commands/command.h"
#include "cli/present.h"
#include "cli/reports.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace segctl::cli {
namespace {

constexpr std::uint64_t kMaxDocument = std::uint64_t{256} * 1024 * 1024;

ExitCode run_render(const std::string& file, const GlobalOptions& global, const Console& console) {
  const bool prints = global.rendering || global.format == Format::Json;
  if (!prints && global.reports->files.empty()) {
    console.error({ErrorCode::Invalid, "there is nothing to make of the document",
                   "give --report FORMAT=FILE, or --format FORMAT"});
    return ExitCode::Usage;
  }
  const auto json = read_file(file, kMaxDocument);
  if (!json) return present_error(console, json.error());
  const auto readable = rendering::read_report(*json);
  if (!readable) return present_error(console, readable.error());
  ExitCode code = write_reports(console, global, *json, ExitCode::Done);
  if (!prints) return code;
  return print_document(console, global, *json, code, nullptr);
}

}  // namespace

void add_render_command(CLI::App& app, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("render", "Make reports of what was stored as JSON");
  command->add_option("FILE", *file, "What --out, --format json or --report json= wrote")
      ->required();
  add_report_option(*command, invocation.options);
  command->footer(
      "Reads the file alone: no manifests, no network. Without --report, --format says\n"
      "what is printed. Exit codes: 0 done, 1 an error. See docs/reports.md.");
  command->callback([file, &invocation] {
    invocation.run =
        reporting(invocation, std::nullopt, [file, &invocation](const Console& console) {
          return run_render(*file, invocation.options, console);
        });
  });
}

}  // namespace segctl::cli
