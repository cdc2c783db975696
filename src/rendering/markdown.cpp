#include "rendering/markdown.h"

#include "base/text.h"
#include "rendering/comment.h"
#include "rendering/markdown_text.h"
#include "rendering/marker.h"
#include "rendering/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace segctl::rendering {
namespace {

constexpr std::size_t kShortest = 4000;
constexpr std::size_t kBriefName = 40;
constexpr std::size_t kMostKeys = 12;
constexpr std::size_t kMostAtTheTop = 8;
constexpr std::size_t kLongest = 1000;  ///< of a sentence at the top, in code points
constexpr std::array kGrave{Group::Failed, Group::Archive, Group::Loss, Group::Conflict};
constexpr std::array kOrdinary{Group::Waiting, Group::Change, Group::Warning, Group::Quiet};

std::string keys_words(const std::vector<std::string>& keys, std::size_t most = kMostKeys) {
  std::vector<std::string> words;
  for (const std::string& key : keys) {
    if (words.size() == most) break;
    words.push_back(both_ends(printable(key), kBriefName));
  }
  std::string list = fmt::format("{}", fmt::join(words, ", "));
  if (keys.size() > most) list += fmt::format(" and {} more", with_thousands(keys.size() - most));
  return list;
}

/// What `called` makes of each of kNameLengths.
template <typename Called>
std::vector<std::string> names_of(Called called) {
  std::vector<std::string> names(kNameLengths.size());
  std::transform(kNameLengths.begin(), kNameLengths.end(), names.begin(),
                 [&](std::size_t length) { return code_span(called(length)); });
  return names;
}

Line held_line(const Held& held) {
  std::string line = fmt::format("- {}: {}", prose(held.message), code_span(keys_words(held.keys)));
  if (!held.flag.empty()) line += "; if that is meant, add " + code_span(held.flag);
  line += "\n";
  const auto called = [&](std::size_t length) { return cut(held.message, length); };
  return {line, line, names_of(called)};
}

std::string subject(const Entry& entry) {
  if (entry.kind.empty()) return code_span(entry.what);
  const std::string name = prose(entry.kind) + " " + code_span(name_words(entry));
  return entry.what == "conflict" ? name : prose(entry.what) + " " + name;
}

std::string step_lines(const Entry& entry) {
  std::string text;
  for (const Step& step : entry.steps) {
    text += "  - " + prose(step.words);
    if (!step.command.empty()) text += " " + code_span(step.command);
    text += "\n";
  }
  return text;
}

/// A problem has no name but its place.
std::string called(const Entry& entry, std::size_t length) {
  const std::string place = place_words(entry.place);
  if (!entry.kind.empty() || place.empty()) return name_words(entry, length);
  return fmt::format("{} at {}", entry.what, place);
}

Line entry_line(Sort sort, const Entry& entry) {
  std::string line = "- " + subject(entry);
  for (const std::string& tag : entry.tags) line += ", " + prose(tag);
  if (!entry.id.empty()) line += ", ID " + code_span(entry.id);
  const std::string place = place_words(entry.place);
  if (!place.empty()) line += ", at " + code_span(place);
  const bool tells =
      sort == Sort::Drift || (entry.group != Group::Change && entry.group != Group::Quiet);
  const std::string& why = entry.danger.empty() && tells ? entry.message : entry.danger;
  if (!why.empty()) line += ": " + prose(why);
  if (why.empty() && !entry.size.empty()) line += ": " + prose(entry.size);
  line += "\n";
  const std::vector<std::string> names =
      names_of([&](std::size_t length) { return called(entry, length); });
  if (sort == Sort::Drift) return {line, line, names};  // its steps stand in the details
  return {line + step_lines(entry), line, names};
}

Line notice_line(const Notice& notice) {
  std::string line = "- ";
  if (!notice.key.empty()) line += code_span(both_ends(printable(notice.key), kBriefName)) + ": ";
  line += prose(notice.message) + "\n";
  return {line, line, {}};
}

List list_of(const Report& report, Group group) {
  List list{heading_of(report, group), {}};
  for (const Entry* entry : entries_of(report, group))
    list.lines.push_back(entry_line(report.sort, *entry));
  return list;
}

Essentials essentials_of(const Report& report, const Comment& comment) {
  std::vector<List> lists{{"Held back", {}}};
  for (const Held& held : report.holds) lists.front().lines.push_back(held_line(held));
  for (const Group group : kGrave) lists.push_back(list_of(report, group));
  return {std::move(lists), comment};
}

void add_others(Comment& comment, const Report& report) {
  for (const Group group : kOrdinary) {
    comment.add_list(list_of(report, group));
  }
  List notices{"Warnings", {}};
  for (const Notice& notice : report.notices) notices.lines.push_back(notice_line(notice));
  comment.add_list(notices);
}

char mark_of(const Entry& entry) {
  if (entry.group == Group::Archive || entry.what == "forget") return '-';
  return entry.what.starts_with("create") || entry.what == "done" ? '+' : '!';
}

void add_detail(std::string& text, const std::string& label, const std::string& words) {
  if (!words.empty()) text += "      " + label + printable(words) + "\n";
}

void add_diff(std::string& text, const Entry& entry) {
  for (const Delta& delta : entry.diff) {
    const char mark = delta.kind == "added" ? '+' : delta.kind == "removed" ? '-' : '!';
    text += fmt::format("{}     {}\n", mark, printable(delta.words));
  }
}

void add_snippet(std::string& text, const Entry& entry) {
  std::string_view rest = entry.snippet;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "        " + printable(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

/// One entry for a block of the language "diff": its mark stands in the first column.
std::string details_of(const Entry& entry) {
  std::string text = fmt::format("{} {}", mark_of(entry), printable(entry.what));
  if (!entry.kind.empty()) text += " " + printable(entry.kind) + " " + name_words(entry);
  text += "\n";
  if (entry.key != entry.name) add_detail(text, "key ", entry.key);
  add_detail(text, "ID ", entry.id);
  add_detail(text, "", place_words(entry.place));
  add_detail(text, "why: ", entry.message);
  add_detail(text, "DESTRUCTIVE: ", entry.danger);
  for (const std::string& tag : entry.tags) add_detail(text, "", tag);
  add_detail(text, "content: ", entry.size);
  for (const std::string& note : entry.notes) add_detail(text, "", note);
  if (entry.before.empty() || entry.diff.empty()) {
    for (const std::string& words : entry.after_words) add_detail(text, "", words);
  }
  add_diff(text, entry);
  for (const Step& step : entry.steps) {
    add_detail(text, "", step.words);
    add_detail(text, "  ", step.command);
  }
  add_snippet(text, entry);
  return text + "\n";
}

/// The details of segments, in one block.
class Details {
 public:
  /// Of the entries of `groups`, those that fit into `bytes`.
  template <typename Groups>
  void take(const Report& report, const Groups& groups, std::size_t bytes) {
    if (report.sort == Sort::Validation) return;
    for (const Group group : groups) {
      for (const Entry* entry : entries_of(report, group)) {
        const std::string text = details_of(*entry);
        const bool fits = text.size() + kAroundBytes <= bytes;
        fits ? ++included_ : ++left_out_;
        if (!fits) continue;
        text_ += text;
        bytes -= text.size();
      }
    }
  }

  [[nodiscard]] std::size_t bytes() const {
    return text_.empty() ? 0 : text_.size() + kAroundBytes;
  }

  void add_to(Comment& comment) const {
    const std::string block = fenced("diff", text_);
    const bool fits = included_ > 0 && comment.fits_at_last(block.size());
    if (fits) {
      comment.add(fmt::format("\n<details><summary>Details of {}</summary>\n\n{}\n</details>\n",
                              counted(included_, "segment"), block));
    }
    const std::size_t left_out = left_out_ + (fits ? 0 : included_);
    if (left_out == 0) return;
    comment.add(fmt::format("\nThe details of {} are too long for a comment: {}.\n",
                            counted(left_out, "segment"), kElsewhere));
  }

 private:
  static constexpr std::size_t kAroundBytes = 40;  ///< of the block's fences

  std::string text_;
  std::size_t included_ = 0;
  std::size_t left_out_ = 0;
};

/// Names what a reviewer has to look at before all else.
void add_names(Comment& comment, const char* label, const std::vector<const Entry*>& entries) {
  if (entries.empty()) return;
  std::vector<std::string> keys;
  keys.reserve(entries.size());
  for (const Entry* entry : entries) keys.push_back(entry->key.empty() ? entry->name : entry->key);
  comment.add(fmt::format("\n{}: {}\n", label, code_span(keys_words(keys, kMostAtTheTop))));
}

void add_head(Comment& comment, const Report& report) {
  comment.add(marker_comment(report) + "\n### " + title_of(report));
  if (!report.environment.empty()) comment.add(" for " + code_span(cut(report.environment, 100)));
  comment.add("\n\n");
  const Lead lead = lead_of(report);
  if (!lead.words.empty()) comment.add("**" + prose(cut(lead.words, kLongest)) + "**\n\n");
  if (lead.words != report.summary) comment.add(prose(cut(report.summary, kLongest)) + "\n");
  if (!report.failure.empty()) comment.add("\n" + prose(cut(report.failure, kLongest)) + "\n");
  add_names(comment, "Not touched by this branch", surprises_of(report));
  add_names(comment, "May widen", widenings_of(report));
}

void add_remarks(Comment& comment, const Report& report) {
  std::string text;
  for (const std::string& remark : report.remarks) text += "- " + prose(remark) + "\n";
  if (!text.empty() && comment.fits(text.size() + 1)) comment.add("\n" + text);
}

}  // namespace

std::string markdown(const Report& report, std::size_t most_bytes) {
  Comment comment(std::max(most_bytes, kShortest));
  add_head(comment, report);
  essentials_of(report, comment).add_to(comment);
  Details details;
  details.take(report, kGrave, comment.room());
  comment.keep_free(details.bytes());
  add_others(comment, report);
  add_remarks(comment, report);
  details.take(report, kOrdinary, comment.room());
  comment.keep_free(0);
  details.add_to(comment);
  return comment.take();
}

}  // namespace segctl::rendering
