#include "base/descriptor.h"
#include "base/text.h"
#include "base/url.h"
#include "callback/listener.h"
#include "cli/address.h"
#include "cli/callback_desk.h"
#include "cli/commands/command.h"
#include "cli/interrupt.h"
#include "cli/present.h"
#include "report/json_file_operation.h"
#include "report/text_file_operation.h"
#include "report/words.h"
#include "segment/callback_url.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace segctl::cli {
namespace {

struct CallbackOptions {
  std::string listen = "127.0.0.1:8787";
  std::string file;       ///< "-": stdin
  std::string operation;  ///< empty: found by the segment's name
};

/// The project, or the exit code where there is none.
tl::expected<Project, ExitCode> project_of(const GlobalOptions& global, const Console& console) {
  Diagnostics diagnostics;
  auto project = load_project(global, diagnostics);
  if (!project) return tl::make_unexpected(present_error(console, project.error()));
  if (count(diagnostics, Severity::Error) > 0) {
    return tl::make_unexpected(present_invalid(console, global, diagnostics, {}));
  }
  return std::move(*project);
}

/// "replace-users of "Readers" (5.1): done: …", as MoEngage says: what the manifest asks for is
/// looked at where the manifests are read.
std::string recorded_text(const KnownOperation& known, Timestamp now) {
  return fmt::format("{} of {} ({}): {}", file_operation_word(known.operation.kind),
                     report::name_text(known.name), known.operation.id,
                     report::file_operation_text(known.operation, std::nullopt, now));
}

// --- serve

callback::Recording record(CallbackDesk& desk, const std::string& name, const callback::Body& body,
                           const Console& console, const Clock& clock) {
  auto known = desk.find(name);
  if (known && !*known) return callback::Recording::Unknown;
  if (known) {
    const auto recorded = desk.record(std::move(**known), body);
    if (recorded) {
      console.message(recorded_text(*recorded, clock.now()));
      return callback::Recording::Kept;
    }
    console.message(fmt::format("segctl: {}", printable(recorded.error().message)));
    // What contradicts the first outcome is no news however often it is sent.
    const bool contradicts = recorded.error().code == ErrorCode::Invalid;
    return contradicts ? callback::Recording::Kept : callback::Recording::Refused;
  }
  console.message(fmt::format("segctl: {}", printable(known.error().message)));
  return callback::Recording::Refused;
}

Result<std::string> needed_token() {
  std::string token = callback_token();
  if (is_callback_token(token)) return token;
  return fail(ErrorCode::Invalid,
              token.empty() ? "SEGCTL_CALLBACK_TOKEN is not set"
                            : "SEGCTL_CALLBACK_TOKEN can't be used in a URL, or is too short",
              "set it to 16 to 200 letters and digits that nobody can guess, e.g. of `openssl rand "
              "-hex 24`, here and where `segctl apply` runs");
}

ExitCode run_serve(const CallbackOptions& options, const GlobalOptions& global,
                   const Console& console) {
  const auto project = project_of(global, console);
  if (!project) return project.error();
  const auto token = needed_token();
  if (!token) return present_error(console, token.error());
  const auto address = parse_address(options.listen);
  if (!address) return present_error(console, address.error());
  const auto listener = callback::Listener::open(address->host, address->port);
  if (!listener) return present_error(console, listener.error());
  catch_interrupts();
  console.result(fmt::format("listening on {}\n", url_of({address->host, listener->port()})));
  if (!is_loopback_host(address->host)) {
    console.message("segctl: warning: this is plain HTTP: put a proxy with TLS before it");
  }
  SystemClock clock;
  CallbackDesk desk(*project, clock);
  const callback::Receiver receiver(*token,
                                    [&](const std::string& operation, const callback::Body& body) {
                                      return record(desk, operation, body, console, clock);
                                    });
  const auto told = [&](const std::string& peer, const callback::Answer& answer) {
    if (global.verbose == 0 || answer.status == 200) return;
    console.message(fmt::format("{}: {}, {}", printable(peer), answer.status, answer.message));
  };
  listener->serve(receiver, {}, told, interrupted());
  return ExitCode::Done;
}

// --- ingest

/// A whole file or all of stdin, as far as a body may go.
Result<std::string> read_saved(const std::string& name) {
  const bool standard = name == "-";
  const Descriptor file(standard ? ::dup(STDIN_FILENO)
                                 : ::open(name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail_errno("cannot open", name, errno);
  std::string text;
  std::array<char, 4096> piece{};
  while (text.size() <= callback::kLongestBody) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read", name, errno);
    if (got == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text;  // one that is too long is the reader's to refuse
}

std::string ids_of(const std::vector<KnownOperation>& operations) {
  std::string text;
  for (const KnownOperation& one : operations) {
    text += fmt::format("{}{} ({}, sent {})", text.empty() ? "" : ", ", one.operation.id,
                        file_operation_word(one.operation.kind), format_utc(one.operation.sent));
  }
  return text;
}

/// The one operation that a body of that segment can be about.
Result<KnownOperation> only_one(CallbackDesk& desk, const SegmentName& segment) {
  auto found = desk.unheard_of(segment);
  if (!found) return tl::unexpected(std::move(found.error()));
  if (found->empty()) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("no file operation of {} waits for its outcome", in_quotes(segment.str())),
        "`segctl show` has what is known; --operation ID names one");
  }
  if (found->size() > 1) {
    return fail(ErrorCode::Invalid,
                fmt::format("{} file operations of {} wait for their outcome", found->size(),
                            in_quotes(segment.str())),
                "give --operation with one of: " + ids_of(*found));
  }
  return std::move(found->front());
}

Result<KnownOperation> meant(CallbackDesk& desk, const std::string& operation,
                             const SegmentName& segment) {
  if (operation.empty()) return only_one(desk, segment);
  const bool is_name = operation.find('-') != std::string::npos;
  auto known = is_name ? desk.find(operation) : desk.find_id(operation);
  if (!known) return tl::unexpected(std::move(known.error()));
  if (!*known) {
    return fail(ErrorCode::Invalid,
                fmt::format("the state knows no file operation {}", in_quotes(operation)),
                "`segctl show` has the IDs of a segment's");
  }
  if ((*known)->name != segment) {
    return fail(
        ErrorCode::Invalid,
        fmt::format("operation {} is of {}, and this callback is about {}", (*known)->operation.id,
                    in_quotes((*known)->name.str()), in_quotes(segment.str())),
        "leave --operation out to have it found by the name");
  }
  return std::move(**known);
}

std::string recorded_json(const KnownOperation& known) {
  report::Document document{
      {"format_version", "1.0"}, {"key", known.key.str()}, {"name", known.name.str()}};
  document["file_operation"] = report::file_operation_json(known.operation, std::nullopt);
  return report::pretty(document);
}

ExitCode run_ingest(const CallbackOptions& options, const GlobalOptions& global,
                    const Console& console) {
  const auto project = project_of(global, console);
  if (!project) return project.error();
  const auto text = read_saved(options.file);
  if (!text) return present_error(console, text.error());
  const auto body = callback::read_body(*text);
  if (!body) return present_error(console, body.error());
  SystemClock clock;
  CallbackDesk desk(*project, clock);
  auto known = meant(desk, options.operation, body->segment);
  if (!known) return present_error(console, known.error());
  const auto recorded = desk.record(std::move(*known), *body);
  if (!recorded) return present_error(console, recorded.error());
  console.result(global.format == Format::Json ? recorded_json(*recorded)
                                               : recorded_text(*recorded, clock.now()) + "\n");
  return ExitCode::Done;
}

}  // namespace

void add_callback_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<CallbackOptions>();
  CLI::App* command =
      app.add_subcommand("callback", "Record what MoEngage tells of processed files");
  command->require_subcommand(1);
  CLI::App* serve =
      command->add_subcommand("serve", "Receive and record callbacks (…/TOKEN/OPERATION)");
  serve->add_option("--listen", options->listen, "Where to listen (default: 127.0.0.1:8787)")
      ->type_name("HOST:PORT");
  serve->footer(
      "The token comes from SEGCTL_CALLBACK_TOKEN. What is recorded stands beside\n"
      "the state, also while an apply runs. Plain HTTP: see docs/callbacks.md for\n"
      "the proxy before it. Stops with SIGTERM or Ctrl-C.");
  serve->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_serve(*options, invocation.options, console);
    };
  });
  CLI::App* ingest = command->add_subcommand("ingest", "Record a callback that was saved");
  ingest->add_option("FILE", options->file, "The body that MoEngage posted; - for stdin")
      ->required();
  ingest->add_option("--operation", options->operation, "The file operation that it is about")
      ->type_name("ID");
  ingest->callback([options, &invocation] {
    invocation.run = [options, &invocation](const Console& console) {
      return run_ingest(*options, invocation.options, console);
    };
  });
}

}  // namespace segctl::cli
