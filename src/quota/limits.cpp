#include "quota/limits.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace segctl::quota {
namespace {

using namespace std::chrono_literals;

/// A line of MoEngage's table of limits.
struct Named {
  std::string_view setting;
  std::uint64_t documented;
  std::optional<Meter> meter;  ///< nothing for a limit that no window has
  Duration length;
};

// Updates of filter segments have no documented limit: they are treated like creates.
constexpr std::array kTable = {
    Named{"active_segments", 1000, std::nullopt, 0ms},
    Named{"list_minute", 50, Meter::List, 1min},
    Named{"list_hour", 200, Meter::List, 1h},
    Named{"list_day", 1000, Meter::List, 24h},
    Named{"create_minute", 50, Meter::CreateFilter, 1min},
    Named{"create_hour", 200, Meter::CreateFilter, 1h},
    Named{"create_day", 1000, Meter::CreateFilter, 24h},
    Named{"update_minute", 50, Meter::UpdateFilter, 1min},
    Named{"update_hour", 200, Meter::UpdateFilter, 1h},
    Named{"update_day", 1000, Meter::UpdateFilter, 24h},
    Named{"get_minute", 100, Meter::Get, 1min},
    Named{"get_hour", 1000, Meter::Get, 1h},
    Named{"get_day", 4000, Meter::Get, 24h},
    Named{"file_hour", 10, Meter::FileOperation, 1h},
    Named{"file_day", 100, Meter::FileOperation, 24h},
    Named{"file_users_day", 2'000'000, Meter::FileUsers, 24h},
    Named{"csv_bytes", 150'000'000, std::nullopt, 0ms},
    Named{"csv_rows", 5'000'000, std::nullopt, 0ms},
    Named{"cohort_minute", 300, Meter::CohortSync, 1min},
    Named{"cohort_bytes", 128ULL * 1024, std::nullopt, 0ms},
    Named{"nesting", 6, std::nullopt, 0ms},
    Named{"references", 10, std::nullopt, 0ms},
    Named{"expanded_characters", 262'144, std::nullopt, 0ms},
    Named{"name_characters", 200, std::nullopt, 0ms},
};

std::optional<std::size_t> place_of(std::string_view setting) {
  const auto found = std::find_if(kTable.begin(), kTable.end(), [setting](const Named& named) {
    return named.setting == setting;
  });
  if (found == kTable.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kTable.begin());
}

/// What one is called, and what several are.
std::pair<std::string_view, std::string_view> nouns(Meter meter) {
  switch (meter) {
    case Meter::List:
      return {"list call", "list calls"};
    case Meter::Get:
      return {"get call", "get calls"};
    case Meter::CreateFilter:
      return {"create of a filter segment", "creates of filter segments"};
    case Meter::UpdateFilter:
      return {"update of a filter segment", "updates of filter segments"};
    case Meter::FileOperation:
      return {"file operation", "file operations"};
    case Meter::FileUsers:
      return {"user through files", "users through files"};
    case Meter::CohortSync:
      return {"cohort call", "cohort calls"};
    case Meter::Archival:
      return {"archive or unarchive call", "archive and unarchive calls"};
  }
  return {};
}

}  // namespace

const char* meter_word(Meter meter) {
  switch (meter) {
    case Meter::List:
      return "list";
    case Meter::Get:
      return "get";
    case Meter::CreateFilter:
      return "create-filter";
    case Meter::UpdateFilter:
      return "update-filter";
    case Meter::FileOperation:
      return "file-operation";
    case Meter::FileUsers:
      return "file-users";
    case Meter::CohortSync:
      return "cohort-sync";
    case Meter::Archival:
      return "archival";
  }
  return "";
}

std::optional<Meter> meter_of(std::string_view word) {
  const auto found = std::find_if(kMeters.begin(), kMeters.end(),
                                  [word](Meter meter) { return meter_word(meter) == word; });
  if (found == kMeters.end()) return std::nullopt;
  return *found;
}

std::string counted_on(Meter meter, std::uint64_t count) {
  const auto [one, several] = nouns(meter);
  return fmt::format("{} {}", with_thousands(count), count == 1 ? one : several);
}

std::string length_text(Duration length) {
  if (length == 1min) return "minute";
  if (length == 1h) return "hour";
  if (length == 24h) return "day";
  return fmt::format("{} s", std::chrono::ceil<std::chrono::seconds>(length).count());
}

Limits::Limits() {
  for (const Named& named : kTable) {
    numbers_.push_back(named.documented);
    if (!named.meter) continue;
    windows_[static_cast<std::size_t>(*named.meter)].push_back(
        {named.setting, named.length, named.documented});
  }
}

std::vector<std::string_view> Limits::settings() {
  std::vector<std::string_view> names;
  names.reserve(kTable.size());
  for (const Named& named : kTable) names.push_back(named.setting);
  return names;
}

std::uint64_t Limits::number(std::string_view setting) const {
  const auto place = place_of(setting);
  if (!place) throw std::logic_error("no such limit");
  return numbers_[*place];
}

bool Limits::set(std::string_view setting, std::uint64_t number) {
  const auto place = place_of(setting);
  if (!place) return false;
  numbers_[*place] = number;
  for (std::vector<Window>& windows : windows_) {
    for (Window& window : windows) {
      if (window.setting == setting) window.allowed = number;
    }
  }
  return true;
}

std::span<const Window> Limits::windows(Meter meter) const {
  return windows_[static_cast<std::size_t>(meter)];
}

}  // namespace segctl::quota
