#include "base/digest.h"
#include "state/quota_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace segctl::state {
namespace {

constexpr std::size_t kChecksum = 16;
/// "0123456789abcdef get 1772366400000 1\n": no line is shorter.
constexpr std::size_t kShortestLine = 37;
/// What a damaged line may have stood for at most: more users than any window has.
constexpr std::uint64_t kUnknownUsers = 1'000'000'000;

std::string checksum_of(std::string_view content) {
  return sha256(content).hex().substr(0, kChecksum);
}

std::int64_t milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

std::string content_of(const quota::Entry& entry) {
  const char* word = quota::meter_word(entry.meter);
  if (const auto* use = std::get_if<quota::Use>(&entry.what)) {
    return fmt::format("{} {} {}", word, milliseconds(use->at), use->count);
  }
  const auto& cap = std::get<quota::Cap>(entry.what);
  return fmt::format("{}! {} {} {}", word, milliseconds(cap.since), milliseconds(cap.until),
                     cap.remaining);
}

/// Cuts the text before the next space off the front.
std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  return word;
}

template <class Number>
std::optional<Number> take_number(std::string_view& rest) {
  const std::string_view word = take_word(rest);
  Number number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::optional<Timestamp> take_time(std::string_view& rest) {
  const auto number = take_number<std::int64_t>(rest);
  // The year 9999: later ones could overflow where lengths of windows are added.
  constexpr std::int64_t kLast = 253'402'300'799'000;
  if (!number || *number < 0 || *number > kLast) return std::nullopt;
  return Timestamp(Duration(*number));
}

std::optional<quota::Entry> read_content(std::string_view rest) {
  std::string_view word = take_word(rest);
  const bool is_cap = word.ends_with('!');
  if (is_cap) word.remove_suffix(1);
  const auto meter = quota::meter_of(word);
  const auto at = take_time(rest);
  const auto until = is_cap ? take_time(rest) : at;
  const auto number = take_number<std::uint64_t>(rest);
  if (!meter || !at || !until || !number || !rest.empty()) return std::nullopt;
  if (is_cap) return quota::Entry{*meter, quota::Cap{*at, *until, *number}};
  return quota::Entry{*meter, quota::Use{*at, *number}};
}

std::optional<quota::Entry> read_line(std::string_view line) {
  if (line.size() <= kChecksum || line[kChecksum] != ' ') return std::nullopt;
  const std::string_view content = line.substr(kChecksum + 1);
  if (line.substr(0, kChecksum) != checksum_of(content)) return std::nullopt;
  return read_content(content);
}

Timestamp newest_in(const quota::Record& record) {
  Timestamp newest{};
  for (const quota::Meter meter : quota::kMeters) {
    for (const quota::Use& use : record.of(meter).uses) newest = std::max(newest, use.at);
  }
  return newest;
}

/// `calls` of every limit at `at`.
void add_damage(quota::Record& record, std::uint64_t calls, Timestamp at) {
  for (const quota::Meter meter : quota::kMeters) {
    const bool users = meter == quota::Meter::FileUsers;
    quota::add(record, {meter, quota::Use{at, users ? kUnknownUsers : calls}});
  }
}

/// What stands after the last end of a line: nothing, a line that was being written, or one whose
/// end alone is damaged.
std::optional<quota::Entry> read_tail(std::string_view tail) {
  if (auto entry = read_line(tail)) return entry;
  return tail.empty() ? std::nullopt : read_line(tail.substr(0, tail.size() - 1));
}

}  // namespace

std::string encode_quota(const std::vector<quota::Entry>& entries) {
  std::string lines;
  for (const quota::Entry& entry : entries) {
    const std::string content = content_of(entry);
    lines += fmt::format("{} {}\n", checksum_of(content), content);
  }
  return lines;
}

DecodedQuota decode_quota(std::string_view text, Timestamp now) {
  DecodedQuota decoded;
  std::uint64_t lost = 0;
  bool is_last_lost = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const bool whole = end != std::string_view::npos;
    const std::string_view line = text.substr(0, end);
    const auto entry = whole ? read_line(line) : read_tail(line);
    if (entry) quota::add(decoded.record, *entry);
    if (!whole && !entry) break;
    const std::size_t length = whole ? end + 1 : text.size();
    if (!entry) lost += std::max<std::uint64_t>(1, length / kShortestLine);
    if (!entry) ++decoded.damaged;
    is_last_lost = !entry;
    ++decoded.lines;
    decoded.whole += length;
    text.remove_prefix(length);
  }
  // Lines are written in the order of time: one that is followed by another is no newer.
  const Timestamp newest = newest_in(decoded.record);
  if (lost > 0) add_damage(decoded.record, lost, is_last_lost ? std::max(now, newest) : newest);
  return decoded;
}

}  // namespace segctl::state
