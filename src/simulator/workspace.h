#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "simulator/faults.h"
#include "simulator/limits.h"
#include "simulator/segment.h"
#include "simulator/switches.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace segctl::simulator {

/// A CSV that was accepted and is still to be processed.
struct FileJob {
  std::string segment_id;
  std::string operation;  ///< "create_file", "add_users", "remove_users" or "replace_users"
  std::string file_url;
  std::string callback_url;  ///< empty: nobody is told
  std::string request_id;
  Timestamp due;

  friend bool operator==(const FileJob&, const FileJob&) = default;
};

/// Everything that the simulator knows: a value with a text form, the workspace file. That file is
/// a line of JSON for each thing: first `{"workspace":…}` with clock, switches, limits, faults and
/// rate windows, then the segments (segment.h), the callbacks and the log.
class Workspace {
 public:
  Switches switches;
  Limits limits;
  Faults faults;
  RateWindows windows;
  std::vector<FileJob> jobs;
  std::vector<std::string>
      callbacks;                ///< JSON: what was, or would have been, told to callback URLs
  Duration clock_offset{0};     ///< how far the simulator's clock is before the real one
  std::string seed = "segctl";  ///< IDs follow from it and from `counter`
  std::uint64_t counter = 0;

  /// In the order of creation.
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

  /// The segment of that ID, or null. Valid until the workspace changes.
  [[nodiscard]] const Segment* find(std::string_view id) const;
  /// The segment of exactly that name, archived or not, or null.
  [[nodiscard]] const Segment* find_name(std::string_view name) const;
  /// A segment other than `but` whose definition means the same as the fingerprint's, or null.
  [[nodiscard]] const Segment* find_fingerprint(std::string_view fingerprint,
                                                std::string_view but) const;
  [[nodiscard]] long active_count() const;

  /// Adds it under a new ID, which is returned.
  std::string add(Segment segment);
  /// **Requires:** the ID is there.
  [[nodiscard]] Segment& edit(std::string_view id);
  void remove(std::string_view id);
  /// The next ID of 24 hexadecimal digits.
  [[nodiscard]] std::string next_id();

  /// What Get answers for a segment, kept until the segment or the switches change; empty: unknown.
  [[nodiscard]] const std::string& shown(std::string_view id) const;
  void keep_shown(std::string_view id, std::string text);
  void forget_shown();

  /// Adds a line of JSON (no line feed in it) to the log; the oldest go when it has 32 MB.
  void log(std::string_view entry);

  /// The log: a line of JSON a call.
  [[nodiscard]] const std::string& log_lines() const { return log_; }

  [[nodiscard]] std::string to_text() const;
  /// Reads what to_text() wrote; ErrorCode::Invalid, naming the line, where it did not.
  [[nodiscard]] static Result<Workspace> from_text(std::string_view text);

 private:
  [[nodiscard]] Result<void> read_line(std::string_view line);
  [[nodiscard]] bool read_head(std::string_view line);
  [[nodiscard]] std::string head_line() const;
  void index();

  /// A segment's texts, kept as long as it doesn't change.
  struct Texts {
    std::string lines;
    std::string shown;
  };

  std::vector<Segment> segments_;
  mutable std::vector<Texts> texts_;  ///< beside segments_; filled when first needed
  std::unordered_map<std::string, std::size_t> places_;  ///< of IDs
  std::string log_;
};

}  // namespace segctl::simulator
