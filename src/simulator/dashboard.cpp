#include "simulator/dashboard.h"

#include "base/text.h"
#include "simulator/fingerprint.h"
#include "simulator/life.h"

#include <algorithm>
#include <utility>

namespace segctl::simulator {
namespace {

void set_definition(Segment& segment, const Json& words) {
  Json definition = parse_json(segment.definition).value_or(Json::object());
  for (const char* key : {"included_filters", "excluded_filters"}) {
    const Json* group = member(words, key);
    if (group == nullptr) continue;
    if (group->is_null()) {
      definition.erase(key);
    } else {
      definition[key] = *group;
    }
  }
  segment.definition = dump(definition);
  segment.fingerprint = fingerprint(definition);
  segment.author = Segment::Author::Dashboard;
}

bool has_definition(const Json& words) {
  return member(words, "included_filters") != nullptr ||
         member(words, "excluded_filters") != nullptr;
}

Result<std::string> create(Workspace& workspace, const Json& words, Timestamp now) {
  Segment segment;
  segment.name = text_of(words, "name");
  segment.source = "DASHBOARD";
  segment.created = now;
  segment.updated = now;
  if (segment.name.empty() || member(words, "included_filters") == nullptr) {
    return fail(ErrorCode::Invalid, "create takes name and included_filters");
  }
  set_definition(segment, words);
  return workspace.add(std::move(segment));
}

void set_members(Segment& segment, const Json& list) {
  segment.members.clear();
  for (const Json& value : list) {
    if (value.is_string()) segment.members.push_back(value.get<std::string>());
  }
  std::sort(segment.members.begin(), segment.members.end());
  segment.members.erase(std::unique(segment.members.begin(), segment.members.end()),
                        segment.members.end());
}

void change(Segment& segment, const Json& edit, Timestamp now) {
  segment.updated = now;
  if (member(edit, "rename") != nullptr) segment.name = text_of(edit, "rename");
  if (has_definition(edit)) set_definition(segment, edit);
  if (member(edit, "archive") != nullptr) {
    set_activity(segment, is_true(edit, "archive") ? Activity::Archived : Activity::Active, now);
  }
  if (const Json* members = member(edit, "members"); members != nullptr && members->is_array()) {
    set_members(segment, *members);
  }
}

}  // namespace

Result<std::string> edit_on_dashboard(Workspace& workspace, const Json& edit, Timestamp now) {
  if (const Json* words = member(edit, "create")) return create(workspace, *words, now);
  const std::string id = text_of(edit, "id");
  const std::string name = text_of(edit, "name");
  const Segment* segment = id.empty() ? workspace.find_name(name) : workspace.find(id);
  if (segment == nullptr) {
    return fail(ErrorCode::NotFound, "no segment " + in_quotes(id.empty() ? name : id));
  }
  const std::string found = segment->id;
  if (has_definition(edit) && segment->kind != SegmentKind::Filter) {
    return fail(ErrorCode::Invalid, "only filter segments have a definition");
  }
  if (is_true(edit, "delete")) {
    workspace.remove(found);
  } else {
    change(workspace.edit(found), edit, now);
  }
  return found;
}

}  // namespace segctl::simulator
