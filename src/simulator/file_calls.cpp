#include "base/url.h"
#include "simulator/calls.h"
#include "simulator/life.h"
#include "simulator/segment_name.h"

#include <utility>

namespace segctl::simulator {
namespace {

std::string accepted_message(Operation operation) {
  switch (operation) {
    case Operation::AddUsers:
      return "File-segment user-add request accepted";
    case Operation::RemoveUsers:
      return "File-segment user-remove request accepted";
    case Operation::ReplaceUsers:
      return "File-segment user-replace request accepted";
    default:
      return "File-segment creation request accepted";
  }
}

bool is_web_url(const std::string& url) {
  const std::string scheme = url_scheme(url);
  return (scheme == "https" || scheme == "http") && !url_host(url).empty();
}

bool is_list_of_text(const Json& value) {
  if (!value.is_array()) return false;
  for (const Json& element : value) {
    if (!element.is_string()) return false;
  }
  return true;
}

/// What is wrong with the members that all four file calls have; empty where nothing is.
std::string body_problem(const Json& body) {
  if (text_of(body, "attribute_name").empty()) return "attribute_name is missing";
  const std::string type = text_of(body, "attribute_type");
  if (type != "string" && type != "double") return "attribute_type is neither string nor double";
  if (!is_web_url(text_of(body, "file_url"))) return "file_url is missing or no URL";
  if (member(body, "callback_url") != nullptr && !is_web_url(text_of(body, "callback_url"))) {
    return "callback_url is no URL";
  }
  const Json* emails = member(body, "emails");
  if (emails != nullptr && !is_list_of_text(*emails)) return "emails is no list of addresses";
  return {};
}

std::string expiry_problem(const Json& body) {
  const Json* expiry = member(body, "expiry_time");
  if (expiry == nullptr) return "expiry_time is missing";
  if (!expiry->is_number_integer() || *expiry <= 0) return "expiry_time is no number of days";
  return {};
}

Reply accepted(const Workspace& workspace, const std::string& id, Operation operation) {
  Json body{{"message", accepted_message(operation)},
            {"success", true},
            {"cs_name", workspace.find(id)->name}};
  const bool tells_id = workspace.switches.create_file_answer == Switches::CreateFileAnswer::WithId;
  if (tells_id) body["cs_id"] = id;
  return Answer{202, dump(body)};
}

void enqueue(Workspace& workspace, const std::string& id, const Call& call) {
  workspace.jobs.push_back(
      FileJob{id, std::string(operation_word(call.operation)), text_of(call.body, "file_url"),
              text_of(call.body, "callback_url"), call.request_id,
              call.now + std::chrono::seconds(workspace.switches.file_delay_seconds)});
}

Segment new_file_segment(const Workspace& workspace, const Call& call) {
  Segment segment;
  segment.kind = SegmentKind::File;
  segment.name = text_of(call.body, "name");
  segment.created = call.now;
  segment.updated = call.now;
  segment.attribute_name = text_of(call.body, "attribute_name");
  segment.attribute_type = text_of(call.body, "attribute_type");
  segment.expiry_days = call.body["expiry_time"].get<long>();
  segment.expires = call.now + std::chrono::hours(24) * segment.expiry_days;
  segment.lag_calls = workspace.switches.list_lag_calls;
  return segment;
}

Reply create_file(Workspace& workspace, const Call& call) {
  const std::string name = text_of(call.body, "name");
  const std::string name_fault = name_problem(name, workspace.limits.name_characters);
  const bool is_silent = workspace.switches.bad_name == Switches::BadName::Silent;
  for (const std::string& problem : {body_problem(call.body), expiry_problem(call.body),
                                     is_silent ? std::string() : name_fault}) {
    if (!problem.empty()) return refuse(400, "Invalid Request", problem);
  }
  if (workspace.find_name(name) != nullptr) {
    return refuse(409, "Resource not created", "Name already exists : " + name);
  }
  if (auto refused = refused_by_segment_limit(workspace)) return tl::unexpected(*refused);
  Segment segment = new_file_segment(workspace, call);
  if (!name_fault.empty()) segment.visibility = Segment::Visibility::Never;
  const std::string id = workspace.add(std::move(segment));
  enqueue(workspace, id, call);
  return accepted(workspace, id, call.operation);
}

/// The segment that a v2 call is about: `cs_id` wins over `name`. Null where there is none.
const Segment* target_of(const Workspace& workspace, const Json& body) {
  const std::string id = text_of(body, "cs_id");
  const Segment* found =
      id.empty() ? workspace.find_name(text_of(body, "name")) : workspace.find(id);
  return found != nullptr && found->visibility == Segment::Visibility::Shown ? found : nullptr;
}

std::optional<Refusal> refused_target(const Workspace& workspace, const Json& body) {
  const std::string id = text_of(body, "cs_id");
  const std::string name = text_of(body, "name");
  if (id.empty() && name.empty()) {
    return Refusal{.status = 400, .code = "Invalid Request", .message = "name is missing"};
  }
  if (!id.empty() && !is_object_id(id)) {
    return Refusal{.status = 400, .code = "Invalid Request", .message = "Invalid bson object-id"};
  }
  if (target_of(workspace, body) != nullptr) return std::nullopt;
  return Refusal{.status = 404,
                 .code = "Entity Not Found",
                 .message = id.empty() ? "Segment not found with the given name: " + name
                                       : "Segment not found with the given id: " + id};
}

Reply change_users(Workspace& workspace, const Call& call) {
  if (const std::string problem = body_problem(call.body); !problem.empty()) {
    return refuse(400, "Invalid Request", problem);
  }
  if (auto refused = refused_target(workspace, call.body)) return tl::unexpected(*refused);
  const Segment& segment = *target_of(workspace, call.body);
  if (segment.kind != SegmentKind::File) {
    return refuse(400, "Invalid Request", "the segment is no file segment");
  }
  if (segment.archived) return refuse(400, "Invalid Request", "the segment is archived");
  const std::string id = segment.id;
  enqueue(workspace, id, call);
  return accepted(workspace, id, call.operation);
}

}  // namespace

Reply change_file_segment(Workspace& workspace, const Call& call) {
  return call.operation == Operation::CreateFile ? create_file(workspace, call)
                                                 : change_users(workspace, call);
}

Reply change_activity(Workspace& workspace, const Call& call) {
  if (auto refused = refused_target(workspace, call.body)) return tl::unexpected(*refused);
  const std::string id = target_of(workspace, call.body)->id;
  const bool archives = call.operation == Operation::Archive;
  if (!archives && workspace.find(id)->archived) {
    if (auto refused = refused_by_segment_limit(workspace)) return tl::unexpected(*refused);
  }
  set_activity(workspace.edit(id), archives ? Activity::Archived : Activity::Active, call.now);
  const Json body{{"message", archives ? "Successfully archived the custom segment"
                                       : "Successfully unarchived the custom segment"},
                  {"success", true},
                  {"cs_name", workspace.find(id)->name}};
  const bool ok = workspace.switches.archive_status == Switches::ArchiveStatus::Ok;
  return Answer{ok ? 200 : 202, dump(body)};
}

}  // namespace segctl::simulator
