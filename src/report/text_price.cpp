#include "report/text_price.h"

#include "base/text.h"
#include "report/words.h"

#include <fmt/format.h>

namespace segctl::report {
namespace {

/// Times in a line; what comes later is summed up.
constexpr std::size_t kMostTimes = 4;

/// What can be done at times that read the same.
struct Group {
  std::string time;
  std::uint64_t count = 0;
};

std::vector<Group> groups_of(const plan::MeterPrice& meter, Timestamp now) {
  std::vector<Group> groups;
  for (const plan::Batch& batch : meter.batches) {
    const std::string time = batch.at == now ? "now" : "after " + clock_text(batch.at, now);
    if (groups.empty() || groups.back().time != time) groups.push_back({time, 0});
    groups.back().count += batch.count;
  }
  return groups;
}

std::string times_text(const plan::MeterPrice& meter, Timestamp now) {
  const std::vector<Group> groups = groups_of(meter, now);
  if (groups.size() == 1) return groups.front().time;
  std::vector<std::string> parts;
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool shown = i < kMostTimes || groups.size() == kMostTimes + 1;
    if (!shown) rest += groups[i].count;
    if (shown) parts.push_back(with_thousands(groups[i].count) + " " + groups[i].time);
  }
  if (rest > 0) {
    parts.push_back(fmt::format("{} in the windows that follow, the last {}", with_thousands(rest),
                                groups.back().time));
  }
  return joined(parts, ", ");
}

std::string left_text(const plan::MeterPrice& meter) {
  std::vector<std::string> parts;
  for (const plan::WindowUse& window : meter.windows) {
    const std::uint64_t left = window.allowed > window.used ? window.allowed - window.used : 0;
    const std::string length = quota::length_text(window.length);
    parts.push_back(fmt::format("{} of {} {} {}", with_thousands(left),
                                with_thousands(window.allowed), length == "hour" ? "an" : "a",
                                length));
  }
  return joined(parts, ", ");
}

std::string meter_line(const plan::MeterPrice& meter, Timestamp now) {
  std::string line = quota::counted_on(meter.meter, meter.count);
  line += ": " + (meter.batches.empty() ? "never" : times_text(meter, now));
  if (!meter.windows.empty()) line += fmt::format(" (left now: {})", left_text(meter));
  if (meter.closed_until) {
    line += fmt::format("; closed by MoEngage until {}", clock_text(*meter.closed_until, now));
  }
  return line;
}

}  // namespace

std::string clock_text(Timestamp moment, Timestamp now) {
  const std::string text = format_utc(std::chrono::ceil<std::chrono::minutes>(moment));
  const bool today = text.substr(0, 10) == format_utc(now).substr(0, 10);
  return fmt::format("{}{} UTC", today ? "" : text.substr(0, 10) + " ", text.substr(11, 5));
}

std::vector<std::string> price_lines(const plan::Price& price) {
  std::vector<std::string> lines;
  for (const plan::MeterPrice& meter : price.meters) {
    if (meter.count > 0) lines.push_back(meter_line(meter, price.at));
  }
  return lines;
}

std::string end_text(const plan::Price& price) {
  if (price.never) return "never, for some of it: `limits` has a 0 there";
  if (price.is_now()) return {};
  return fmt::format("{} at the earliest; {} {} decides: it waits for MoEngage's limit on {}",
                     clock_text(price.last->at, price.at), price.last->action,
                     name_text(price.last->name),
                     quota::counted_on(price.last->meter, 2).substr(2));
}

}  // namespace segctl::report
