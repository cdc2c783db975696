#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/present.h"
#include "cli/recover.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace segctl::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct StateOptions {
  std::vector<std::string> keys;
  std::string from;
  std::string to;
};

std::string file_text(const RecordedSegment& record) {
  if (!record.file) return {};
  const std::string rows =
      record.file->rows ? with_thousands(*record.file->rows) + " values" : "unknown values";
  return fmt::format("\n  attribute  {} ({})\n  content    {}\n  changes    {} applied",
                     printable(record.file->attribute_name),
                     attribute_type_word(record.file->attribute_type), rows,
                     record.file->applied_changes.size());
}

std::string cohort_text(const RecordedSegment& record) {
  if (!record.cohort) return {};
  return fmt::format("\n  cohort     {} of {}\n  members    {} accepted",
                     printable(record.cohort->cohort_id), printable(record.cohort->partner),
                     with_thousands(record.cohort->members));
}

std::string record_text(const RecordedSegment& record) {
  return fmt::format(
      "{}\n  kind       {}\n  name       {}\n  id         {}\n  activity   {}{}\n"
      "  applied    {}{}{}\n",
      printable(record.key.str()), kind_word(record.kind), printable(record.name.str()),
      record.id.empty() ? "not known yet" : printable(record.id.str()),
      record.activity == Activity::Active ? "active" : "archived",
      record.is_protected ? ", protected" : "", format_utc(record.applied_at), file_text(record),
      cohort_text(record));
}

OrderedJson record_json(const RecordedSegment& record) {
  return {{"key", record.key.str()},
          {"kind", kind_word(record.kind)},
          {"name", record.name.str()},
          {"id", record.id.empty() ? OrderedJson(nullptr) : OrderedJson(record.id.str())},
          {"archived", record.activity == Activity::Archived},
          {"protected", record.is_protected},
          {"applied_at", format_utc(record.applied_at)}};
}

std::string dump(const OrderedJson& json) {
  return inert_json(json.dump(2, ' ', false, OrderedJson::error_handler_t::replace)) + "\n";
}

/// The records that were asked for, or all; an error names a key that is not there.
Result<std::vector<RecordedSegment>> chosen(const state::State& state,
                                            const std::vector<std::string>& keys) {
  std::vector<RecordedSegment> records;
  if (keys.empty()) {
    for (const auto& [key, record] : state.segments) records.push_back(record);
    return records;
  }
  for (const std::string& key : keys) {
    const auto found = state.segments.find(Key(key));
    if (found == state.segments.end()) {
      return fail(ErrorCode::Invalid, fmt::format("the state knows no segment {}", in_quotes(key)),
                  "`segctl state list` shows the keys");
    }
    records.push_back(found->second);
  }
  return records;
}

OrderedJson list_json(const state::State& state, const std::vector<RecordedSegment>& records) {
  OrderedJson list = OrderedJson::array();
  for (const RecordedSegment& record : records) list.push_back(record_json(record));
  return {{"format_version", "1.0"}, {"serial", state.serial}, {"segments", list}};
}

/// What a subcommand works on.
struct StateCall {
  const StateOptions& options;
  Format format;
  state::State& state;
  Session& session;
  const Console& console;
};

ExitCode save(const StateCall& call, std::string_view message) {
  const auto saved = call.session.store().save(call.state);
  if (!saved) return present_error(call.console, saved.error());
  call.console.message(message);
  return ExitCode::Done;
}

ExitCode run_list(const StateCall& call) {
  if (call.format == Format::Json) {
    call.console.result(dump(list_json(call.state, *chosen(call.state, {}))));
    return ExitCode::Done;
  }
  std::string text;
  for (const auto& [key, record] : call.state.segments) {
    text += fmt::format("{:<8} {:<24} {}{}\n", kind_word(record.kind),
                        record.id.empty() ? "-" : printable(record.id.str()), printable(key.str()),
                        record.activity == Activity::Archived ? "  (archived)" : "");
  }
  call.console.result(
      text + fmt::format("{} in the state\n", counted(call.state.segments.size(), "segment")));
  return ExitCode::Done;
}

ExitCode run_show(const StateCall& call) {
  const auto records = chosen(call.state, call.options.keys);
  if (!records) return present_error(call.console, records.error());
  std::string text;
  for (const RecordedSegment& record : *records) text += record_text(record);
  call.console.result(call.format == Format::Json ? dump(list_json(call.state, *records)) : text);
  return ExitCode::Done;
}

ExitCode run_move(const StateCall& call) {
  const std::string& from = call.options.from;
  const std::string& to = call.options.to;
  const auto found = call.state.segments.find(Key(from));
  const bool missing = found == call.state.segments.end();
  if (missing || call.state.segments.contains(Key(to))) {
    return present_error(
        call.console,
        Error{ErrorCode::Invalid,
              missing ? fmt::format("the state knows no segment {}", in_quotes(from))
                      : fmt::format("the state has a segment {} already", in_quotes(to)),
              "nothing was changed; `segctl state list` shows the keys"});
  }
  auto node = call.state.segments.extract(found);
  node.key() = Key(to);
  node.mapped().key = Key(to);
  call.state.segments.insert(std::move(node));
  return save(call, fmt::format("{} is now {} in the state; MoEngage was not asked",
                                in_quotes(from), in_quotes(to)));
}

ExitCode run_remove(const StateCall& call) {
  const auto records = chosen(call.state, call.options.keys);
  if (!records) return present_error(call.console, records.error());
  for (const RecordedSegment& record : *records) call.state.segments.erase(record.key);
  return save(call,
              fmt::format("{} given up; MoEngage keeps what it has, and segctl leaves it alone",
                          counted(records->size(), "segment")));
}

ExitCode run_verify(const StateCall& call) {
  std::string text = fmt::format("{}: whole, lineage {}, serial {}, {}\n",
                                 call.session.store().location(), call.state.lineage.str(),
                                 call.state.serial, counted(call.state.segments.size(), "segment"));
  if (call.session.store().has_journal()) {
    text += "a run ended before it could save: its journal is whole, the next apply takes it in\n";
  }
  if (const std::size_t callbacks = call.session.store().callbacks_taken(); callbacks > 0) {
    text +=
        fmt::format("{} beside it: the next save takes them in\n", counted(callbacks, "callback"));
  }
  for (const state::Operation& open : call.state.open) {
    text += fmt::format("open: {} of {}, begun {}\n", operation_word(open.kind),
                        in_quotes(open.name.str()), format_utc(open.begun));
  }
  call.console.result(text);
  return ExitCode::Done;
}

OrderedJson settlement_json(const apply::Settlement& settlement) {
  return {{"operation", settlement.operation.id},
          {"kind", operation_word(settlement.operation.kind)},
          {"key", settlement.operation.key.str()},
          {"name", settlement.operation.name.str()},
          {"finding", apply::finding_word(settlement.finding)},
          {"id", settlement.id.empty() ? OrderedJson(nullptr) : OrderedJson(settlement.id.str())}};
}

/// Saves the state where callbacks beside it have to be taken in.
Result<void> keep_callbacks(const StateCall& call) {
  if (call.session.store().callbacks_taken() == 0) return {};
  return call.session.store().save(call.state);
}

ExitCode run_recover(const StateCall& call) {
  const auto settlements = recover(call.session, call.state, Keep::OnDisk);
  if (!settlements) return present_error(call.console, settlements.error());
  if (const auto kept = keep_callbacks(call); !kept) {
    return present_error(call.console, kept.error());
  }
  OrderedJson list = OrderedJson::array();
  std::string text;
  for (const apply::Settlement& settlement : *settlements) {
    list.push_back(settlement_json(settlement));
    text += apply::settlement_text(settlement) + "\n";
  }
  if (text.empty()) text = "nothing was left open\n";
  call.console.result(
      call.format == Format::Json
          ? dump({{"format_version", "1.0"}, {"serial", call.state.serial}, {"settled", list}})
          : text);
  return call.state.open.empty() ? ExitCode::Done : ExitCode::Incomplete;
}

enum class Access { Read, Write };

/// Opens the state, under its lock where it is to be written, and hands it to `body`.
ExitCode with_state(const StateOptions& options, const GlobalOptions& global,
                    const Console& console, Access access, ExitCode (*body)(const StateCall&)) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  state::Store& store = (*session)->store();
  std::unique_ptr<state::Lock> lock;
  if (access == Access::Write) {
    auto taken = store.lock(lock_holder((*session)->clock()));
    if (!taken) return present_error(console, taken.error());
    lock = std::move(*taken);
  }
  auto state = load_state(**session);
  if (!state) return present_error(console, state.error());
  return body({options, global.format, *state, **session, console});
}

}  // namespace

void add_state_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<StateOptions>();
  CLI::App* command = app.add_subcommand("state", "Look at, or mend, what segctl has recorded");
  command->require_subcommand(1);
  const auto add = [&, options, command](const char* name, const char* help, Access access,
                                         ExitCode (*body)(const StateCall&)) {
    CLI::App* one = command->add_subcommand(name, help);
    one->callback([options, &invocation, access, body] {
      invocation.run = [options, &invocation, access, body](const Console& console) {
        return with_state(*options, invocation.options, console, access, body);
      };
    });
    return one;
  };
  add("list", "List the managed segments", Access::Read, run_list);
  add("show", "Show the record of one or more segments", Access::Read, run_show)
      ->add_option("KEY", options->keys, "Their keys (default: all)");
  CLI::App* move =
      add("mv", "Give a record another key, as its manifest has it", Access::Write, run_move);
  move->add_option("FROM", options->from, "The key in the state")->required();
  move->add_option("TO", options->to, "The key of the manifest")->required();
  add("rm", "Give segments up: they stay at MoEngage, unmanaged", Access::Write, run_remove)
      ->add_option("KEY", options->keys, "Their keys")
      ->required();
  add("recover", "Settle what a run that ended early left open", Access::Write, run_recover);
  add("verify", "Check that the state is whole and ours", Access::Read, run_verify);
}

}  // namespace segctl::cli
