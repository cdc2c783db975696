#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/present.h"
#include "members/difference.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace segctl::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct DiffOptions {
  std::string before;
  std::string after;
  bool show_values = false;
};

std::string counts_text(const members::SetDifference& found) {
  return fmt::format("{} → {}: +{} −{}, {} kept\n", with_thousands(found.kept + found.removed),
                     counted(found.kept + found.added, "value"), with_thousands(found.added),
                     with_thousands(found.removed), with_thousands(found.kept));
}

OrderedJson json_of(const DiffOptions& options, const members::SetDifference& found) {
  return {{"format_version", "1.0"},
          {"old", {{"file", options.before}, {"values", found.kept + found.removed}}},
          {"new", {{"file", options.after}, {"values", found.kept + found.added}}},
          {"added", found.added},
          {"removed", found.removed},
          {"kept", found.kept}};
}

ExitCode show_text(const DiffOptions& options, const Console& console) {
  std::string values;
  const auto line = [&values](const char* mark) {
    return [&values, mark](std::string_view value) {
      values += fmt::format("{} {}\n", mark, printable(value));
    };
  };
  members::DifferenceSinks sinks;
  if (options.show_values) sinks = {line("-"), line("+")};
  const auto found = members::difference(options.before, options.after, sinks);
  if (!found) return present_error(console, found.error());
  console.result(values + counts_text(*found));
  return ExitCode::Done;
}

ExitCode show_json(const DiffOptions& options, const Console& console) {
  OrderedJson removed = OrderedJson::array();
  OrderedJson added = OrderedJson::array();
  const auto into = [](OrderedJson& list) {
    return [&list](std::string_view value) { list.push_back(value); };
  };
  members::DifferenceSinks sinks;
  if (options.show_values) sinks = {into(removed), into(added)};
  const auto found = members::difference(options.before, options.after, sinks);
  if (!found) return present_error(console, found.error());
  OrderedJson root = json_of(options, *found);
  root["values"] = nullptr;
  if (options.show_values) {
    root["values"] = {{"added", std::move(added)}, {"removed", std::move(removed)}};
  }
  console.result(root.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  return ExitCode::Done;
}

}  // namespace

void add_members_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("members", "Look at files of users; no network");
  command->require_subcommand(1);
  auto options = std::make_shared<DiffOptions>();
  CLI::App* diff = command->add_subcommand("diff", "How many values come and go between two files");
  diff->add_option("OLD", options->before, "A CSV of one column, or a list of uids")->required();
  diff->add_option("NEW", options->after, "The later version of it")->required();
  diff->add_flag("--show-values", options->show_values,
                 "Print the values that differ: personal data");
  diff->footer(
      "Values are compared whole, whatever their order; repeated ones count once, and\n"
      "empty rows not at all. Exit codes: 0 compared, 1 a file that can't be read.");
  diff->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return invocation.options.format == Format::Json ? show_json(*options, console)
                                                       : show_text(*options, console);
    };
  });
}

}  // namespace segctl::cli
