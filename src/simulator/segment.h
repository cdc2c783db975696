#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::simulator {

enum class SegmentKind { Filter, File, Cohort };

/// One segment of the simulated workspace.
struct Segment {
  std::string id;  ///< 24 hexadecimal digits
  std::string name;
  SegmentKind kind = SegmentKind::Filter;
  std::string source = "API";
  Timestamp created;
  Timestamp updated;
  std::optional<Timestamp> archived;  ///< since when; nothing: active
  /// A name that is accepted and never appears (switch bad_name: silent).
  enum class Visibility { Shown, Never } visibility = Visibility::Shown;
  long lag_calls = 0;  ///< so many Lists more don't show it

  /// Filter segments: JSON `{included_filters, excluded_filters?}` in the words it was sent in.
  std::string definition;
  std::string fingerprint;  ///< of the definition's meaning (fingerprint.h); empty for other kinds
  /// A dashboard's definition comes back in the dashboard's words.
  enum class Author { Api, Dashboard } author = Author::Api;

  std::string attribute_name;        ///< File
  std::string attribute_type;        ///< File: "string" or "double"
  long expiry_days = 0;              ///< File
  std::optional<Timestamp> expires;  ///< File: when it is archived

  std::string partner;      ///< Cohort
  std::string cohort_id;    ///< Cohort
  std::string description;  ///< Cohort

  std::vector<std::string> members;  ///< File and Cohort: the users in it, sorted, each once

  friend bool operator==(const Segment&, const Segment&) = default;
};

/// The lines that stand for a segment in a workspace file, each ending in a line feed:
/// `{"segment":{…}}`, `{"definition":{…}}` for a filter segment, `{"members":[…]}` where it has
/// some.
[[nodiscard]] std::string to_lines(const Segment& segment);

/// Reads a `{"segment":…}` line; nothing where it is none.
[[nodiscard]] std::optional<Segment> segment_from_line(std::string_view line);
/// Reads a `{"definition":…}` or `{"members":…}` line into the segment that it follows; false where
/// it is none. A definition is not parsed.
[[nodiscard]] bool read_detail_line(std::string_view line, Segment& segment);

/// "2022-12-01T13:17:46.409000": UTC without a zone, as the API writes times.
[[nodiscard]] std::string api_time(Timestamp time);

}  // namespace segctl::simulator
