#include "rendering/json_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace segctl::rendering {
namespace {

/// Classes of a segment that reaches nobody any more.
const std::set<std::string_view> kGone{"deleted-outside", "archived-outside", "expired",
                                       "idle-archived"};

Group finding_group(const Document& finding) {
  const std::string standing = text(finding, "standing");
  if (standing == "accepted" || standing == "ignored") return Group::Quiet;
  if (standing == "note") return Group::Warning;
  const Document& classes = field(finding, "classes");
  const bool gone = std::any_of(classes.begin(), classes.end(), [](const Document& sign) {
    return text(sign, "standing") == "drift" && kGone.contains(text(sign, "class"));
  });
  return gone ? Group::Archive : Group::Change;
}

std::string classes_words(const Document& finding) {
  std::vector<std::string> words;
  for (const Document& sign : field(finding, "classes")) words.push_back(text(sign, "class"));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string acceptance_note(const Document& sign) {
  const Document& entry = field(sign, "accepted");
  if (entry.is_null()) return "";
  const bool holds = text(sign, "standing") == "accepted";
  return fmt::format("{} until {}: {}", holds ? "accepted" : "no longer accepted; it was",
                     text(entry, "until"), text(entry, "reason"));
}

void add_note(Entry& entry, std::string note) {
  if (!note.empty()) entry.notes.push_back(std::move(note));
}

void add_notes(Entry& entry, const Document& finding) {
  for (const Document& sign : field(finding, "classes")) add_note(entry, acceptance_note(sign));
  const std::string seen = text(finding, "seen_right_at");
  add_note(entry, seen.empty() ? "never seen as segctl left it" : "last seen right at " + seen);
  const std::string author = text(finding, "updated_by");
  if (!author.empty()) add_note(entry, "last changed by " + author + ", as MoEngage says");
}

void add_ways_out(Entry& entry, const Document& finding) {
  for (const char* way : {"take", "restore"}) {
    const Document& out = field(finding, way);
    const std::string words = text(out, "words");
    if (!words.empty()) entry.steps.push_back({words, text(out, "command")});
  }
  entry.snippet = text(field(finding, "take"), "yaml");
}

void add_sides(Entry& entry, const Document& finding) {
  const bool from_manifest = text(finding, "diff_from") == "manifest";
  const Document& before = field(finding, from_manifest ? "manifest" : "applied");
  const Document& after = field(finding, "live");
  entry.before = definition_text(before);
  entry.after = definition_text(after);
}

Entry finding_entry(const Document& finding) {
  Entry entry;
  entry.group = finding_group(finding);
  entry.what = classes_words(finding);
  entry.kind = text(finding, "kind");
  entry.name = text(finding, "name");
  entry.key = text(finding, "key");
  entry.id = text(finding, "id");
  entry.place = source_of(finding);
  entry.message = text(finding, "summary");
  entry.diff = diff_of(finding);
  add_notes(entry, finding);
  add_sides(entry, finding);
  add_ways_out(entry, finding);
  return entry;
}

/// Entries of segctl.yaml that are to be cleaned up.
void read_acceptances(const Document& document, Report& report) {
  const Document& acceptances = field(document, "acceptances");
  for (const Document& entry : field(acceptances, "ran_out")) {
    report.notices.push_back({"acceptance-ran-out", text(entry, "key"), source_of(entry),
                              fmt::format("{} was accepted until {}: {}", text(entry, "class"),
                                          text(entry, "until"), text(entry, "reason"))});
  }
  for (const Document& entry : field(acceptances, "needless")) {
    report.notices.push_back({"acceptance-needless", text(entry, "key"), source_of(entry),
                              text(entry, "class") + " is accepted, and not there"});
  }
}

}  // namespace

void read_drift(const Document& document, Report& report) {
  read_head(document, report);
  report.remarks = texts(field(document, "words"), "coverage");
  report.complete = field(document, "complete") != Document(false);
  read_count(document, report, "drift", "drifted", Group::Change);
  read_count(document, report, "accepted", "accepted", Group::Quiet);
  read_count(document, report, "ignored", "ignored", Group::Quiet);
  read_count(document, report, "note", "to know", Group::Warning);
  const std::uint64_t managed = number(field(document, "coverage"), "managed");
  report.counts.push_back({"managed", "managed", managed, Group::Quiet});
  const std::uint64_t unmanaged = number(field(document, "unmanaged"), "count");
  report.counts.push_back({"unmanaged", "unmanaged", unmanaged, Group::Quiet});
  for (const Document& one : field(document, "findings"))
    report.entries.push_back(finding_entry(one));
  report.unnamed = managed > report.entries.size() ? managed - report.entries.size() : 0;
  read_acceptances(document, report);
}

}  // namespace segctl::rendering
