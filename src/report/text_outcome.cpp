#include "report/text_outcome.h"

#include "base/text.h"
#include "report/columns.h"
#include "report/next_step.h"
#include "report/page.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace segctl::report {
namespace {

using plan::ChangeOutcome;
using plan::Fate;

constexpr std::size_t kMark = 11;  ///< columns of the widest fate and two blanks
constexpr Fate kFates[] = {Fate::Done,   Fate::Accepted, Fate::Unchanged, Fate::Conflict,
                           Fate::Failed, Fate::Unknown,  Fate::Blocked,   Fate::Deferred};

Paint paint_of(Fate fate) {
  switch (fate) {
    case Fate::Done:
    case Fate::Accepted:
      return Paint::Good;
    case Fate::Unchanged:
      return Paint::Faint;
    case Fate::Conflict:
    case Fate::Failed:
      return Paint::Bad;
    case Fate::Unknown:
    case Fate::Blocked:
    case Fate::Deferred:
      return Paint::Alter;
  }
  return Paint::Plain;
}

std::string subject(const ChangeOutcome& change) {
  std::string text = change.planned.empty() ? "" : actions_text(change.planned) + " ";
  text += fmt::format("{} {}", kind_word(change.kind), name_text(change.name));
  if (!change.id.empty()) text += " (ID " + shown(change.id.str()) + ")";
  return text;
}

bool partly_done(const ChangeOutcome& change) {
  return !change.done.empty() && change.done.size() < change.planned.size();
}

void write_change(Page& page, const ChangeOutcome& change) {
  const Paint paint = paint_of(change.fate);
  page.item(0, fmt::format("{:<{}}", plan::fate_word(change.fate), kMark), subject(change), paint);
  const std::string words = outcome_remark(change);
  if (!words.empty()) page.item(kMark, "", words);
  if (partly_done(change)) page.item(kMark, "", "done of it: " + actions_text(change.done));
  if (!change.hint.empty()) page.item(kMark, "hint: ", shown(change.hint));
}

/// The widths of the first two columns of the conflict table.
struct Widths {
  std::size_t key = 3;
  std::size_t id = 11;
};

Widths widths_of(const std::vector<const ChangeOutcome*>& conflicts) {
  Widths widths;
  for (const ChangeOutcome* change : conflicts) {
    widths.key = std::max(widths.key, columns(key_text(change->key, 24)));
    widths.id = std::max(widths.id, columns(shown(change->conflict->existing_id.str())));
  }
  return widths;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t used = columns(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string row(const Widths& widths, const std::string& key, const std::string& id,
                const std::string& name) {
  return fmt::format("{}  {}  {}", padded(key, widths.key), padded(id, widths.id), name);
}

void write_conflict(Page& page, const ChangeOutcome& change, const Widths& widths,
                    const std::string& environment) {
  const std::size_t used = 2 + widths.key + 2 + widths.id + 2;
  const std::size_t room = std::max<std::size_t>(page.width(), used + 12) - used;
  const std::string id = shown(change.conflict->existing_id.str());
  page.whole(2, row(widths, key_text(change.key, 24), id.empty() ? "not listed" : id,
                    name_text(change.conflict->existing_name, room)));
  for (const NextStep& step :
       next_steps(change.key, change.source, *change.conflict, change.id, environment)) {
    page.item(4, "", step.words);
    if (!step.command.empty()) page.whole(6, step.command, Paint::Strong);
  }
}

void write_conflicts(Page& page, const plan::Outcome& outcome, const std::string& environment) {
  std::vector<const ChangeOutcome*> conflicts;
  for (const ChangeOutcome& change : outcome.changes) {
    if (change.conflict) conflicts.push_back(&change);
  }
  if (conflicts.empty()) return;
  const Widths widths = widths_of(conflicts);
  page.blank();
  page.item(0, "", "Conflicts: these segments stand in the way", Paint::Strong);
  page.whole(2, row(widths, "KEY", "EXISTING ID", "EXISTING NAME"), Paint::Faint);
  for (const ChangeOutcome* change : conflicts) write_conflict(page, *change, widths, environment);
}

void write_holds(Page& page, const std::vector<plan::Hold>& holds) {
  page.blank();
  for (const plan::Hold& hold : holds) {
    page.item(0, "held back: ", hold_text(hold), Paint::Bad);
    if (!hold.flag.empty()) page.whole(4, "if that is meant, add: " + shown(hold.flag));
  }
}

void write_unrecorded(Page& page, const plan::Outcome& outcome) {
  if (!outcome.unrecorded) return;
  page.blank();
  page.item(0, "not recorded: ", shown(outcome.unrecorded->message), Paint::Bad);
  if (!outcome.unrecorded->hint.empty()) {
    page.item(2, "hint: ", shown(outcome.unrecorded->hint));
  }
  page.item(2, "", "what took effect is found by the next run: it looks before it acts");
}

/// Whether another run goes on with it: not with what a safety limit holds back.
bool is_incomplete(const plan::Outcome& outcome) {
  std::set<Key> held;
  for (const plan::Hold& hold : outcome.holds) held.insert(hold.keys.begin(), hold.keys.end());
  const bool waits =
      std::any_of(outcome.changes.begin(), outcome.changes.end(), [&](const ChangeOutcome& change) {
        return change.fate == Fate::Deferred && !held.contains(change.key);
      });
  return outcome.interrupted || waits || outcome.count(Fate::Unknown) > 0 || outcome.unrecorded;
}

}  // namespace

std::string outcome_summary_line(const plan::Outcome& outcome) {
  std::vector<std::string> parts;
  for (const Fate fate : kFates) {
    const std::size_t count = outcome.count(fate);
    if (count > 0) parts.push_back(with_thousands(count) + " " + plan::fate_word(fate));
  }
  const std::string list = parts.empty() ? "nothing to do" : joined(parts, ", ");
  std::string line = fmt::format("Apply: {}; {} sent.", list, counted(outcome.calls, "call"));
  if (outcome.interrupted) line += " Interrupted.";
  if (!outcome.holds.empty()) line += " Held back by a safety limit.";
  if (!is_incomplete(outcome)) return line;
  if (!outcome.resume_at) return line + " Run segctl apply again to resume.";
  const std::string time = format_utc(std::chrono::ceil<std::chrono::minutes>(*outcome.resume_at));
  line += fmt::format(" Run segctl apply again after {} {} UTC to resume.", time.substr(0, 10),
                      time.substr(11, 5));
  return line;
}

std::string outcome_remark(const ChangeOutcome& change) {
  if (!change.message.empty()) return shown(change.message);
  if (change.conflict) return conflict_text(*change.conflict);
  if (change.fate == Fate::Accepted && change.kind == Kind::Cohort) {
    return "MoEngage goes on working on it; uids that it has no user of are ignored there, and not "
           "told";
  }
  if (change.fate == Fate::Accepted) return "MoEngage goes on working on it";
  if (!change.blocked_by.empty()) return "waits for " + keys_text(change.blocked_by, 3);
  return "";
}

std::string outcome_text(const plan::Outcome& outcome, const Style& style,
                         const std::string& environment) {
  Page page(style);
  for (const ChangeOutcome& change : outcome.changes) write_change(page, change);
  write_conflicts(page, outcome, environment);
  write_holds(page, outcome.holds);
  write_unrecorded(page, outcome);
  page.blank();
  page.item(0, "", outcome_summary_line(outcome), Paint::Strong);
  return std::move(page).text();
}

std::string progress_line(const ChangeOutcome& change) {
  std::string line = fmt::format("{}: {}", plan::fate_word(change.fate), subject(change));
  const std::string words = outcome_remark(change);
  return words.empty() ? line : line + ": " + words;
}

}  // namespace segctl::report
