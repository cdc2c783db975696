#include "quota/gate.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace segctl::quota {
namespace {

using namespace std::chrono_literals;

/// How long a meter without windows stays closed after a 429 that names no time.
constexpr Duration kBriefly = 1min;

/// "file operations".
std::string plural(Meter meter) { return counted_on(meter, 2).substr(2); }

bool changes_nothing(Meter meter) { return meter == Meter::List || meter == Meter::Get; }

bool is_harmless(std::span<const Cost> costs) {
  return std::all_of(costs.begin(), costs.end(),
                     [](const Cost& cost) { return changes_nothing(cost.meter); });
}

/// The spread of waits after a 429 is up to this part of what MoEngage said.
constexpr int kSpreadPart = 10;

/// How much of the time until `at` may be spread: the record has a cap with its spread in it.
Duration spread_until(std::optional<Timestamp> at, const Account& account) {
  for (const Cap& cap : account.caps) {
    if (cap.until == at && cap.remaining == 0) return (cap.until - cap.since) / (kSpreadPart + 1);
  }
  return Duration(0);
}

std::vector<Entry> entries_of(std::span<const Cost> costs, std::size_t times, Timestamp now) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < times; ++i) {
    for (const Cost& cost : costs) entries.push_back({cost.meter, Use{now, cost.count}});
  }
  return entries;
}

}  // namespace

Gate::Gate(Limits limits, Ledger& ledger, Clock& clock, Patience patience,
           std::optional<std::uint64_t> seed)
    : limits_(std::move(limits)),
      ledger_(ledger),
      clock_(clock),
      patience_(std::move(patience)),
      random_(seed ? *seed : std::random_device{}()) {}

Granted<void> Gate::acquire(std::span<const Cost> costs) {
  const auto reserved = reserve(costs, 1);
  if (!reserved) return tl::make_unexpected(reserved.error());
  return {};
}

Granted<std::size_t> Gate::acquire_some(Meter meter, std::size_t most) {
  const Cost cost{meter, 1};
  return reserve({&cost, 1}, most);
}

Granted<std::size_t> Gate::reserve(std::span<const Cost> costs, std::size_t most) {
  while (true) {
    const auto tried = attempt(costs, most);
    if (!tried) return tl::make_unexpected(Refusal{tried.error(), std::nullopt});
    if (tried->reserved > 0) return tried->reserved;
    if (auto refusal = wait_for(*tried)) return tl::make_unexpected(std::move(*refusal));
  }
}

Result<Gate::Attempt> Gate::attempt(std::span<const Cost> costs, std::size_t most) {
  const Timestamp now = clock_.now();
  Attempt result{0, now, costs.front().meter, Duration(0)};
  const auto updated = update(costs, [&](const Record& record) {
    std::uint64_t fits = most;
    for (const Cost& cost : costs) {
      const auto windows = limits_.windows(cost.meter);
      const auto at = earliest(windows, record.of(cost.meter), cost.count, now);
      const bool later = result.at && (!at || *at > *result.at);
      if (later) result.meter = cost.meter;
      if (later) result.at = at;
      if (later) result.spread = spread_until(at, record.of(cost.meter));
      if (most > 1) fits = std::min(fits, left_now(windows, record.of(cost.meter), now));
    }
    if (result.at != now) return std::vector<Entry>();
    result.reserved = static_cast<std::size_t>(fits);
    return entries_of(costs, result.reserved, now);
  });
  if (!updated) return tl::unexpected(updated.error());
  return result;
}

Result<void> Gate::update(std::span<const Cost> costs, const Decide& decide) {
  const bool harmless = is_harmless(costs);
  if (fallback_ && harmless) {
    return fallback_->update(clock_.now(), decide, Ledger::Durability::Buffered);
  }
  // What has no limit needs no record, only MoEngage's word that it is closed.
  const bool counted = std::any_of(costs.begin(), costs.end(), [this](const Cost& cost) {
    return !limits_.windows(cost.meter).empty();
  });
  auto updated = ledger_.update(
      clock_.now(),
      [&](const Record& record) {
        auto entries = decide(record);
        return counted ? entries : std::vector<Entry>();
      },
      harmless ? Ledger::Durability::Buffered : Ledger::Durability::Synced);
  if (updated || !harmless) return updated;
  if (patience_.warn) patience_.warn(updated.error());
  fallback_.emplace(ledger_.read(clock_.now()).value_or(Record()));
  return fallback_->update(clock_.now(), decide, Ledger::Durability::Buffered);
}

std::optional<Refusal> Gate::wait_for(const Attempt& attempt) {
  if (!attempt.at) return used_up(attempt);
  const Duration wait = *attempt.at - clock_.now();
  const bool too_long = patience_.max_wait && wait - attempt.spread > *patience_.max_wait + kTravel;
  if (too_long) return used_up(attempt);
  for (Timestamp now = clock_.now(); now < *attempt.at; now = clock_.now()) {
    const Duration left = *attempt.at - now;
    const Duration piece =
        patience_.piece ? patience_.piece({attempt.meter, *attempt.at, left}) : left;
    if (piece <= Duration(0)) return used_up(attempt);
    clock_.sleep_for(std::min(piece, left));
  }
  return std::nullopt;
}

Refusal Gate::used_up(const Attempt& attempt) const {
  const Timestamp now = clock_.now();
  if (!attempt.at) {
    return {{ErrorCode::GiveUp,
             fmt::format("`limits` in the project file allows no {} at all", plural(attempt.meter)),
             "raise the limit that is 0"},
            std::nullopt};
  }
  return {{ErrorCode::Wait,
           fmt::format("MoEngage's limit on {} is used up until {}", plural(attempt.meter),
                       moment_text(*attempt.at, now)),
           fmt::format("run again in {}, or give --wait", wait_text(*attempt.at - now))},
          attempt.at};
}

void Gate::learn(Meter meter, const Advice& advice) {
  const Timestamp now = clock_.now();
  const auto windows = limits_.windows(meter);
  const auto decide = [&](const Record& record) -> std::vector<Entry> {
    if (advice.refused) {
      const Duration whole = advice.window     ? *advice.window
                             : windows.empty() ? kBriefly
                                               : windows.front().length;
      const Duration wait = std::max<Duration>(advice.retry_after.value_or(whole), 1s);
      const double spread = std::uniform_real_distribution<double>(0, 1.0 / kSpreadPart)(random_);
      const auto more = static_cast<Duration::rep>(static_cast<double>(wait.count()) * spread);
      return {{meter, Cap{now, now + wait + Duration(more), 0}}};
    }
    if (!advice.remaining || !advice.reset || *advice.reset <= Duration(0)) return {};
    if (left_now(windows, record.of(meter), now) <= *advice.remaining) return {};
    return {{meter, Cap{now, now + *advice.reset, *advice.remaining}}};
  };
  Ledger& ledger = fallback_ ? *fallback_ : ledger_;
  const auto kept = ledger.update(now, decide, Ledger::Durability::Buffered);
  if (!kept && patience_.warn) patience_.warn(kept.error());
}

Record Gate::record() {
  Ledger& ledger = fallback_ ? *fallback_ : ledger_;
  return ledger.read(clock_.now()).value_or(Record());
}

std::uint64_t Gate::left(Meter meter) {
  return left_now(limits_.windows(meter), record().of(meter), clock_.now());
}

std::string moment_text(Timestamp moment, Timestamp now) {
  const Timestamp whole = std::chrono::ceil<std::chrono::seconds>(moment);
  const std::string text = format_utc(whole);  // "2026-03-01T15:02:11Z"
  const bool today = text.substr(0, 10) == format_utc(now).substr(0, 10);
  return fmt::format("{}{} UTC", today ? "" : text.substr(0, 10) + " ", text.substr(11, 8));
}

std::string wait_text(Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::max(wait, Duration(0))).count();
  if (seconds < 120) return fmt::format("{} s", seconds);
  const auto minutes = (seconds + 59) / 60;
  if (minutes < 120) return fmt::format("{} min", minutes);
  return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60)
                           : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace segctl::quota
