#include "simulator/calls.h"
#include "simulator/filter_check.h"
#include "simulator/references.h"
#include "simulator/segment_name.h"

#include <utility>

namespace segctl::simulator {
namespace {

Json definition_of(const Json& body) {
  Json definition = Json::object();
  for (const char* key : {"included_filters", "excluded_filters"}) {
    const Json* group = member(body, key);
    if (group != nullptr && !group->is_null()) definition[key] = *group;
  }
  return definition;
}

std::optional<Refusal> refused_definition(const Workspace& workspace, const Json& definition) {
  FilterProblems problems(workspace.switches.unknown_filters);
  check_definition(definition, problems);
  if (problems.found().empty()) return std::nullopt;
  return Refusal{.status = 400,
                 .code = "Invalid Request",
                 .message = "Invalid request: " + problems.found().front()};
}

std::optional<Refusal> refused_name(const Workspace& workspace, const std::string& name,
                                    std::string_view own_id) {
  const Segment* holder = workspace.find_name(name);
  if (holder == nullptr || holder->id == own_id) return std::nullopt;
  return Refusal{.status = 409,
                 .code = "Resource not created",
                 .message = "Another custom-segment already exists with the same name: " + name +
                            ". Please change the custom-segment name."};
}

std::optional<Refusal> refused_duplicate(const Workspace& workspace, const std::string& print,
                                         std::string_view own_id) {
  const Segment* holder = workspace.find_fingerprint(print, own_id);
  if (holder == nullptr) return std::nullopt;
  return Refusal{.status = 409,
                 .code = "Resource not created",
                 .message = "Another custom-segment already exists containing the given filters: " +
                            holder->name + ". Please reuse the same or update the filters",
                 .existing_name = holder->name,
                 .existing_id = holder->id};
}

/// The name's own faults; with the switch bad_name on silent it has none.
std::optional<Refusal> refused_bad_name(const Workspace& workspace, const std::string& name) {
  const std::string problem = name_problem(name, workspace.limits.name_characters);
  if (problem.empty()) return std::nullopt;
  return Refusal{
      .status = 400, .code = "Invalid Request", .message = "Invalid request: " + problem};
}

/// Answers with the whole segment.
Reply whole_segment(Workspace& workspace, int status, std::string id, const Call& call) {
  Call read = call;
  read.segment_id = std::move(id);
  Reply reply = get_segment(workspace, read);
  if (reply) reply->status = status;
  return reply;
}

/// A create that is accepted under a bad name and never appears.
Reply create_silently(Workspace& workspace, Segment segment, const Call& call) {
  const Segment shown = segment;
  segment.visibility = Segment::Visibility::Never;
  const std::string id = workspace.add(std::move(segment));
  workspace.edit(id).visibility = Segment::Visibility::Shown;
  Reply reply = whole_segment(workspace, 201, id, call);
  workspace.edit(id).visibility = Segment::Visibility::Never;
  return reply;
}

Segment new_filter(const std::string& name, const Json& definition, const Workspace& workspace,
                   Timestamp now) {
  Segment segment;
  segment.name = name;
  segment.created = now;
  segment.updated = now;
  segment.definition = dump(definition);
  segment.fingerprint = fingerprint(definition);
  segment.lag_calls = workspace.switches.list_lag_calls;
  return segment;
}

std::optional<Refusal> refused_update_target(const Workspace& workspace, const std::string& id) {
  if (!is_object_id(id)) {
    return Refusal{.status = 400, .code = "Invalid Request", .message = "Invalid bson object-id"};
  }
  const Segment* segment = workspace.find(id);
  if (segment == nullptr || segment->visibility == Segment::Visibility::Never) {
    return Refusal{.status = 404,
                   .code = "Entity Not Found",
                   .message = "Custom segment not found with the given id: " + id};
  }
  if (segment->kind == SegmentKind::Filter && !segment->archived) return std::nullopt;
  return Refusal{.status = 403,
                 .code = "Forbidden operation",
                 .message =
                     "File segments, internal segments, segments imported from Analyze and "
                     "archived segments can't be updated"};
}

/// The definition that an update leaves; without excluded_filters the switch decides.
Json updated_definition(const Workspace& workspace, const Segment& segment, const Json& body) {
  Json definition = definition_of(body);
  const bool keeps = workspace.switches.patch_without_excluded == Switches::MissingExcluded::Keep;
  if (!definition.contains("excluded_filters") && keeps) {
    const Json old = parse_json(segment.definition).value_or(Json());
    if (const Json* excluded = member(old, "excluded_filters")) {
      definition["excluded_filters"] = *excluded;
    }
  }
  return definition;
}

}  // namespace

Reply create_filter(Workspace& workspace, const Call& call) {
  const std::string name = text_of(call.body, "name");
  const Json definition = definition_of(call.body);
  const auto bad_name = refused_bad_name(workspace, name);
  const bool is_silent = workspace.switches.bad_name == Switches::BadName::Silent;
  if (bad_name && !is_silent) return tl::unexpected(*bad_name);
  if (auto refused = refused_definition(workspace, definition)) return tl::unexpected(*refused);
  Segment segment = new_filter(name, definition, workspace, call.now);
  if (bad_name) return create_silently(workspace, std::move(segment), call);
  for (const auto& refused :
       {refused_name(workspace, name, ""), refused_duplicate(workspace, segment.fingerprint, ""),
        refused_references(workspace, definition, ""), refused_by_segment_limit(workspace)}) {
    if (refused) return tl::unexpected(*refused);
  }
  const std::string id = workspace.add(std::move(segment));
  return whole_segment(workspace, 201, id, call);
}

Reply update_filter(Workspace& workspace, const Call& call) {
  if (auto refused = refused_update_target(workspace, call.segment_id)) {
    return tl::unexpected(*refused);
  }
  const std::string id = workspace.find(call.segment_id)->id;
  if (member(call.body, "included_filters") == nullptr) {
    return refuse(400, "Invalid Request", "Invalid request: included_filters: is missing");
  }
  const Json definition = updated_definition(workspace, *workspace.find(id), call.body);
  if (auto refused = refused_definition(workspace, definition)) return tl::unexpected(*refused);
  const bool renames = member(call.body, "name") != nullptr;
  const std::string name = renames ? text_of(call.body, "name") : workspace.find(id)->name;
  const std::string print = fingerprint(definition);
  for (const auto& refused :
       {renames ? refused_bad_name(workspace, name) : std::nullopt,
        refused_name(workspace, name, id), refused_duplicate(workspace, print, id),
        refused_references(workspace, definition, id)}) {
    if (refused) return tl::unexpected(*refused);
  }
  Segment& segment = workspace.edit(id);
  segment.name = name;
  segment.definition = dump(definition);
  segment.fingerprint = print;
  segment.author = Segment::Author::Api;
  segment.updated = call.now;
  return whole_segment(workspace, 200, id, call);
}

}  // namespace segctl::simulator
