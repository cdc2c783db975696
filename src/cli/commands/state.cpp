#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/present.h"

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

std::string record_text(const RecordedSegment& record) {
  return fmt::format(
      "{}\n  kind       {}\n  name       {}\n  id         {}\n  activity   {}\n"
      "  applied    {}{}\n",
      printable(record.key.str()), kind_word(record.kind), printable(record.name.str()),
      record.id.empty() ? "not known yet" : record.id.str(),
      record.activity == Activity::Active ? "active" : "archived", format_utc(record.applied_at),
      file_text(record));
}

OrderedJson record_json(const RecordedSegment& record) {
  return {{"key", record.key.str()},
          {"kind", kind_word(record.kind)},
          {"name", record.name.str()},
          {"id", record.id.empty() ? OrderedJson(nullptr) : OrderedJson(record.id.str())},
          {"archived", record.activity == Activity::Archived},
          {"applied_at", format_utc(record.applied_at)}};
}

std::string dump(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
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

ExitCode run_list(const state::State& state, const GlobalOptions& global, const Console& console) {
  if (global.format == Format::Json) {
    OrderedJson list = OrderedJson::array();
    for (const auto& [key, record] : state.segments) list.push_back(record_json(record));
    console.result(dump({{"format_version", "1.0"}, {"serial", state.serial}, {"segments", list}}));
    return ExitCode::Done;
  }
  std::string text;
  for (const auto& [key, record] : state.segments) {
    text += fmt::format("{:<8} {:<24} {}{}\n", kind_word(record.kind),
                        record.id.empty() ? "-" : record.id.str(), printable(key.str()),
                        record.activity == Activity::Archived ? "  (archived)" : "");
  }
  console.result(text +
                 fmt::format("{} in the state\n", counted(state.segments.size(), "segment")));
  return ExitCode::Done;
}

ExitCode run_show(const state::State& state, const StateOptions& options,
                  const GlobalOptions& global, const Console& console) {
  const auto records = chosen(state, options.keys);
  if (!records) return present_error(console, records.error());
  OrderedJson list = OrderedJson::array();
  std::string text;
  for (const RecordedSegment& record : *records) {
    list.push_back(record_json(record));
    text += record_text(record);
  }
  console.result(
      global.format == Format::Json
          ? dump({{"format_version", "1.0"}, {"serial", state.serial}, {"segments", list}})
          : text);
  return ExitCode::Done;
}

ExitCode run_move(state::State& state, const StateOptions& options, Session& session,
                  const Console& console) {
  const auto found = state.segments.find(Key(options.from));
  if (found == state.segments.end() || state.segments.contains(Key(options.to))) {
    const bool missing = found == state.segments.end();
    return present_error(
        console,
        Error{ErrorCode::Invalid,
              missing ? fmt::format("the state knows no segment {}", in_quotes(options.from))
                      : fmt::format("the state has a segment {} already", in_quotes(options.to)),
              "nothing was changed; `segctl state list` shows the keys"});
  }
  auto node = state.segments.extract(found);
  node.key() = Key(options.to);
  node.mapped().key = Key(options.to);
  state.segments.insert(std::move(node));
  const auto saved = session.store().save(state);
  if (!saved) return present_error(console, saved.error());
  console.message(fmt::format("{} is now {} in the state; MoEngage was not asked",
                              in_quotes(options.from), in_quotes(options.to)));
  return ExitCode::Done;
}

ExitCode run_remove(state::State& state, const StateOptions& options, Session& session,
                    const Console& console) {
  const auto records = chosen(state, options.keys);
  if (!records) return present_error(console, records.error());
  for (const RecordedSegment& record : *records) state.segments.erase(record.key);
  const auto saved = session.store().save(state);
  if (!saved) return present_error(console, saved.error());
  console.message(fmt::format("{} given up; MoEngage keeps what it has, and segctl leaves it alone",
                              counted(records->size(), "segment")));
  return ExitCode::Done;
}

ExitCode run_verify(const state::State& state, Session& session, const Console& console) {
  console.result(fmt::format("{}: whole, lineage {}, serial {}, {}\n", session.store().location(),
                             state.lineage.str(), state.serial,
                             counted(state.segments.size(), "segment")));
  return ExitCode::Done;
}

enum class Access { Read, Write };

/// Opens the state, under its lock where it is to be written, and hands it on.
template <class Body>
ExitCode with_state(const GlobalOptions& global, const Console& console, Access access, Body body) {
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  std::unique_ptr<state::Lock> lock;
  if (access == Access::Write) {
    auto taken = (*session)->store().lock(lock_holder((*session)->clock()));
    if (!taken) return present_error(console, taken.error());
    lock = std::move(*taken);
  }
  auto state = load_state(**session);
  if (!state) return present_error(console, state.error());
  return body(*state, **session);
}

}  // namespace

void add_state_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<StateOptions>();
  CLI::App* command = app.add_subcommand("state", "Look at, or mend, what segctl has recorded");
  command->require_subcommand(1);

  CLI::App* list = command->add_subcommand("list", "List the managed segments");
  list->callback([&invocation] {
    invocation.run = [&invocation](const Console& console) {
      return with_state(invocation.options, console, Access::Read,
                        [&](state::State& state, Session&) {
                          return run_list(state, invocation.options, console);
                        });
    };
  });

  CLI::App* show = command->add_subcommand("show", "Show the record of one or more segments");
  show->add_option("KEY", options->keys, "Their keys (default: all)");
  show->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return with_state(invocation.options, console, Access::Read,
                        [&](state::State& state, Session&) {
                          return run_show(state, *options, invocation.options, console);
                        });
    };
  });

  CLI::App* move =
      command->add_subcommand("mv", "Give a record another key, as its manifest has it");
  move->add_option("FROM", options->from, "The key in the state")->required();
  move->add_option("TO", options->to, "The key of the manifest")->required();
  move->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return with_state(invocation.options, console, Access::Write,
                        [&](state::State& state, Session& session) {
                          return run_move(state, *options, session, console);
                        });
    };
  });

  CLI::App* remove =
      command->add_subcommand("rm", "Give segments up: they stay at MoEngage, unmanaged");
  remove->add_option("KEY", options->keys, "Their keys")->required();
  remove->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return with_state(invocation.options, console, Access::Write,
                        [&](state::State& state, Session& session) {
                          return run_remove(state, *options, session, console);
                        });
    };
  });

  CLI::App* verify = command->add_subcommand("verify", "Check that the state is whole and ours");
  verify->callback([&invocation] {
    invocation.run = [&invocation](const Console& console) {
      return with_state(invocation.options, console, Access::Read,
                        [&](state::State& state, Session& session) {
                          return run_verify(state, session, console);
                        });
    };
  });
}

}  // namespace segctl::cli
