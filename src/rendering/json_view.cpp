#include "rendering/json_view.h"

#include "base/text.h"

#include <fmt/format.h>

#include <set>

namespace segctl::rendering {
namespace {

const Document kNull;

/// Of an outcome only what was not done for another reason.
void mark_held(Report& report) {
  std::set<std::string> held;
  for (const Held& hold : report.holds) held.insert(hold.keys.begin(), hold.keys.end());
  const bool planned = report.sort == Sort::Plan;
  for (Entry& entry : report.entries) {
    const bool open = planned ? entry.group != Group::Conflict : entry.group == Group::Waiting;
    entry.held = open && held.contains(entry.key);
    if (entry.held && planned) entry.tags.insert(entry.tags.begin(), "held back");
  }
}

}  // namespace

const Document& field(const Document& object, const char* name) {
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string text(const Document& object, const char* name) {
  const Document& value = field(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::uint64_t number(const Document& object, const char* name) {
  return optional_number(object, name).value_or(0);
}

std::optional<std::uint64_t> optional_number(const Document& object, const char* name) {
  const Document& value = field(object, name);
  if (!value.is_number_unsigned()) return std::nullopt;
  return value.get<std::uint64_t>();
}

std::vector<std::string> texts(const Document& object, const char* name) {
  std::vector<std::string> list;
  for (const Document& value : field(object, name)) {
    if (value.is_string()) list.push_back(value.get<std::string>());
  }
  return list;
}

Place source_of(const Document& object) {
  const Document& source = field(object, "source");
  Place place;
  place.file = text(source, "file");
  place.line = number(source, "line");
  return place;
}

std::vector<Step> steps_of(const Document& object) {
  std::vector<Step> steps;
  for (const Document& step : field(object, "next_steps")) {
    steps.push_back({text(step, "words"), text(step, "command")});
  }
  return steps;
}

std::vector<Delta> diff_of(const Document& object) {
  std::vector<Delta> diff;
  for (const Document& one : field(object, "diff")) {
    const std::string kind = text(one, "kind");
    diff.push_back(
        {kind, text(one, "path"), kind == "added" ? std::string() : compact(field(one, "before")),
         kind == "removed" ? std::string() : compact(field(one, "after")), text(one, "summary")});
  }
  return diff;
}

std::string definition_text(const Document& side) {
  Document definition = Document::object();
  for (const char* name : {"included_filters", "excluded_filters"}) {
    const Document& filters = field(side, name);
    if (!filters.is_null()) definition[name] = filters;
  }
  return definition.empty() ? std::string() : indented(definition);
}

std::string actions_words(const Document& actions) {
  std::vector<std::string> words;
  for (const Document& action : actions) {
    const bool uploads = !text(action, "upload").empty();
    words.push_back((uploads ? "upload, then " : "") + text(action, "action"));
    const auto entry = optional_number(action, "entry");
    if (entry) words.back() += fmt::format(" (entry {} of changes)", *entry + 1);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

void read_head(const Document& document, Report& report) {
  report.version = text(field(document, "tool"), "version");
  report.created = text(document, "created");
  report.environment = text(document, "environment");
  report.workspace = text(document, "workspace");
  report.summary = text(field(document, "words"), "summary");
  report.remarks = texts(field(document, "words"), "remarks");
}

void read_holds(const Document& document, Report& report) {
  for (const Document& hold : field(document, "holds")) {
    std::string message = text(hold, "message");
    if (message.empty()) message = text(hold, "limit");
    report.holds.push_back({std::move(message), texts(hold, "keys"), text(hold, "flag")});
  }
  mark_held(report);
}

void read_count(const Document& document, Report& report, const char* name, const char* label,
                Group group) {
  const auto count = optional_number(field(document, "summary"), name);
  if (count) report.counts.push_back({name, label, *count, group});
}

std::string compact(const Document& json) {
  return inert_json(json.dump(-1, ' ', false, Document::error_handler_t::replace));
}

std::string indented(const Document& json) {
  return inert_json(json.dump(2, ' ', false, Document::error_handler_t::replace));
}

}  // namespace segctl::rendering
