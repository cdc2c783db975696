#include "base/file.h"
#include "base/text.h"
#include "cli/commands/command.h"
#include "cli/interrupt.h"
#include "cli/plan_options.h"
#include "cli/present.h"
#include "cli/reports.h"
#include "cli/stored_plan.h"
#include "cli/uploads.h"
#include "report/json_outcome.h"
#include "report/text_outcome.h"
#include "report/text_plan.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace segctl::cli {
namespace {

struct ApplyOptions {
  PlanChoices choices;  ///< paths: a PLANFILE alone, or the scope
  bool auto_approve = false;
};

ExitCode exit_code_of(const plan::Outcome& outcome) {
  using plan::Fate;
  if (outcome.unrecorded || outcome.count(Fate::Failed) > 0) return ExitCode::Failed;
  if (outcome.interrupted) return ExitCode::Incomplete;
  if (!outcome.holds.empty()) return ExitCode::Held;
  if (outcome.count(Fate::Conflict) > 0) return ExitCode::Conflict;
  const std::size_t open =
      outcome.count(Fate::Unknown) + outcome.count(Fate::Deferred) + outcome.count(Fate::Blocked);
  return open > 0 ? ExitCode::Incomplete : ExitCode::Done;
}

/// Asks, where there is something to do and nobody has approved it yet.
Result<void> approve(const Console& console, const Preparation& preparation,
                     const ApplyOptions& options, bool stored) {
  if (!preparation.plan.has_actions() || options.auto_approve || stored) return {};
  if (!console.interactive()) {
    return fail(
        ErrorCode::Invalid, "there is no terminal to ask on",
        "give --auto-approve, or a plan file that was reviewed: segctl plan --out FILE, then "
        "segctl apply FILE");
  }
  if (console.confirm("\nApply these changes? Only \"yes\" is a yes: ")) return {};
  return fail(ErrorCode::GiveUp, "not approved; nothing was changed");
}

void show_progress(const Console& console, std::size_t& ended, std::size_t total,
                   const plan::ChangeOutcome& change) {
  ++ended;
  if (console.shows_progress()) {
    console.progress(fmt::format("[{}/{}] {}", ended, total, report::progress_line(change)));
  } else {
    console.message(report::progress_line(change));
  }
}

/// What is left of a change that was not carried out to its end.
plan::Change rest_of(const plan::Change& change, const plan::ChangeOutcome& outcome) {
  plan::Change rest = change;
  const auto done = static_cast<std::ptrdiff_t>(std::min(outcome.done.size(), rest.actions.size()));
  rest.actions.erase(rest.actions.begin(), rest.actions.begin() + done);
  return rest;
}

/// When there is room for the first of what was deferred; nothing where that is now.
std::optional<Timestamp> time_to_resume(const plan::Outcome& outcome,
                                        const Preparation& preparation, Session& session) {
  plan::Plan rest;
  rest.holds = outcome.holds;
  for (std::size_t i = 0; i < outcome.changes.size(); ++i) {
    const plan::Fate fate = outcome.changes[i].fate;
    if (fate != plan::Fate::Deferred && fate != plan::Fate::Blocked) continue;
    rest.changes.push_back(rest_of(preparation.plan.changes[i], outcome.changes[i]));
  }
  const plan::Price price = price_now(rest, preparation.material, session);
  std::optional<Timestamp> first;
  for (const plan::MeterPrice& meter : price.meters) {
    if (meter.batches.empty()) continue;
    first = std::min(first.value_or(Timestamp::max()), meter.batches.front().at);
  }
  return first && *first > price.at ? first : std::nullopt;
}

/// A snapshot that can't be kept costs the next plan its counts, and nothing else.
void warn_unkept(const Console& console, const Result<void>& kept) {
  if (kept) return;
  console.message(fmt::format("segctl: warning: no snapshot of the members was kept: {}",
                              printable(kept.error().message)));
}

/// What the segment has, or will have again if MoEngage can't use the file that it was sent.
std::vector<ContentMark> contents_kept(const RecordedFile& file) {
  const FileOperation* last = last_filling(file);
  const bool is_open = last != nullptr && last->awaited && !last->outcome;
  return is_open ? std::vector{file.content, last->content_before} : std::vector{file.content};
}

/// Keeps the snapshots that a plan may still compare with; none where they are turned off.
void drop_old_snapshots(const Project& project, const state::State& state) {
  std::set<Digest> kept;
  for (const auto& [key, record] : state.segments) {
    if (!project.keeps_snapshots || !record.file) continue;
    for (const ContentMark& content : contents_kept(*record.file)) {
      if (content.values) kept.insert(*content.values);
    }
  }
  snapshot_store(project).keep_only(kept);
}

plan::Outcome carry_out(Preparation& preparation, Session& session, const Project& project,
                        const Console& console) {
  source::Inspector inspector(session.web(), project.csv_limits, snapshots_of(project));
  CsvDesk desk(project, inspector, console);
  std::size_t ended = 0;
  const apply::Tools tools{
      session.reader(),
      session.writer(),
      session.store(),
      session.clock(),
      [&](const CsvSource& csv, AttributeType type, const ContentMark& planned) {
        return desk.make_ready(csv, type, planned);
      },
      cohort_settings(project),
      [&](const plan::ChangeOutcome& change) {
        show_progress(console, ended, preparation.plan.changes.size(), change);
      },
      interrupted(),
      [&](const ContentMark& before, const ContentMark& now) {
        warn_unkept(console, inspector.keep_snapshot(before, now));
      },
      callback_token()};
  catch_interrupts();
  auto outcome = apply::carry_out(preparation.plan, preparation.material, preparation.state, tools);
  console.end_progress();
  if (!outcome.unrecorded) drop_old_snapshots(project, preparation.state);
  outcome.resume_at = time_to_resume(outcome, preparation, session);
  return outcome;
}

ExitCode present_outcome(const Console& console, const GlobalOptions& global,
                         const plan::Outcome& outcome, const Preparation& preparation) {
  const std::string json =
      report::outcome_json(outcome, preparation.header, report::plan_digest(preparation.plan));
  const ExitCode code = publish(console, global, json, exit_code_of(outcome));
  return print_document(console, global, json, code, [&] {
    return report::outcome_text(outcome, console.out(), global.environment);
  });
}

/// The plan to carry out: made now, and where a plan was stored, the part of it that was reviewed.
Result<Preparation> prepare_apply(const Project& project, Session& session,
                                  const ApplyOptions& options,
                                  const std::optional<report::StoredPlan>& stored) {
  PlanChoices choices = stored ? choices_of(*stored, options.choices) : options.choices;
  if (stored) {
    for (std::string& path : choices.paths) path = (project.directory / path).string();
  }
  auto preparation = prepare(project, session, choices, Keep::OnDisk);
  if (!preparation || !stored) return preparation;
  if (count(preparation->diagnostics, Severity::Error) > 0) return preparation;
  if (auto same = keep_reviewed(*stored, *preparation); !same) return tl::unexpected(same.error());
  preparation->plan.price = price_now(preparation->plan, preparation->material, session);
  return preparation;
}

ExitCode run_apply(const ApplyOptions& options, const GlobalOptions& global,
                   const Console& console) {
  end_on_interrupts();
  Diagnostics diagnostics;
  const auto project = load_project(global, diagnostics);
  if (!project) return present_error(console, project.error());
  if (count(diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, diagnostics, {});
  }
  const auto stored = stored_plan_among(options.choices.paths);
  if (!stored) return present_error(console, stored.error());
  if (*stored) {
    const auto undecided = check_undecided(options.choices);
    if (!undecided) return present_error(console, undecided.error());
  }
  auto session = Session::open(*project, global, console);
  if (!session) return present_error(console, session.error());
  const auto lock = (*session)->store().lock(lock_holder((*session)->clock()));
  if (!lock) return present_error(console, lock.error());
  auto preparation = prepare_apply(*project, **session, options, *stored);
  if (!preparation) return present_error(console, preparation.error());
  fill_source_lines(*project, preparation->diagnostics);
  if (count(preparation->diagnostics, Severity::Error) > 0) {
    return present_invalid(console, global, preparation->diagnostics, preparation->checked);
  }
  present_warnings(console, preparation->diagnostics);
  console.message(report::plan_text(preparation->plan, preparation->header, console.err()));
  if (auto given = check_upload_credentials(*project, preparation->plan); !given) {
    return present_error(console, given.error());
  }
  if (auto approved = approve(console, *preparation, options, stored->has_value()); !approved) {
    return present_error(console, approved.error());
  }
  const auto outcome = carry_out(*preparation, **session, *project, console);
  return present_outcome(console, global, outcome, *preparation);
}

}  // namespace

void add_apply_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ApplyOptions>();
  CLI::App* command = app.add_subcommand("apply", "Make the workspace what the manifests say");
  command->add_option("PLANFILE|PATH", options->choices.paths,
                      "A stored plan, or the manifests to apply alone");
  command->add_flag("--auto-approve", options->auto_approve, "Don't ask");
  add_plan_choices(*command, options->choices);
  add_report_option(*command, invocation.options);
  command->footer(
      "--max-wait and --wait say how long to wait for MoEngage's limits.\n"
      "Exit codes: 0 done, 3 manifests invalid, 4 a conflict, 5 incomplete (run\n"
      "again), 6 the stored plan is stale, 7 the state is locked, 8 held back by a\n"
      "safety limit, 1 another error. See docs/commands/apply.md.");
  command->callback([options, &invocation] {
    invocation.run = reporting(invocation, rendering::Sort::Outcome,
                               [options, &invocation](const Console& console) {
                                 return run_apply(*options, invocation.options, console);
                               });
  });
}

}  // namespace segctl::cli
