#include "report/text_plan.h"

#include "base/text.h"
#include "base/url.h"
#include "report/diff_lines.h"
#include "report/next_step.h"
#include "report/page.h"
#include "report/text_price.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace segctl::report {
namespace {

constexpr std::size_t kHead = 2;    ///< columns before a change's mark
constexpr std::size_t kDetail = 6;  ///< columns before its details

struct Mark {
  const char* sign;
  Paint paint;
};

/// The sign of what weighs most in a change.
Mark mark_of(const plan::Change& change) {
  using plan::ActionKind;
  if (change.conflict) return {"! ", Paint::Bad};
  Mark mark{"~ ", Paint::Alter};
  for (const plan::Action& action : change.actions) {
    const bool archives = action.kind == ActionKind::Archive;
    if (archives || action.kind == ActionKind::Forget) mark = {"- ", Paint::Bad};
    if (action.kind == ActionKind::Create) {
      mark = mark.paint == Paint::Bad ? Mark{"-/+ ", Paint::Bad} : Mark{"+ ", Paint::Good};
    }
    if (action.kind == ActionKind::Adopt && change.actions.size() == 1) mark = {"= ", Paint::Plain};
  }
  return mark;
}

std::string head_text(const plan::Change& change) {
  const std::string what = change.conflict ? "conflict:" : actions_text(change.actions);
  return fmt::format("{} {} {}", what, kind_word(change.kind), name_text(change.name));
}

/// "key vip, ID 65f1…"; the key only where it is not the name.
std::string identity_text(const plan::Change& change) {
  std::vector<std::string> parts;
  if (change.key.str() != change.name.str()) parts.push_back("key " + key_text(change.key));
  if (!change.previous_key.empty()) {
    parts.push_back("in the state until now as " + key_text(change.previous_key));
  }
  if (!change.id.empty()) parts.push_back("ID " + shown(change.id.str()));
  return joined(parts, ", ");
}

Paint effect_paint(Effect effect) {
  const bool may_grow = effect == Effect::OnlyWidens || effect == Effect::MayDoEither;
  return may_grow ? Paint::Alter : Paint::Plain;
}

void write_filters(Page& page, const Definition& definition) {
  page.item(kDetail, "include: ", shown(describe_filter(definition.included)));
  if (!definition.excluded.is_null()) {
    page.item(kDetail, "exclude: ", shown(describe_filter(definition.excluded)));
  }
}

void write_file(Page& page, const plan::Change& change) {
  const std::string rows = rows_text(change);
  const bool uploaded = std::any_of(
      change.actions.begin(), change.actions.end(),
      [](const plan::Action& action) { return !action.entry && !action.upload.empty(); });
  if (!rows.empty() && !change.members) page.item(kDetail, "content: ", rows);
  if (change.after && !change.after->file_url.empty() && !uploaded) {
    page.whole(kDetail, "from: " + shown(unsigned_url(change.after->file_url)));
  }
}

void write_payloads(Page& page, const plan::Change& change) {
  if (!change.payloads) return;
  const std::uint64_t calls = change.payloads->adding + change.payloads->removing;
  page.item(kDetail, "payloads: ",
            with_thousands(calls) +
                "; uids that MoEngage has no user of are ignored there, and not told");
}

/// Where CSVs are put before MoEngage is told to fetch them.
void write_uploads(Page& page, const plan::Change& change) {
  for (const plan::Action& action : change.actions) {
    if (action.upload.empty()) continue;
    page.whole(kDetail, "upload to: " + shown(unsigned_url(action.upload)));
  }
}

void write_names(Page& page, const plan::Change& change) {
  if (!change.before || !change.after || change.before->name == change.after->name) return;
  page.item(
      kDetail, "~ ",
      fmt::format("name {} → {}", name_text(change.before->name), name_text(change.after->name)),
      Paint::Alter);
}

/// Whether the CSV that `after` speaks of is what is sent.
bool sends_content(const plan::Change& change) {
  return std::any_of(change.actions.begin(), change.actions.end(), [&](const auto& action) {
    return plan::is_file_operation(action.kind, change.kind) && !action.entry;
  });
}

void write_what(Page& page, const plan::Change& change) {
  const bool made = !change.before && change.after;
  if (made && change.after->definition) write_filters(page, *change.after->definition);
  write_names(page, change);
  write_diff(page, kDetail, change.diff);
  if (change.members) page.item(kDetail, "members: ", members_text(change));
  if (sends_content(change)) write_file(page, change);
  write_uploads(page, change);
  const std::string routes = routes_text(change);
  if (!routes.empty()) page.item(kDetail, "cost: ", routes);
  write_payloads(page, change);
}

void write_conflict(Page& page, const plan::Change& change, const std::string& environment) {
  page.item(kDetail, "", conflict_text(*change.conflict));
  for (const NextStep& step :
       next_steps(change.key, change.source, *change.conflict, change.id, environment)) {
    page.item(kDetail, "", step.words);
    if (!step.command.empty()) page.whole(kDetail + 2, step.command, Paint::Strong);
  }
}

void write_origin(Page& page, const plan::Change& change) {
  if (!change.origin) return;
  const std::string from = origin_text(*change.origin);
  if (!change.origin->touched) page.item(kDetail, "SURPRISE: ", kSurprise, Paint::Bad);
  if (!from.empty()) page.item(kDetail, "", from);
}

void write_change(Page& page, const plan::Change& change, const std::string& environment) {
  const Mark mark = mark_of(change);
  page.blank();
  page.item(kHead, mark.sign, head_text(change), mark.paint);
  const std::string identity = identity_text(change);
  if (!identity.empty()) page.item(kDetail, "", identity);
  if (!change.source.file.empty()) page.whole(kDetail, place_text(change.source), Paint::Place);
  write_origin(page, change);
  if (change.conflict) return write_conflict(page, change, environment);
  page.item(kDetail, "why: ", reasons_text(change.reasons));
  const std::string destruction = destruction_text(change);
  if (!destruction.empty()) page.item(kDetail, "DESTRUCTIVE: ", destruction, Paint::Bad);
  if (change.effect) {
    page.item(kDetail, "audience: ", effect_text(*change.effect), effect_paint(*change.effect));
  }
  write_what(page, change);
  if (!change.needs.empty()) page.item(kDetail, "after: ", keys_text(change.needs));
}

void write_title(Page& page, const plan::Plan& plan, const PlanHeader& header) {
  std::vector<std::string> parts;
  if (!header.environment.empty()) parts.push_back(shown(header.environment));
  if (!header.workspace.empty()) parts.push_back("workspace " + shown(header.workspace));
  if (!parts.empty()) page.item(0, "", "Plan for " + joined(parts, ", "), Paint::Strong);
  if (header.base) {
    page.item(0, "", base_text(plan, *header.base),
              surprises(plan) > 0 ? Paint::Bad : Paint::Plain);
  }
  if (plan.scope != plan::Scope::Paths) return;
  std::vector<std::string> paths;
  for (const std::string& path : header.paths) paths.push_back(shown(path));
  page.item(0, "Only: ", joined(paths, ", ") + "; what is declared elsewhere is left alone");
}

void write_warnings(Page& page, const std::vector<plan::Warning>& warnings) {
  page.blank();
  for (const plan::Warning& warning : warnings) {
    const std::string place = place_text(warning.source);
    const std::string key = warning.key.empty() ? "" : key_text(warning.key) + ": ";
    page.item(
        0, "warning: ", fmt::format("{}{} [{}]", key, shown(warning.message), shown(warning.code)),
        Paint::Alter);
    if (!place.empty()) page.whole(kDetail, place, Paint::Place);
  }
}

void write_holds(Page& page, const std::vector<plan::Hold>& holds) {
  page.blank();
  for (const plan::Hold& hold : holds) {
    page.item(0, "held back: ", hold_text(hold), Paint::Bad);
    page.item(kDetail, "segments: ", keys_text(hold.keys));
    if (hold.flag.empty()) continue;
    page.item(kDetail, "", "if that is meant, add:");
    page.whole(kDetail + 2, shown(hold.flag), Paint::Strong);
  }
}

void write_left_alone(Page& page, const plan::Counts& counts) {
  page.blank();
  if (counts.unmanaged > 0) {
    page.item(0, "", counted(counts.unmanaged, "unmanaged segment") + " left alone.");
  }
  if (counts.not_created > 0) {
    page.item(0, "",
              counted(counts.not_created, "segment") +
                  " not created: archived in the manifest, and not there.");
  }
}

void write_trusted(Page& page, const plan::Trusted& trusted) {
  if (trusted.definitions == 0) return;
  page.item(0, "",
            fmt::format("{} not read now, but trusted from the record, the oldest since {}.",
                        counted(trusted.definitions, "definition"), format_utc(trusted.since)));
}

void write_price(Page& page, const plan::Plan& plan) {
  if (!plan.price) return;
  page.blank();
  for (const std::string& line : price_lines(*plan.price)) page.item(0, "calls: ", line);
  const std::string end = end_text(*plan.price);
  if (!end.empty()) page.item(0, "done: ", end, Paint::Strong);
  page.blank();
}

/// How much of the plan will not be done; empty where all of it will.
std::string held_words(const plan::Plan& plan) {
  if (plan.holds.empty()) return "";
  std::set<Key> held;
  for (const plan::Hold& hold : plan.holds) held.insert(hold.keys.begin(), hold.keys.end());
  std::size_t stopped = 0;
  std::size_t all = 0;
  for (const plan::Change& change : plan.changes) {
    if (change.conflict) continue;
    ++all;
    stopped += held.contains(change.key) ? 1 : 0;
  }
  if (stopped == 0) return " A safety limit holds changes back.";
  if (stopped == all) return " Held back by a safety limit: nothing of it is done.";
  return fmt::format(" Held back by a safety limit: {} of {}.", with_thousands(stopped),
                     counted(all, "change"));
}

}  // namespace

std::string plan_text(const plan::Plan& plan, const PlanHeader& header, const Style& style) {
  Page page(style);
  write_title(page, plan, header);
  for (const plan::Change& change : plan.changes) write_change(page, change, header.environment);
  write_warnings(page, plan.warnings);
  write_holds(page, plan.holds);
  write_left_alone(page, plan.counts);
  write_trusted(page, plan.trusted);
  write_price(page, plan);
  page.item(0, "", plan_summary_line(plan), Paint::Strong);
  return std::move(page).text();
}

std::string change_text(const plan::Change& change, const Style& style) {
  Page page(style);
  write_change(page, change, {});
  return std::move(page).text();
}

std::string plan_summary_line(const plan::Plan& plan) {
  const plan::Summary summary = plan::summarize(plan);
  const std::vector<std::string> parts = summary_parts(summary);
  if (parts.empty() && summary.conflict == 0) {
    const std::size_t same = plan.counts.unchanged;
    return fmt::format("No changes: {} {} as the manifests say.", counted(same, "segment"),
                       same == 1 ? "is" : "are");
  }
  std::string line = "Plan: " + (parts.empty() ? "nothing to do" : joined(parts, ", ")) + ".";
  if (summary.conflict > 0) line += " " + counted(summary.conflict, "conflict") + ".";
  return line + held_words(plan);
}

}  // namespace segctl::report
