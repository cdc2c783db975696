#include "report/markdown_plan.h"

#include "base/text.h"
#include "report/json_marker.h"
#include "report/json_plan.h"
#include "report/markdown.h"
#include "report/next_step.h"
#include "report/text_plan.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace segctl::report {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kShortest = 2000;
/// Kept free for the sentences that tell what was left out, and for the folds.
constexpr std::size_t kReserve = 1000;
constexpr std::size_t kDetailWidth = 100;
constexpr const char* kElsewhere = "see the whole plan in the log of the run";

bool is_archive(const plan::Change& change) {
  return std::any_of(change.actions.begin(), change.actions.end(),
                     [](const auto& action) { return action.kind == plan::ActionKind::Archive; });
}

bool is_destructive(const plan::Change& change) { return !destruction_text(change).empty(); }

/// A plan's changes by the section they stand in, each in the plan's order.
struct Sections {
  std::vector<const plan::Change*> archives;
  std::vector<const plan::Change*> losses;  ///< members are taken away
  std::vector<const plan::Change*> conflicts;
  std::vector<const plan::Change*> others;
};

Sections sections_of(const plan::Plan& plan) {
  Sections sections;
  for (const plan::Change& change : plan.changes) {
    auto& section = change.conflict          ? sections.conflicts
                    : is_archive(change)     ? sections.archives
                    : is_destructive(change) ? sections.losses
                                             : sections.others;
    section.push_back(&change);
  }
  return sections;
}

std::string change_line(const plan::Change& change) {
  std::string line = fmt::format("- {} {} {}", actions_text(change.actions), kind_word(change.kind),
                                 code_span(name_text(change.name)));
  if (!change.id.empty()) line += ", ID " + code_span(change.id.str());
  const std::string place = place_text(change.source);
  if (!place.empty()) line += ", at " + code_span(place);
  if (change.members) {
    line += ": " + members_text(change);
  } else if (is_destructive(change)) {
    line += ": " + destruction_text(change);
  }
  return line + "\n";
}

std::string holder(const plan::Conflict& conflict) {
  std::string text;
  if (!conflict.existing_name.empty()) {
    text += ": " + code_span(name_text(conflict.existing_name));
  }
  if (conflict.existing_id.empty()) return text + ", which MoEngage doesn't list";
  return text + ", ID " + code_span(conflict.existing_id.str());
}

std::string conflict_lines(const plan::Change& change) {
  const plan::Conflict& conflict = *change.conflict;
  const bool name = conflict.kind == plan::ConflictKind::Name;
  std::string text = fmt::format("- {} {}: another segment has this {}{}\n", kind_word(change.kind),
                                 code_span(name_text(change.name)), name ? "name" : "definition",
                                 holder(conflict));
  for (const NextStep& step : next_steps(change.key, change.source, conflict, change.id)) {
    text += "  - " + prose(step.words);
    if (!step.command.empty()) text += " " + code_span(step.command);
    text += "\n";
  }
  return text;
}

std::string hold_line(const plan::Hold& hold) {
  std::string line =
      fmt::format("- {}: {}", prose(hold_text(hold)), code_span(keys_text(hold.keys)));
  if (!hold.flag.empty()) line += "; if that is meant, add " + code_span(hold.flag);
  return line + "\n";
}

std::string warning_line(const plan::Warning& warning) {
  std::string line = "- ";
  if (!warning.key.empty()) line += code_span(key_text(warning.key)) + ": ";
  return line + prose(warning.message) + "\n";
}

/// What fits of a comment.
class Comment {
 public:
  explicit Comment(std::size_t most) : most_(most) {}

  void add(const std::string& text) { text_ += text; }

  /// Keeps `bytes` free from now on, besides those that tell what was left out.
  void keep_free(std::size_t bytes) { kept_ = bytes; }

  /// A heading and as many of `lines` as fit; then how many `nouns` were left out.
  void add_list(const std::string& heading, const Lines& lines, const std::string& nouns) {
    if (lines.empty()) return;
    add("\n**" + heading + "**\n\n");
    std::size_t shown_lines = 0;
    while (shown_lines < lines.size() && fits(lines[shown_lines])) add(lines[shown_lines++]);
    if (shown_lines == lines.size()) return;
    add(fmt::format("- and {} more {}: {}\n", with_thousands(lines.size() - shown_lines), nouns,
                    kElsewhere));
  }

  [[nodiscard]] bool fits(const std::string& text) const {
    return text_.size() + text.size() + kept_ + kReserve <= most_;
  }

  std::string take() { return std::move(text_); }

 private:
  std::size_t most_;
  std::size_t kept_ = 0;
  std::string text_;
};

template <class Item, class Render>
Lines rendered(const std::vector<Item>& items, Render render) {
  Lines lines;
  for (const Item& item : items) lines.push_back(render(item));
  return lines;
}

std::size_t bytes_of(const Lines& lines) {
  std::size_t sum = 0;
  for (const std::string& line : lines) sum += line.size();
  return sum;
}

/// The sentence that a reviewer must not miss.
std::string lead(const plan::Plan& plan, const Sections& sections) {
  std::vector<std::string> parts;
  const std::size_t archives = sections.archives.size();
  const std::size_t losses = sections.losses.size();
  if (archives > 0) parts.push_back(counted(archives, "segment") + " will be archived");
  if (losses > 0) parts.push_back(counted(losses, "segment") + " will lose members");
  if (!parts.empty()) return "**Destructive: " + joined(parts, ", ") + ".**\n\n";
  if (!plan.holds.empty()) return "**A safety limit holds this plan back.**\n\n";
  if (!sections.conflicts.empty()) {
    return "**" + counted(sections.conflicts.size(), "conflict") + " to settle first.**\n\n";
  }
  return "";
}

/// `line` with its mark in the first column, where a diff block looks for it.
std::string diff_line(std::string_view line) {
  std::string text(line);
  const std::size_t mark = text.find_first_of("+-!~");
  if (mark == std::string::npos || text.find_first_not_of(' ') != mark) return text;
  text[0] = text[mark] == '~' ? '!' : text[mark];
  if (mark > 0) text[mark] = ' ';
  return text;
}

std::string diff_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines += diff_line(text.substr(0, end)) + "\n";
    text.remove_prefix(end + 1);
  }
  return lines;
}

void add_details(Comment& comment, const plan::Plan& plan) {
  std::string details;
  std::size_t left_out = 0;
  std::size_t included = 0;
  for (const plan::Change& change : plan.changes) {
    std::string text = diff_lines(change_text(change, {Colour::No, kDetailWidth})) + "\n";
    const bool fits = comment.fits(fenced("diff", details + text));
    fits ? ++included : ++left_out;
    if (fits) details += text;
  }
  if (included > 0) {
    comment.add(fmt::format("\n<details><summary>Details of {}</summary>\n\n{}\n</details>\n",
                            counted(included, "change"), fenced("diff", details)));
  }
  if (left_out > 0) {
    comment.add(fmt::format("\nThe details of {} are too long for a comment: {}.\n",
                            counted(left_out, "change"), kElsewhere));
  }
}

void add_head(Comment& comment, const plan::Plan& plan, const PlanHeader& header,
              const Sections& sections, const std::string& run_url) {
  comment.add(marker_comment({header.environment, plan_digest(plan), run_url}) + "\n");
  comment.add("### segctl plan");
  if (!header.environment.empty()) comment.add(" for " + code_span(header.environment));
  comment.add("\n\n" + lead(plan, sections) + plan_summary_line(plan) + "\n");
  if (plan.counts.unmanaged > 0) {
    comment.add("\n" + counted(plan.counts.unmanaged, "unmanaged segment") + " left alone.\n");
  }
}

}  // namespace

std::string plan_markdown(const plan::Plan& plan, const PlanHeader& header,
                          const std::string& run_url, std::size_t most_bytes) {
  const Sections sections = sections_of(plan);
  const auto line = [](const plan::Change* change) { return change_line(*change); };
  const auto conflict = [](const plan::Change* change) { return conflict_lines(*change); };
  Comment comment(std::max(most_bytes, kShortest));
  add_head(comment, plan, header, sections, run_url);
  comment.add_list("Held back", rendered(plan.holds, hold_line), "limits");
  comment.add_list("Archives", rendered(sections.archives, line), "to archive");
  const Lines conflicts = rendered(sections.conflicts, conflict);
  comment.keep_free(bytes_of(conflicts));
  comment.add_list("Members taken away", rendered(sections.losses, line), "of that kind");
  comment.keep_free(0);
  comment.add_list("Conflicts", conflicts, "conflicts");
  comment.add_list("Other changes", rendered(sections.others, line), "changes");
  comment.add_list("Warnings", rendered(plan.warnings, warning_line), "warnings");
  add_details(comment, plan);
  return comment.take();
}

}  // namespace segctl::report
