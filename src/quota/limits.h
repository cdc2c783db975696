#pragma once

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::quota {

/// What is counted in windows of its own. Archive and unarchive have no documented limit, so that
/// Archival is never counted; a 429 closes it like the others.
enum class Meter {
  List,
  Get,
  CreateFilter,
  UpdateFilter,
  FileOperation,  ///< create, add, remove and replace together
  FileUsers,      ///< users that come in through files; a replace counts those new to the segment
  CohortSync,
  Archival,
};

inline constexpr std::array<Meter, 8> kMeters = {
    Meter::List,          Meter::Get,       Meter::CreateFilter, Meter::UpdateFilter,
    Meter::FileOperation, Meter::FileUsers, Meter::CohortSync,   Meter::Archival};

/// "list", "file-operation", …: the word in the record and in JSON.
[[nodiscard]] const char* meter_word(Meter meter);
/// Reads what meter_word() gave; nothing for another word.
[[nodiscard]] std::optional<Meter> meter_of(std::string_view word);

/// "1 file operation", "1,204 users through files": what `count` on a meter is called.
[[nodiscard]] std::string counted_on(Meter meter, std::uint64_t count);

/// A sliding window: at most `allowed` in any `length`.
struct Window {
  std::string_view setting;  ///< its name in segctl.yaml's `limits`
  Duration length{0};
  std::uint64_t allowed = 0;

  friend bool operator==(const Window&, const Window&) = default;
};

/// "minute", "hour", "day", or "90 s" for another length.
[[nodiscard]] std::string length_text(Duration length);

/// Every number of MoEngage's limits, as documented or as segctl.yaml's `limits` has it.
class Limits {
 public:
  /// The documented numbers.
  Limits();

  /// The names that `limits` of segctl.yaml may have, in the order of docs/limits.md.
  [[nodiscard]] static std::vector<std::string_view> settings();

  /// The number of a setting. **Requires:** one of settings().
  [[nodiscard]] std::uint64_t number(std::string_view setting) const;

  /// False, and nothing changed, for a name that is none of settings().
  bool set(std::string_view setting, std::uint64_t number);

  /// A meter's windows, the shortest first; none for Archival.
  [[nodiscard]] std::span<const Window> windows(Meter meter) const;

  friend bool operator==(const Limits&, const Limits&) = default;

 private:
  std::vector<std::uint64_t> numbers_;          ///< in the order of settings()
  std::array<std::vector<Window>, 8> windows_;  ///< by meter
};

}  // namespace segctl::quota
