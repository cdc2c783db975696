#include "quota/windows.h"

#include <algorithm>

namespace segctl::quota {
namespace {

using namespace std::chrono_literals;

/// The length of the longest window.
constexpr Duration kLongest = 24h;

/// How much was used from `since` on.
std::uint64_t used_since(const Account& account, Timestamp since) {
  std::uint64_t sum = 0;
  for (auto use = account.uses.rbegin(); use != account.uses.rend() && use->at >= since; ++use) {
    sum += use->count;
  }
  return sum;
}

std::uint64_t difference(std::uint64_t from, std::uint64_t minus) {
  return from > minus ? from - minus : 0;
}

/// When so much has left the window that `count` more fit.
std::optional<Timestamp> room_in(const Window& window, const Account& account, std::uint64_t count,
                                 Timestamp now) {
  if (window.allowed == 0) return std::nullopt;
  const std::uint64_t may_stay = difference(window.allowed, count);
  std::uint64_t stays = 0;
  for (auto use = account.uses.rbegin(); use != account.uses.rend(); ++use) {
    stays += use->count;
    if (stays > may_stay) return std::max(now, use->at + window.length + kTravel);
  }
  return now;
}

bool is_closed(const Cap& cap, const Account& account, std::uint64_t count, Timestamp at) {
  return at < cap.until && used_since(account, cap.since) + count > cap.remaining;
}

}  // namespace

std::uint64_t used_in(const Account& account, Duration length, Timestamp now) {
  return used_since(account, now - length - kTravel + Duration(1));
}

std::uint64_t left_now(std::span<const Window> windows, const Account& account, Timestamp now) {
  std::uint64_t left = UINT64_MAX;
  for (const Window& window : windows) {
    left = std::min(left, difference(window.allowed, used_in(account, window.length, now)));
  }
  for (const Cap& cap : account.caps) {
    if (now >= cap.until) continue;
    left = std::min(left, difference(cap.remaining, used_since(account, cap.since)));
  }
  return left;
}

std::optional<Timestamp> earliest(std::span<const Window> windows, const Account& account,
                                  std::uint64_t count, Timestamp now) {
  Timestamp at = now;
  for (const Window& window : windows) {
    const auto room = room_in(window, account, count, now);
    if (!room) return std::nullopt;
    at = std::max(at, *room);
  }
  for (bool moved = true; moved;) {
    moved = false;
    for (const Cap& cap : account.caps) {
      if (!is_closed(cap, account, count, at)) continue;
      at = cap.until;
      moved = true;
    }
  }
  return at;
}

bool forget_old(Record& record, Timestamp now) {
  bool moved = false;
  const auto is_ahead = [now](Timestamp time) { return time > now + kTravel; };
  for (const Meter meter : kMeters) {
    Account& account = record.of(meter);
    std::erase_if(account.uses,
                  [now](const Use& use) { return use.at + kLongest + kTravel <= now; });
    std::erase_if(account.caps, [now](const Cap& cap) { return cap.until <= now; });
    for (Use& use : account.uses) {
      if (!is_ahead(use.at)) continue;
      use.at = now;
      moved = true;
    }
    for (Cap& cap : account.caps) {
      if (!is_ahead(cap.since) && !is_ahead(cap.until - kLongest)) continue;
      cap = {now, now + std::min<Duration>(cap.until - cap.since, kLongest), cap.remaining};
      moved = true;
    }
    std::stable_sort(account.uses.begin(), account.uses.end(),
                     [](const Use& a, const Use& b) { return a.at < b.at; });
  }
  return moved;
}

}  // namespace segctl::quota
