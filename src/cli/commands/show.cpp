#include "apply/observe.h"
#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/inventory.h"
#include "cli/preparation.h"
#include "cli/present.h"
#include "report/columns.h"
#include "report/json_file_operation.h"
#include "report/text_file_operation.h"
#include "segment/difference.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace segctl::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kPageWidth = 80;
constexpr std::size_t kOutcomeIndent = 14;  ///< of what became of a file operation

struct Shown {
  InventoryItem item;
  std::optional<Definition> definition;
  std::optional<RecordedSegment> record;
  Timestamp now{};
};

/// By key, else ID, else name: the first that fits.
const InventoryItem* find_item(const std::vector<InventoryItem>& items, const std::string& wanted) {
  const auto by = [&](auto fits) {
    const auto found = std::find_if(items.begin(), items.end(), fits);
    return found == items.end() ? nullptr : &*found;
  };
  const InventoryItem* found =
      by([&](const InventoryItem& item) { return item.key && item.key->str() == wanted; });
  if (found == nullptr) found = by([&](const InventoryItem& i) { return i.id.str() == wanted; });
  if (found == nullptr) found = by([&](const InventoryItem& i) { return i.name == wanted; });
  return found;
}

Result<Shown> look(Session& session, const Project& project, const std::string& wanted) {
  auto repo = read_repo(project, {}, false);
  if (!repo) return tl::unexpected(repo.error());
  auto state = load_state(session);
  if (!state) return tl::unexpected(state.error());
  auto live = apply::observe(session.reader(), *state, repo->desired);
  if (!live) return tl::unexpected(live.error());
  const auto items = take_inventory(*live, *state, repo->desired, session.clock().now());
  const InventoryItem* item = find_item(items, wanted);
  if (item == nullptr) {
    return fail(ErrorCode::Invalid,
                fmt::format("no segment has the key, ID or name {}", in_quotes(wanted)),
                "`segctl list` shows them all");
  }
  Shown shown{*item, {}, {}, session.clock().now()};
  if (item->live) {
    auto whole = session.reader().get(item->id);
    if (!whole) return tl::unexpected(whole.error().error);
    shown.definition = std::move(whole->definition);
  }
  const auto record = item->key ? state->segments.find(*item->key) : state->segments.end();
  if (record != state->segments.end()) shown.record = record->second;
  return shown;
}

std::string activity_text(const InventoryItem& item) {
  if (!item.activity) return "not at MoEngage";
  return *item.activity == Activity::Active ? "active" : "archived";
}

/// The file operations, the newest first.
std::string operations_text(const Shown& shown) {
  std::string text;
  const auto& operations = shown.item.operations;
  for (auto one = operations.rbegin(); one != operations.rend(); ++one) {
    text += fmt::format("  {} {} ({}, {})\n", text.empty() ? "files    " : "         ",
                        file_operation_word(one->kind), one->id, format_utc(one->sent));
    const std::string became =
        report::file_operation_text(*one, shown.item.min_match_rate, shown.now);
    for (const std::string& line : report::wrapped(became, kPageWidth - kOutcomeIndent)) {
      text += fmt::format("{:{}}{}\n", "", kOutcomeIndent, line);
    }
  }
  return text;
}

std::string text_of(const Shown& shown) {
  const InventoryItem& item = shown.item;
  std::string text = fmt::format(
      "{}\n  kind      {}\n  id        {}\n  key       {}\n  activity  {}\n  managed   {}\n"
      "  manifest  {}\n",
      printable(item.name), printable(item.kind), item.id.empty() ? "-" : printable(item.id.str()),
      item.key ? printable(item.key->str()) : "-", activity_text(item), item.managed ? "yes" : "no",
      item.declared ? "yes" : "no");
  if (shown.record) text += fmt::format("  applied   {}\n", format_utc(shown.record->applied_at));
  if (shown.record && shown.record->file && shown.record->file->rows) {
    text += fmt::format("  content   {} values\n", with_thousands(*shown.record->file->rows));
  }
  if (shown.record && shown.record->cohort) {
    text += fmt::format("  members   {} accepted\n", with_thousands(shown.record->cohort->members));
  }
  text += operations_text(shown);
  if (!shown.definition) return text;
  text += fmt::format("  users     {}\n", describe_filter(shown.definition->included));
  if (!shown.definition->excluded.is_null()) {
    text += fmt::format("  but not   {}\n", describe_filter(shown.definition->excluded));
  }
  return text;
}

std::string json_of(const Shown& shown) {
  const InventoryItem& item = shown.item;
  OrderedJson root{{"format_version", "1.0"}, {"name", item.name}, {"kind", item.kind}};
  root["id"] = item.id.empty() ? OrderedJson(nullptr) : OrderedJson(item.id.str());
  root["key"] = item.key ? OrderedJson(item.key->str()) : OrderedJson(nullptr);
  root["archived"] =
      item.activity ? OrderedJson(*item.activity == Activity::Archived) : OrderedJson(nullptr);
  root["managed"] = item.managed;
  root["declared"] = item.declared;
  root["applied_at"] =
      shown.record ? OrderedJson(format_utc(shown.record->applied_at)) : OrderedJson(nullptr);
  root["file_operations"] = OrderedJson::array();
  for (const FileOperation& one : item.operations) {
    root["file_operations"].push_back(report::file_operation_json(one, item.min_match_rate));
  }
  root["included_filters"] =
      shown.definition ? OrderedJson(shown.definition->included.json()) : OrderedJson(nullptr);
  root["excluded_filters"] =
      shown.definition ? OrderedJson(shown.definition->excluded.json()) : OrderedJson(nullptr);
  return inert_json(root.dump(2, ' ', false, OrderedJson::error_handler_t::replace)) + "\n";
}

ExitCode run_show(const std::string& wanted, const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  const auto shown = look(**session, *project, wanted);
  if (!shown) return present_error(console, shown.error());
  console.result(global.format == Format::Json ? json_of(*shown) : text_of(*shown));
  return ExitCode::Done;
}

}  // namespace

void add_show_command(CLI::App& app, Invocation& invocation) {
  auto wanted = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("show", "Show one segment as MoEngage has it now");
  command->add_option("KEY|ID|NAME", *wanted, "Which segment")->required();
  command->callback([wanted, &invocation] {
    invocation.run = [wanted, &invocation](const Console& console) {
      return run_show(*wanted, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
