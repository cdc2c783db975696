#include "simulator/limits.h"

#include "base/text.h"
#include "simulator/json.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace segctl::simulator {
namespace {

using namespace std::chrono_literals;

template <class AnyLimits, class Visit>
void each_limit(AnyLimits& limits, Visit&& visit) {
  visit("active_segments", limits.active_segments);
  visit("list_minute", limits.list_minute);
  visit("list_hour", limits.list_hour);
  visit("list_day", limits.list_day);
  visit("get_minute", limits.get_minute);
  visit("get_hour", limits.get_hour);
  visit("get_day", limits.get_day);
  visit("file_hour", limits.file_hour);
  visit("file_day", limits.file_day);
  visit("file_users_day", limits.file_users_day);
  visit("csv_bytes", limits.csv_bytes);
  visit("file_segment_users", limits.file_segment_users);
  visit("cohort_minute", limits.cohort_minute);
  visit("cohort_bytes", limits.cohort_bytes);
  visit("nesting", limits.nesting);
  visit("references", limits.references);
  visit("expanded_characters", limits.expanded_characters);
  visit("name_characters", limits.name_characters);
}

struct Window {
  long allowed;
  long minutes;
};

constexpr long kHour = 60;
constexpr long kDay = 24 * kHour;

std::vector<Window> windows_of(Operation operation, const Limits& limits) {
  if (is_file_operation(operation)) return {{limits.file_hour, kHour}, {limits.file_day, kDay}};
  switch (operation) {
    case Operation::List:
    case Operation::CreateFilter:
    case Operation::UpdateFilter:
      return {{limits.list_minute, 1}, {limits.list_hour, kHour}, {limits.list_day, kDay}};
    case Operation::Get:
      return {{limits.get_minute, 1}, {limits.get_hour, kHour}, {limits.get_day, kDay}};
    case Operation::CohortSync:
      return {{limits.cohort_minute, 1}};
    default:
      return {};
  }
}

std::int64_t milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

}  // namespace

std::string to_json_text(const Limits& limits) {
  Json object = Json::object();
  each_limit(limits, [&](const char* name, long number) { object[name] = number; });
  return dump(object);
}

Result<void> set_limits(Limits& limits, std::string_view object) {
  const auto parsed = parse_json(object);
  if (!parsed || !parsed->is_object()) {
    return fail(ErrorCode::Invalid, "the simulator's limits are no JSON object");
  }
  Limits changed = limits;
  for (const auto& [key, value] : parsed->items()) {
    const std::string& wanted = key;
    const bool is_number = value.is_number_integer() && value >= 0;
    const long number = is_number ? value.get<long>() : 0;
    bool found = false;
    each_limit(changed, [&](const char* name, long& field) {
      if (wanted != name) return;
      found = true;
      field = number;
    });
    if (!found) return fail(ErrorCode::Invalid, "the simulator has no limit " + in_quotes(key));
    if (!is_number) {
      return fail(ErrorCode::Invalid, "the limit " + in_quotes(key) + " takes an integer from 0");
    }
  }
  limits = changed;
  return {};
}

std::optional<Breach> RateWindows::take(Operation operation, const Limits& limits, Timestamp now) {
  const std::string_view group = is_file_operation(operation) ? "file" : operation_word(operation);
  const std::vector<Window> windows = windows_of(operation, limits);
  if (windows.empty()) return std::nullopt;
  auto& calls = calls_[std::string(group)];
  const std::int64_t at = milliseconds(now);
  while (!calls.empty() && calls.front() <= at - Duration(24h).count()) calls.pop_front();
  for (const Window& window : windows) {
    const std::int64_t length = Duration(std::chrono::minutes(window.minutes)).count();
    const auto first = std::upper_bound(calls.begin(), calls.end(), at - length);
    if (calls.end() - first < window.allowed) continue;
    const Duration free_in = window.allowed == 0
                                 ? Duration(length)
                                 : Duration(*(calls.end() - window.allowed) + length - at);
    return Breach{window.allowed, window.minutes, free_in};
  }
  calls.push_back(at);
  return std::nullopt;
}

void RateWindows::add_users(long users, Timestamp now) {
  users_.emplace_back(milliseconds(now), users);
}

long RateWindows::users_in_last_day(Timestamp now) const {
  long total = 0;
  for (const auto& [at, users] : users_) {
    if (at > milliseconds(now) - Duration(24h).count()) total += users;
  }
  return total;
}

std::string RateWindows::to_json_text() const {
  Json object = Json::object();
  object["calls"] = calls_;
  object["users"] = users_;
  return dump(object);
}

RateWindows RateWindows::from_json_text(std::string_view text) {
  RateWindows windows;
  const auto parsed = parse_json(text);
  if (!parsed) return windows;
  if (const Json* calls = member(*parsed, "calls"); calls != nullptr && calls->is_object()) {
    for (const auto& [group, times] : calls->items()) {
      for (const Json& time : times) {
        if (const auto at = integer_of(time)) windows.calls_[group].push_back(*at);
      }
    }
  }
  if (const Json* users = member(*parsed, "users"); users != nullptr && users->is_array()) {
    for (const Json& entry : *users) {
      if (!entry.is_array() || entry.size() != 2) continue;
      const auto at = integer_of(entry[0]);
      const auto count = integer_of(entry[1]);
      if (at && count) windows.users_.emplace_back(*at, static_cast<long>(*count));
    }
  }
  return windows;
}

}  // namespace segctl::simulator
