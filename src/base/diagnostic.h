#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace segctl {

/// A place in a text file. Both count from 1, columns in code points; 0 where unknown.
struct Position {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

/// A stretch of one file, [begin, end). `end` equals `begin` where only the start is known.
struct Range {
  std::string file;  ///< as shown to the user: relative to the project directory where inside it
  Position begin;
  Position end;

  friend auto operator<=>(const Range&, const Range&) = default;
};

enum class Severity { Error, Warning };

/// Another place that a diagnostic speaks of: "first declared here".
struct Related {
  Range range;
  std::string message;

  friend bool operator==(const Related&, const Related&) = default;
};

/// One problem in the user's files.
struct Diagnostic {
  std::string rule;  ///< stable name, e.g. "filter-operator-type"; documented in docs/rules.md
  Severity severity = Severity::Error;
  Range range;
  std::string message;      ///< one sentence, no full stop
  std::string hint;         ///< what to write instead; empty where there is nothing to say
  std::string source_line;  ///< line range.begin.line, or the part of it around range.begin, cut
                            ///< to 400 bytes; empty if unknown
  std::vector<Related> related;
  int source_column = 1;  ///< the column that source_line begins at

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// Orders by file, position, then rule: the order in which a reader meets them.
void sort_by_place(Diagnostics& diagnostics);

[[nodiscard]] std::size_t count(const Diagnostics& diagnostics, Severity severity);

/// What `--strict` does: every warning becomes an error.
void promote_warnings(Diagnostics& diagnostics);

}  // namespace segctl
