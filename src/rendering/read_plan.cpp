#include "rendering/json_view.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::rendering {
namespace {

bool has_action(const Document& change, std::string_view word) {
  const Document& actions = field(change, "actions");
  return std::any_of(actions.begin(), actions.end(),
                     [&](const Document& action) { return text(action, "action") == word; });
}

Group plan_group(const Document& change, const Entry& entry) {
  if (!field(change, "conflict").is_null()) return Group::Conflict;
  if (has_action(change, "archive")) return Group::Archive;
  return entry.danger.empty() ? Group::Change : Group::Loss;
}

std::string identity_note(const Document& change) {
  const std::string previous = text(change, "previous_key");
  return previous.empty() ? std::string() : "in the state until now under the key " + previous;
}

/// "replace-users: 1 file operation, 412 users; instead of it …".
std::string cost_note(const Document& words) {
  const std::string cost = text(words, "cost");
  return cost.empty() ? std::string() : "cost: " + cost;
}

std::string payloads_note(const Document& payloads) {
  if (payloads.is_null()) return "";
  return fmt::format(
      "payloads: {}; uids that MoEngage has no user of are ignored there, and not told",
      number(payloads, "adding") + number(payloads, "removing"));
}

/// How many members there are before and after: exactly where that is known, else by the files.
void read_sizes(const Document& change, Entry& entry) {
  const Document& members = field(change, "members");
  if (members.is_null()) {
    entry.rows_before = optional_number(field(change, "before"), "rows");
    entry.rows_after = optional_number(field(change, "after"), "rows");
    return;
  }
  entry.rows_before = number(members, "kept") + number(members, "removed");
  entry.rows_after = number(members, "kept") + number(members, "added");
}

std::string rename_note(const Document& change) {
  const std::string before = text(field(change, "before"), "name");
  const std::string after = text(field(change, "after"), "name");
  const bool renamed = !before.empty() && !after.empty() && before != after;
  return renamed ? fmt::format("name {} → {}", before, after) : std::string();
}

std::string needs_note(const Document& change) {
  const std::vector<std::string> keys = texts(change, "needs");
  return keys.empty() ? std::string() : fmt::format("after: {}", fmt::join(keys, ", "));
}

/// Where the CSV that is sent comes from.
std::string file_note(const Document& change) {
  const std::string url = text(field(change, "after"), "file_url");
  const bool sends = has_action(change, "create") || has_action(change, "replace-users");
  return url.empty() || !sends ? std::string() : "from: " + url;
}

/// What becomes of the audience, as far as logic alone can tell.
std::string effect_words(const std::string& effect) {
  if (effect == "same") return "audience stays the same";
  if (effect == "only-widens") return "audience can only widen";
  if (effect == "only-narrows") return "audience can only narrow";
  return effect == "may-do-either" ? "audience may widen or narrow" : effect;
}

/// An effect that a later version may add is one to look at.
bool may_widen(const std::string& effect) {
  return !effect.empty() && effect != "same" && effect != "only-narrows";
}

/// What git says of the manifest: `plan --base`.
void add_origin(Entry& entry, const Document& origin) {
  if (origin.is_null()) return;
  entry.surprise = field(origin, "touched") == Document(false);
  if (entry.surprise) entry.tags.emplace_back("not touched by this branch");
  const std::string author = text(origin, "author");
  const std::string commit = text(origin, "commit").substr(0, 10);
  if (!author.empty()) {
    entry.notes.push_back(fmt::format("last changed by {}{}", author,
                                      commit.empty() ? ", not committed" : " in " + commit));
  }
  const Document& deleted = field(origin, "deleted_from");
  const std::string file = text(deleted, "file");
  if (!file.empty()) {
    entry.notes.push_back(fmt::format("its manifest was at {}:{}", file, number(deleted, "line")));
  }
}

void add_uploads(Entry& entry, const Document& change) {
  for (const Document& action : field(change, "actions")) {
    const std::string url = text(action, "upload");
    if (!url.empty()) entry.notes.push_back("upload to: " + url);
  }
}

Entry plan_entry(const Document& change) {
  const Document& words = field(change, "words");
  Entry entry;
  entry.kind = text(change, "kind");
  entry.name = text(change, "name");
  entry.key = text(change, "key");
  entry.id = text(change, "id");
  entry.place = source_of(change);
  entry.danger = text(words, "destroys");
  entry.group = plan_group(change, entry);
  const bool conflict = entry.group == Group::Conflict;
  entry.what = conflict ? "conflict" : actions_words(field(change, "actions"));
  entry.message = text(words, conflict ? "conflict" : "why");
  entry.size = text(words, "size");
  for (std::string note :
       {identity_note(change), rename_note(change), needs_note(change), file_note(change),
        cost_note(words), payloads_note(field(change, "payloads"))}) {
    if (!note.empty()) entry.notes.push_back(std::move(note));
  }
  const std::string effect = effect_words(text(change, "effect"));
  if (!effect.empty()) entry.tags.push_back(effect);
  entry.may_widen = may_widen(text(change, "effect"));
  add_origin(entry, field(change, "origin"));
  add_uploads(entry, change);
  read_sizes(change, entry);
  entry.diff = diff_of(change);
  entry.before_words = texts(words, "before");
  entry.after_words = texts(words, "after");
  entry.before = definition_text(field(change, "before"));
  entry.after = definition_text(field(change, "after"));
  entry.steps = steps_of(words);
  return entry;
}

/// What the plan was held against: `plan --base`.
void read_base(const Document& document, Report& report) {
  const Document& base = field(document, "base");
  const std::string revision = text(base, "revision");
  if (revision.empty()) return;
  report.remarks.insert(report.remarks.begin(),
                        fmt::format("compared with {}, which this branch left at {}", revision,
                                    text(base, "commit").substr(0, 10)));
}

void read_notices(const Document& document, Report& report) {
  for (const Document& warning : field(document, "warnings")) {
    report.notices.push_back({text(warning, "code"), text(warning, "key"), source_of(warning),
                              text(warning, "message")});
  }
}

}  // namespace

void read_plan(const Document& document, Report& report) {
  read_head(document, report);
  report.digest = text(document, "digest");
  read_count(document, report, "archive", "to archive", Group::Archive);
  read_count(document, report, "conflict", "in conflict", Group::Conflict);
  read_count(document, report, "create", "to create", Group::Change);
  read_count(document, report, "update", "to update", Group::Change);
  read_count(document, report, "members", "to change members of", Group::Change);
  read_count(document, report, "unarchive", "to unarchive", Group::Change);
  read_count(document, report, "adopt", "to adopt", Group::Change);
  read_count(document, report, "forget", "to forget", Group::Change);
  for (const Document& change : field(document, "changes"))
    report.entries.push_back(plan_entry(change));
  read_base(document, report);
  read_holds(document, report);
  read_notices(document, report);
  report.unnamed = number(field(document, "counts"), "unchanged");
}

}  // namespace segctl::rendering
