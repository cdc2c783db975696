#include "apply/observe.h"
#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/inventory.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "report/columns.h"
#include "report/json_file_operation.h"
#include "report/text_file_operation.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace segctl::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct ListOptions {
  bool unmanaged = false;
  bool managed = false;
};

std::string standing(const InventoryItem& item) {
  if (!item.live) return item.managed ? "gone" : "not created";
  if (item.managed) return item.declared ? "managed" : "no manifest";
  return item.declared ? "not adopted" : "unmanaged";
}

bool is_wanted(const InventoryItem& item, const ListOptions& options) {
  if (options.managed) return item.managed;
  return !options.unmanaged || !item.managed;
}

/// What became of the last file operation, on lines of its own; empty where there is none.
std::string last_operation_text(const InventoryItem& item, Timestamp now) {
  constexpr std::size_t kOperationIndent = 9;
  constexpr std::size_t kOperationWidth = 80 - kOperationIndent;
  if (item.operations.empty()) return {};
  const FileOperation& last = item.operations.back();
  const std::string whole =
      fmt::format("{}: {}", file_operation_word(last.kind),
                  report::file_operation_text(last, item.min_match_rate, now));
  std::string text;
  for (const std::string& line :
       report::wrapped(report::shortened(whole, 2 * kOperationWidth), kOperationWidth)) {
    text += fmt::format("{:{}}{}\n", "", kOperationIndent, line);
  }
  return text;
}

std::string text_of(const std::vector<InventoryItem>& items, Timestamp now) {
  std::string text;
  for (const InventoryItem& item : items) {
    const bool archived = item.activity == Activity::Archived;
    text += fmt::format("{:<8} {:<12} {:<24} {}{}\n", printable(item.kind), standing(item),
                        item.id.empty() ? "-" : printable(item.id.str()), printable(item.name),
                        archived ? "  (archived)" : "");
    text += last_operation_text(item, now);
  }
  return text + fmt::format("{}\n", counted(items.size(), "segment"));
}

std::string json_of(const std::vector<InventoryItem>& items) {
  OrderedJson list = OrderedJson::array();
  for (const InventoryItem& item : items) {
    OrderedJson entry{{"name", item.name}, {"kind", item.kind}};
    entry["id"] = item.id.empty() ? OrderedJson(nullptr) : OrderedJson(item.id.str());
    entry["key"] = item.key ? OrderedJson(item.key->str()) : OrderedJson(nullptr);
    entry["archived"] =
        item.activity ? OrderedJson(*item.activity == Activity::Archived) : OrderedJson(nullptr);
    entry["managed"] = item.managed;
    entry["declared"] = item.declared;
    entry["live"] = item.live;
    entry["source"] = item.source.empty() ? OrderedJson(nullptr) : OrderedJson(item.source);
    entry["file_operation"] =
        item.operations.empty()
            ? OrderedJson(nullptr)
            : report::file_operation_json(item.operations.back(), item.min_match_rate);
    list.push_back(std::move(entry));
  }
  const OrderedJson root{{"format_version", "1.0"}, {"segments", list}};
  return inert_json(root.dump(2, ' ', false, OrderedJson::error_handler_t::replace)) + "\n";
}

ExitCode run_list(const ListOptions& options, const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto repo = read_repo(*project, {}, false);
  if (!repo) return present_error(console, repo.error());
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  const auto state = load_state(**session);
  if (!state) return present_error(console, state.error());
  const auto live = apply::observe((*session)->reader(), *state, repo->desired);
  if (!live) return present_error(console, live.error());
  const Timestamp now = (*session)->clock().now();
  auto items = take_inventory(*live, *state, repo->desired, now);
  std::erase_if(items, [&](const InventoryItem& item) { return !is_wanted(item, options); });
  console.result(global.format == Format::Json ? json_of(items) : text_of(items, now));
  return ExitCode::Done;
}

}  // namespace

void add_list_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = app.add_subcommand("list", "List the segments of workspace, repo and state");
  auto* managed = command->add_flag("--managed", options->managed, "Only those in the state");
  command->add_flag("--unmanaged", options->unmanaged, "Only those that are not")
      ->excludes(managed);
  command->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_list(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
