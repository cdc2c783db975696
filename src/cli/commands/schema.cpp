#include "cli/commands/command.h"
#include "cli/schemas.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace segctl::cli {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Schema& schema : schemas()) result.emplace_back(schema.name);
  return result;
}

ExitCode run_schema(const std::string& wanted, const Console& console) {
  for (const Schema& schema : schemas()) {
    if (wanted.empty()) console.result(std::string(schema.name) + "\n");
    if (schema.name == wanted) console.result(schema.text);
  }
  return ExitCode::Done;
}

}  // namespace

void add_schema_command(CLI::App& app, Invocation& invocation) {
  auto wanted = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("schema", "Print a JSON Schema, or the names of all");
  command->add_option("NAME", *wanted, "Which one; without it the names are listed")
      ->check(CLI::IsMember(names()).description(""));  // they are longer than a line
  command->callback([wanted, &invocation] {
    invocation.run = [wanted](const Console& console) { return run_schema(*wanted, console); };
  });
}

}  // namespace segctl::cli
