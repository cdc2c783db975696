#include "simulator/calls.h"
#include "simulator/rewrite.h"
#include "simulator/segment_name.h"

namespace segctl::simulator {
namespace {

using namespace std::chrono_literals;

const char* type_word(SegmentKind kind) {
  switch (kind) {
    case SegmentKind::Filter:
      return "ELASTIC_SEARCH";
    case SegmentKind::File:
      return "FILE_V2";
    case SegmentKind::Cohort:
      break;
  }
  return "COHORT_SYNC";
}

std::string_view archived_mark(const Segment& segment, const Switches& switches) {
  if (!segment.archived) return {};
  switch (switches.archived_in_list) {
    case Switches::ArchivedInList::MarkedFlag:
      return R"(,"archived":true)";
    case Switches::ArchivedInList::MarkedStatus:
      return R"(,"status":"archived")";
    default:
      return {};
  }
}

/// The members that List and Get show of every segment, without braces.
void append_item(std::string& json, const Segment& segment, const Switches& switches) {
  json += R"("name":)";
  append_json_string(json, segment.name);
  json.append(R"(,"id":")").append(segment.id);
  json.append(R"(","created_time":")").append(api_time(segment.created));
  json.append(R"(","type":")").append(type_word(segment.kind)).append(R"(","source":)");
  append_json_string(json, segment.source);
  json += archived_mark(segment, switches);
}

/// Whether an archived segment has gone from view for good (API.md: A segment's life).
bool has_vanished(const Segment& segment, Timestamp now) {
  const Duration kept =
      segment.kind == SegmentKind::File ? Duration(24h * 30) : Duration(24h * 180);
  return segment.archived && now - *segment.archived >= kept;
}

bool is_listed(const Segment& segment, const Switches& switches, Timestamp now) {
  if (segment.visibility == Segment::Visibility::Never) return false;
  if (segment.lag_calls > 0) return false;
  if (now - segment.created < std::chrono::seconds(switches.list_lag_seconds)) return false;
  if (!segment.archived) return true;
  return switches.archived_in_list != Switches::ArchivedInList::Hidden &&
         !has_vanished(segment, now);
}

void count_off_lag(Workspace& workspace) {
  for (const Segment& segment : workspace.segments()) {
    if (segment.lag_calls > 0) --workspace.edit(segment.id).lag_calls;
  }
}

std::string description_of(const Json& definition) {
  const Json* included = member(definition, "included_filters");
  const Json* filters = included == nullptr ? nullptr : member(*included, "filters");
  const std::size_t count = filters == nullptr ? 0 : filters->size();
  return "Users that match " + std::to_string(count) + (count == 1 ? " filter" : " filters");
}

/// The definition in the words of the switches, as members that follow others.
void append_definition(std::string& json, const Segment& segment, const Switches& switches) {
  const Json words = rewritten(parse_json(segment.definition).value_or(Json::object()),
                               switches.rewrite, segment.author);
  const std::string text =
      switches.rewrite >= Switches::Rewrite::Full ? dump_reversed(words) : dump(words);
  json.append(R"(,"description":")").append(description_of(words)) += '"';
  if (!words.empty()) json.append(",").append(text, 1, text.size() - 2);
}

std::string render_segment(const Segment& segment, const Switches& switches) {
  std::string json = "{";
  append_item(json, segment, switches);
  json.append(R"(,"updated_time":")").append(api_time(segment.updated)) += '"';
  if (segment.kind == SegmentKind::Filter) append_definition(json, segment, switches);
  return json + "}";
}

}  // namespace

Reply list_segments(Workspace& workspace, const Call& call) {
  std::string json = "[";
  for (const Segment& segment : workspace.segments()) {
    if (call.name && segment.name != *call.name) continue;
    if (!is_listed(segment, workspace.switches, call.now)) continue;
    json += json.size() > 1 ? ",{" : "{";
    append_item(json, segment, workspace.switches);
    json += '}';
  }
  count_off_lag(workspace);
  return Answer{200, json + "]"};
}

Reply get_segment(Workspace& workspace, const Call& call) {
  if (!is_object_id(call.segment_id)) {
    return refuse(400, "Invalid Request", "Invalid bson object-id");
  }
  const Segment* segment = workspace.find(call.segment_id);
  if (segment == nullptr || segment->visibility == Segment::Visibility::Never) {
    return refuse(404, "Entity Not Found",
                  "Custom segment not found with the given id: " + call.segment_id);
  }
  if (workspace.shown(segment->id).empty()) {
    workspace.keep_shown(segment->id, render_segment(*segment, workspace.switches));
  }
  const std::string& data = workspace.shown(segment->id);
  const bool as_list = workspace.switches.get_answers == Switches::GetAnswers::List &&
                       call.operation == Operation::Get;
  return Answer{200, as_list ? "[" + data + "]" : data};
}

}  // namespace segctl::simulator
