#include "simulator/calls.h"
#include "simulator/member_file.h"
#include "simulator/segment_name.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace segctl::simulator {
namespace {

tl::unexpected<Refusal> missing(const std::string& what) {
  return refuse(400, "MissingAttributeError", what + " is not found in the payload");
}

/// The uids of the payload; nothing where an entry is none.
std::optional<std::vector<std::string>> uids_of(const Json& members) {
  std::vector<std::string> uids;
  if (!members.is_array()) return std::nullopt;
  for (const Json& entry : members) {
    std::string uid = text_of(entry, "uid");
    if (uid.empty()) return std::nullopt;
    uids.push_back(std::move(uid));
  }
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

const Segment* find_cohort(const Workspace& workspace, const std::string& partner,
                           const std::string& cohort_id) {
  for (const Segment& segment : workspace.segments()) {
    const bool same = segment.kind == SegmentKind::Cohort && segment.partner == partner &&
                      segment.cohort_id == cohort_id;
    if (same) return &segment;
  }
  return nullptr;
}

tl::expected<std::string, Refusal> make_cohort(Workspace& workspace, const Call& call) {
  const Json& parameters = call.body["parameters"];
  const std::string name = text_of(parameters, "cohort_name");
  const std::string problem = name_problem(name, workspace.limits.name_characters);
  const bool is_silent = workspace.switches.bad_name == Switches::BadName::Silent;
  if (!problem.empty() && !is_silent) return refuse(400, "InvalidAttributeError", problem);
  if (workspace.find_name(name) != nullptr) {
    return refuse(400, "InvalidAttributeError",
                  "the name belongs to a segment that no cohort sync made: " + name);
  }
  if (auto refused = refused_by_segment_limit(workspace)) return tl::unexpected(*refused);
  Segment segment;
  segment.kind = SegmentKind::Cohort;
  segment.name = name;
  segment.source = "COHORT_SYNC";
  segment.created = call.now;
  segment.partner = text_of(call.body, "partner");
  segment.cohort_id = text_of(parameters, "cohort_id");
  segment.lag_calls = workspace.switches.list_lag_calls;
  if (!problem.empty()) segment.visibility = Segment::Visibility::Never;
  return workspace.add(std::move(segment));
}

void change_members(Segment& segment, const std::string& action,
                    const std::vector<std::string>& uids) {
  std::vector<std::string> members;
  // Moved, not copied: a cohort of 500,000 is changed by more than a hundred payloads.
  const auto begin = std::make_move_iterator(segment.members.begin());
  const auto end = std::make_move_iterator(segment.members.end());
  members.reserve(segment.members.size() + uids.size());
  if (action == "add_members") {
    std::set_union(begin, end, uids.begin(), uids.end(), std::back_inserter(members));
  } else {
    std::set_difference(begin, end, uids.begin(), uids.end(), std::back_inserter(members));
  }
  segment.members = std::move(members);
}

/// The first thing that is missing or wrong; nothing where the payload is complete.
std::optional<Refusal> refused_payload(const Json& body) {
  const std::string action = text_of(body, "action");
  if (action.empty()) return missing("action").value();
  if (action != "add_members" && action != "remove_members") {
    return Refusal{.status = 400,
                   .code = "InvalidAttributeError",
                   .message = "action is neither add_members nor remove_members"};
  }
  if (text_of(body, "partner").empty()) return missing("partner").value();
  const Json* parameters = member(body, "parameters");
  if (parameters == nullptr) return missing("parameters").value();
  for (const char* key : {"cohort_name", "cohort_id"}) {
    if (text_of(*parameters, key).empty()) return missing(key).value();
  }
  const Json* members = member(*parameters, "members");
  if (members == nullptr) return missing("members").value();
  if (uids_of(*members)) return std::nullopt;
  return missing("uid").value();
}

}  // namespace

Reply sync_cohort(Workspace& workspace, const Call& call) {
  if (auto refused = refused_payload(call.body)) return tl::unexpected(*refused);
  const Json& parameters = call.body["parameters"];
  const Segment* cohort =
      find_cohort(workspace, text_of(call.body, "partner"), text_of(parameters, "cohort_id"));
  std::string id = cohort == nullptr ? std::string() : cohort->id;
  if (id.empty()) {
    auto made = make_cohort(workspace, call);
    if (!made) return tl::unexpected(made.error());
    id = *made;
  }
  Segment& segment = workspace.edit(id);
  segment.updated = call.now;
  if (member(parameters, "cohort_description") != nullptr) {
    segment.description = text_of(parameters, "cohort_description");
  }
  std::vector<std::string> uids = *uids_of(parameters["members"]);
  keep_known(uids, workspace.switches.known_users);
  change_members(segment, text_of(call.body, "action"), uids);
  return Answer{200, R"({"message":"Your request has been accepted and will be processed soon.",)"
                     R"("status":"success"})"};
}

}  // namespace segctl::simulator
