#include "simulator/workspace.h"

#include "base/digest.h"
#include "simulator/json.h"

#include <algorithm>
#include <utility>

namespace segctl::simulator {
namespace {

constexpr std::size_t kMaxLog = std::size_t{32} * 1024 * 1024;
constexpr std::string_view kLog = "{\"log\":";
constexpr std::string_view kCallback = "{\"callback\":";
constexpr std::string_view kFormat = "segctl-simulator/1";

Json to_json(const FileJob& job) {
  return Json{{"segment_id", job.segment_id}, {"operation", job.operation},
              {"file_url", job.file_url},     {"callback_url", job.callback_url},
              {"request_id", job.request_id}, {"due", format_utc(job.due)}};
}

FileJob job_from_json(const Json& object) {
  return FileJob{
      text_of(object, "segment_id"), text_of(object, "operation"),
      text_of(object, "file_url"),   text_of(object, "callback_url"),
      text_of(object, "request_id"), parse_utc(text_of(object, "due")).value_or(Timestamp())};
}

Json parsed(const std::string& text) { return parse_json(text).value_or(Json()); }

}  // namespace

const Segment* Workspace::find(std::string_view id) const {
  const auto place = places_.find(std::string(id));
  return place == places_.end() ? nullptr : &segments_[place->second];
}

const Segment* Workspace::find_name(std::string_view name) const {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& segment) {
    return segment.name == name && segment.visibility == Segment::Visibility::Shown;
  });
  return found == segments_.end() ? nullptr : &*found;
}

const Segment* Workspace::find_fingerprint(std::string_view fingerprint,
                                           std::string_view but) const {
  const bool archived_count =
      switches.archived_definitions == Switches::ArchivedDefinitions::Conflict;
  const auto found = std::find_if(segments_.begin(), segments_.end(), [&](const Segment& segment) {
    return segment.fingerprint == fingerprint && segment.id != but &&
           segment.visibility == Segment::Visibility::Shown &&
           (archived_count || !segment.archived);
  });
  return found == segments_.end() ? nullptr : &*found;
}

long Workspace::active_count() const {
  return std::count_if(segments_.begin(), segments_.end(), [](const Segment& segment) {
    return !segment.archived && segment.visibility == Segment::Visibility::Shown;
  });
}

std::string Workspace::next_id() {
  return sha256(seed + ":" + std::to_string(++counter)).hex().substr(0, 24);
}

std::string Workspace::add(Segment segment) {
  segment.id = next_id();
  places_[segment.id] = segments_.size();
  segments_.push_back(std::move(segment));
  texts_.emplace_back();
  return segments_.back().id;
}

Segment& Workspace::edit(std::string_view id) {
  const std::size_t place = places_.at(std::string(id));
  texts_[place] = Texts();
  return segments_[place];
}

void Workspace::remove(std::string_view id) {
  const auto place = static_cast<std::ptrdiff_t>(places_.at(std::string(id)));
  segments_.erase(segments_.begin() + place);
  texts_.erase(texts_.begin() + place);
  index();
}

void Workspace::index() {
  places_.clear();
  for (std::size_t i = 0; i < segments_.size(); ++i) places_[segments_[i].id] = i;
}

const std::string& Workspace::shown(std::string_view id) const {
  return texts_[places_.at(std::string(id))].shown;
}

void Workspace::keep_shown(std::string_view id, std::string text) {
  texts_[places_.at(std::string(id))].shown = std::move(text);
}

void Workspace::forget_shown() {
  for (Texts& texts : texts_) texts.shown.clear();
}

void Workspace::log(std::string_view entry) {
  if (log_.size() > kMaxLog) log_.erase(0, log_.find('\n', log_.size() / 2) + 1);
  log_.append(entry) += '\n';
}

std::string Workspace::head_line() const {
  Json job_list = Json::array();
  for (const FileJob& job : jobs) job_list.push_back(to_json(job));
  const Json head{{"format", kFormat},
                  {"seed", seed},
                  {"counter", counter},
                  {"clock_offset_ms", clock_offset.count()},
                  {"switches", parsed(to_json_text(switches))},
                  {"limits", parsed(to_json_text(limits))},
                  {"faults", parsed(to_json_text(faults))},
                  {"windows", parsed(windows.to_json_text())},
                  {"jobs", job_list}};
  return dump(Json{{"workspace", head}}) + "\n";
}

std::string Workspace::to_text() const {
  std::string text = head_line();
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (texts_[i].lines.empty()) texts_[i].lines = to_lines(segments_[i]);
    text += texts_[i].lines;
  }
  for (const std::string& callback : callbacks) text.append(kCallback).append(callback) += "}\n";
  std::string_view log = log_;
  while (!log.empty()) {
    const std::size_t length = log.find('\n');
    text.append(kLog).append(log.substr(0, length)) += "}\n";
    log.remove_prefix(length + 1);
  }
  return text;
}

bool Workspace::read_head(std::string_view line) {
  const auto parsed_line = parse_json(line);
  const Json* head = parsed_line ? member(*parsed_line, "workspace") : nullptr;
  if (head == nullptr || text_of(*head, "format") != kFormat) return false;
  const auto part = [&](const char* key) {
    const Json* value = member(*head, key);
    return value == nullptr ? std::string("{}") : dump(*value);
  };
  seed = text_of(*head, "seed");
  counter = static_cast<std::uint64_t>(integer_of(parsed(part("counter"))).value_or(0));
  clock_offset = Duration(integer_of(parsed(part("clock_offset_ms"))).value_or(0));
  windows = RateWindows::from_json_text(part("windows"));
  if (const Json* list = member(*head, "jobs"); list != nullptr && list->is_array()) {
    for (const Json& job : *list) jobs.push_back(job_from_json(job));
  }
  auto read = faults_from_json(part("faults"));
  if (!read || !set_switches(switches, part("switches")) || !set_limits(limits, part("limits"))) {
    return false;
  }
  faults = *std::move(read);
  return true;
}

Result<void> Workspace::read_line(std::string_view line) {
  const auto inner = [&](std::string_view prefix) {
    return line.substr(prefix.size(), line.size() - prefix.size() - 1);
  };
  if (line.starts_with(kLog)) {
    log(inner(kLog));
  } else if (line.starts_with(kCallback)) {
    callbacks.emplace_back(inner(kCallback));
  } else if (!segments_.empty() && read_detail_line(line, segments_.back())) {
    texts_.back().lines.append(line) += '\n';
  } else if (auto segment = segment_from_line(line)) {
    segments_.push_back(*std::move(segment));
    texts_.push_back(Texts{std::string(line) + "\n", {}});
  } else {
    return fail(ErrorCode::Invalid, "is nothing that a simulator's workspace holds");
  }
  return {};
}

Result<Workspace> Workspace::from_text(std::string_view text) {
  Workspace workspace;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (number == 1) {
      if (workspace.read_head(line)) continue;
      return fail(ErrorCode::Invalid, "line 1 is no head of a simulator's workspace");
    }
    if (line.empty()) continue;
    if (auto read = workspace.read_line(line); !read) {
      return fail(ErrorCode::Invalid,
                  "line " + std::to_string(number) + " " + read.error().message);
    }
  }
  workspace.index();
  return workspace;
}

}  // namespace segctl::simulator
