#pragma once

#include "members/csv.h"
#include "members/csv_rule.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

namespace segctl::members {

/// How many line numbers a finding shows at most.
inline constexpr std::size_t kShownLines = 5;

/// Counts what is found, rule by rule.
class CsvFindings {
 public:
  /// One more place; lines come in ascending order. Line 0: the file as a whole.
  void add(CsvRule rule, std::uint64_t line);
  void add(const std::bitset<kCsvRules>& rules, std::uint64_t line);
  /// For what is only known at the end. `lines` are the first ones, ascending.
  void set(CsvRule rule, std::uint64_t count, std::vector<std::uint64_t> lines);

  [[nodiscard]] bool has(CsvRule rule) const;
  [[nodiscard]] std::uint64_t count(CsvRule rule) const;

  /// One finding for each rule that was broken, in the rules' order.
  [[nodiscard]] std::vector<CsvFinding> report(const CsvLimits& limits) const;
  /// The same for a file that is no CSV at all: `rule`, and what is said of size and emptiness.
  [[nodiscard]] std::vector<CsvFinding> report_only(CsvRule rule, const CsvLimits& limits) const;

 private:
  struct Tally {
    std::uint64_t count = 0;
    std::vector<std::uint64_t> lines;
  };

  [[nodiscard]] CsvFinding finding(CsvRule rule, const CsvLimits& limits) const;

  std::array<Tally, kCsvRules> tallies_;
};

/// What is wrong with one value that stands in no file.
struct ValueProblem {
  std::string_view rule;
  Severity severity;
  std::string_view message;  ///< goes on after "a member" or the like: "holds quotes, which …"
};

/// What the rules of text find in `value`, as they do in a row of a file.
/// **Requires:** not blank.
[[nodiscard]] std::vector<ValueProblem> value_problems(std::string_view value);

}  // namespace segctl::members
