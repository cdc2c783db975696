#include "simulator/control.h"

#include "base/digest.h"
#include "simulator/dashboard.h"
#include "simulator/json.h"

#include <functional>
#include <map>
#include <utility>

namespace segctl::simulator {
namespace {

SimResponse answer(const Json& body) {
  return SimResponse{
      .status = 200, .headers = {{"Content-Type", "application/json"}}, .body = dump(body)};
}

Json parsed(std::string_view text) { return parse_json(text).value_or(Json()); }

Json clock_of(const Workspace& workspace, Timestamp now) {
  return Json{{"now", format_utc(now)}, {"offset_ms", workspace.clock_offset.count()}};
}

SimResponse set_clock(Workspace& workspace, const ControlCall& call) {
  const Json body = parsed(call.body);
  const Json* advance = member(body, "advance_seconds");
  const auto set = parse_utc(text_of(body, "set"));
  Duration step{0};
  if (advance != nullptr && advance->is_number()) {
    constexpr double kMilliseconds = 1000;
    step = Duration(static_cast<Duration::rep>(advance->get<double>() * kMilliseconds));
  } else if (set) {
    step = *set - call.now;
  } else {
    return control_error(400, "takes advance_seconds (a number) or set (a time in UTC)");
  }
  workspace.clock_offset += step;
  return answer(clock_of(workspace, call.now + step));
}

SimResponse show_log(const ControlCall& call) {
  const bool mutating_only = query_value(call.target.query, "mutating") == "1";
  Json entries = Json::array();
  std::string_view lines = call.log;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    // By the text, since reading a line costs a hundred times as much: no string holds its quotes.
    if (mutating_only && line.find(R"("method":"GET")") != std::string_view::npos) continue;
    entries.push_back(parsed(line));
  }
  return answer(entries);
}

std::string members_digest(const Segment& segment) {
  Sha256 digest;
  for (const std::string& value : segment.members) {
    digest.update(value);
    digest.update("\n");
  }
  return digest.finish().hex();
}

Json whole(const Segment& segment) {
  Json object = parsed(to_lines(segment).substr(0, to_lines(segment).find('\n')))["segment"];
  if (!segment.definition.empty()) object["definition"] = parsed(segment.definition);
  if (segment.kind != SegmentKind::Filter) {
    object["user_count"] = segment.archived && segment.kind == SegmentKind::File
                               ? std::size_t{0}
                               : segment.members.size();
    object["members_digest"] = members_digest(segment);
  }
  return object;
}

SimResponse show_workspace(const Workspace& workspace, Timestamp now) {
  Json segments = Json::array();
  for (const Segment& segment : workspace.segments()) segments.push_back(whole(segment));
  Json callbacks = Json::array();
  for (const std::string& callback : workspace.callbacks) callbacks.push_back(parsed(callback));
  Json jobs = Json::array();
  for (const FileJob& job : workspace.jobs) {
    jobs.push_back({{"segment_id", job.segment_id},
                    {"operation", job.operation},
                    {"request_id", job.request_id},
                    {"due", format_utc(job.due)}});
  }
  return answer(Json{{"clock", clock_of(workspace, now)},
                     {"switches", parsed(to_json_text(workspace.switches))},
                     {"limits", parsed(to_json_text(workspace.limits))},
                     {"faults", parsed(to_json_text(workspace.faults))},
                     {"jobs", jobs},
                     {"callbacks", callbacks},
                     {"active_segments", workspace.active_count()},
                     {"segments", segments}});
}

SimResponse show_members(const Workspace& workspace, const Target& target) {
  const auto id = query_value(target.query, "id");
  const Segment* segment = id ? workspace.find(*id) : workspace.find_name(target.name.value_or(""));
  if (segment == nullptr) return control_error(404, "there is no such segment");
  return answer(Json{{"id", segment->id},
                     {"name", segment->name},
                     {"count", segment->members.size()},
                     {"digest", members_digest(*segment)},
                     {"members", segment->members}});
}

SimResponse change_switches(Workspace& workspace, const ControlCall& call) {
  if (auto set = set_switches(workspace.switches, call.body); !set) {
    return control_error(400, set.error().message);
  }
  workspace.forget_shown();
  return answer(parsed(to_json_text(workspace.switches)));
}

SimResponse change_limits(Workspace& workspace, const ControlCall& call) {
  if (auto set = set_limits(workspace.limits, call.body); !set) {
    return control_error(400, set.error().message);
  }
  return answer(parsed(to_json_text(workspace.limits)));
}

SimResponse change_faults(Workspace& workspace, const ControlCall& call) {
  auto faults = faults_from_json(call.body);
  if (!faults) return control_error(400, faults.error().message);
  workspace.faults = *std::move(faults);
  return answer(parsed(to_json_text(workspace.faults)));
}

SimResponse change_segment(Workspace& workspace, const ControlCall& call) {
  const auto edit = parse_json(call.body);
  if (!edit || !edit->is_object()) return control_error(400, "the body is no JSON object");
  const auto id = edit_on_dashboard(workspace, *edit, call.now);
  if (id) return answer(Json{{"id", *id}});
  return control_error(id.error().code == ErrorCode::NotFound ? 404 : 400, id.error().message);
}

SimResponse show(Workspace& workspace, const ControlCall& call, std::string_view what) {
  if (what == "clock") return answer(clock_of(workspace, call.now));
  if (what == "log") return show_log(call);
  if (what == "workspace") return show_workspace(workspace, call.now);
  if (what == "members") return show_members(workspace, call.target);
  if (what == "switches") return answer(parsed(to_json_text(workspace.switches)));
  if (what == "limits") return answer(parsed(to_json_text(workspace.limits)));
  if (what == "faults") return answer(parsed(to_json_text(workspace.faults)));
  return control_error(404,
                       "the simulator shows clock, log, workspace, members, switches, limits "
                       "and faults");
}

SimResponse change(Workspace& workspace, const ControlCall& call, std::string_view what) {
  if (what == "clock") return set_clock(workspace, call);
  if (what == "switches") return change_switches(workspace, call);
  if (what == "limits") return change_limits(workspace, call);
  if (what == "faults") return change_faults(workspace, call);
  if (what == "edit") return change_segment(workspace, call);
  return control_error(404,
                       "the simulator takes clock, switches, limits, faults, edit, settle and "
                       "reset");
}

}  // namespace

SimResponse control_error(int status, std::string_view message) {
  return SimResponse{.status = status,
                     .headers = {{"Content-Type", "application/json"}},
                     .body = "{\"error\":" + json_string(message) + "}"};
}

SimResponse control(Workspace& workspace, const ControlCall& call) {
  constexpr std::string_view kPrefix = "/_sim/";
  const std::string_view what = std::string_view(call.target.path).substr(kPrefix.size());
  if (call.method == "GET") return show(workspace, call, what);
  if (call.method == "POST") return change(workspace, call, what);
  return control_error(405, "the simulator takes GET and POST");
}

}  // namespace segctl::simulator
