#include "members/csv_findings.h"

#include "base/text.h"
#include "members/line_splitter.h"
#include "members/value_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace segctl::members {
namespace {

/// How a rule is called and said. `{}` in the text stands for the number that the rule is about.
struct Wording {
  CsvRule rule;
  std::string_view name;
  Severity severity;
  std::string_view one;   ///< after "1 "; the whole sentence where the rule is of the whole file
  std::string_view many;  ///< after the count; empty where the rule is of the whole file
};

constexpr Wording kWordings[] = {
    {CsvRule::Empty, "csv-empty", Severity::Error, "the file has no value", ""},
    {CsvRule::HtmlPage, "csv-html-page", Severity::Error,
     "the file is an HTML or XML page, not a CSV: was it downloaded without signing in?", ""},
    {CsvRule::Utf16, "csv-utf16", Severity::Error,
     "the file is UTF-16; save it as UTF-8, \"CSV UTF-8\" in a spreadsheet", ""},
    {CsvRule::TooLarge, "csv-too-large", Severity::Error,
     "the file is larger than {} bytes; what is past them was not looked at", ""},
    {CsvRule::TooManyRows, "csv-too-many-rows", Severity::Error, "row is past the limit of {} rows",
     "rows are past the limit of {} rows"},
    {CsvRule::LongValue, "csv-long-value", Severity::Error,
     "row is longer than {} bytes and was not looked at",
     "rows are longer than {} bytes and were not looked at"},
    {CsvRule::BadUtf8, "csv-bad-utf8", Severity::Error, "row is not UTF-8", "rows are not UTF-8"},
    {CsvRule::ControlCharacter, "csv-control-character", Severity::Error,
     "row holds a control character", "rows hold a control character"},
    {CsvRule::LoneCarriageReturn, "csv-lone-carriage-return", Severity::Error,
     "row holds a carriage return that ends no line; lines end in LF or CR LF",
     "rows hold a carriage return that ends no line; lines end in LF or CR LF"},
    {CsvRule::SeveralColumns, "csv-several-columns", Severity::Error,
     "row has several columns: a comma, semicolon or tab stands inside; one column is allowed",
     "rows have several columns: a comma, semicolon or tab stands inside; one column is allowed"},
    {CsvRule::TrailingComma, "csv-trailing-comma", Severity::Error,
     "row ends in a comma or semicolon", "rows end in a comma or semicolon"},
    {CsvRule::Quote, "csv-quote", Severity::Error,
     "row holds quotes, which become part of the value",
     "rows hold quotes, which become part of the value"},
    {CsvRule::OuterSpace, "csv-outer-space", Severity::Error,
     "row begins or ends with white space, which becomes part of the value",
     "rows begin or end with white space, which becomes part of the value"},
    {CsvRule::EmptyRow, "csv-empty-row", Severity::Error, "row is empty", "rows are empty"},
    {CsvRule::DuplicateValue, "csv-duplicate-value", Severity::Error,
     "row repeats a value that stands earlier", "rows repeat a value that stands earlier"},
    {CsvRule::NotANumber, "csv-not-a-number", Severity::Error,
     "row is not a finite number, as the attribute type \"double\" needs",
     "rows are not finite numbers, as the attribute type \"double\" needs"},
    {CsvRule::Header, "csv-header", Severity::Warning,
     "the first row looks like a column's name; every row is taken as a value", ""},
    {CsvRule::CaseVariant, "csv-case-variant", Severity::Warning,
     "value differs from an earlier one in upper and lower case only",
     "values differ from an earlier one in upper and lower case only"},
    {CsvRule::MangledNumber, "csv-mangled-number", Severity::Warning,
     "row looks like a long number that a spreadsheet shortened",
     "rows look like long numbers that a spreadsheet shortened"},
    {CsvRule::SpecialCharacter, "csv-special-character", Severity::Warning,
     "row holds a character that seldom identifies a user, or an invisible one",
     "rows hold a character that seldom identifies a user, or an invisible one"},
    {CsvRule::MixedLineEnds, "csv-mixed-line-ends", Severity::Warning,
     "line ends otherwise than the first: LF and CR LF are mixed",
     "lines end otherwise than the first: LF and CR LF are mixed"},
};

static_assert(std::size(kWordings) == kCsvRules);

/// Where, for the end of a message: " (line 3)", " (lines 3, 8)", " (first lines 3, 8, 9, 12, 40)".
std::string places(const std::vector<std::uint64_t>& lines, std::uint64_t count) {
  if (lines.empty()) return {};
  std::string text;
  for (const std::uint64_t line : lines) {
    if (!text.empty()) text += ", ";
    text += with_thousands(line);
  }
  const std::string_view noun = count > lines.size() ? "first lines"
                                : count == 1         ? "line"
                                                     : "lines";
  return " (" + std::string(noun) + " " + text + ")";
}

std::uint64_t number_in(CsvRule rule, const CsvLimits& limits) {
  if (rule == CsvRule::TooLarge) return limits.max_bytes;
  return rule == CsvRule::TooManyRows ? limits.max_rows : kMaxValueBytes;
}

std::string sentence(const Wording& wording, std::uint64_t count, const CsvLimits& limits) {
  std::string text(count == 1 || wording.many.empty() ? wording.one : wording.many);
  if (const std::size_t at = text.find("{}"); at != std::string::npos) {
    text.replace(at, 2, with_thousands(number_in(wording.rule, limits)));
  }
  return wording.many.empty() ? text : with_thousands(count) + " " + text;
}

}  // namespace

std::vector<ValueProblem> value_problems(std::string_view value) {
  constexpr std::string_view kRow = "row ";
  BrokenRules broken = broken_text_rules(value, byte_kinds(value));
  broken.set(static_cast<std::size_t>(CsvRule::MangledNumber), looks_mangled(value));
  std::vector<ValueProblem> problems;
  for (std::size_t rule = 0; rule < kCsvRules; ++rule) {
    const Wording& wording = kWordings[rule];
    if (!broken.test(rule)) continue;
    problems.push_back({wording.name, wording.severity, wording.one.substr(kRow.size())});
  }
  return problems;
}

void CsvFindings::add(CsvRule rule, std::uint64_t line) {
  Tally& tally = tallies_[static_cast<std::size_t>(rule)];
  ++tally.count;
  if (line != 0 && tally.lines.size() < kShownLines) tally.lines.push_back(line);
}

void CsvFindings::add(const std::bitset<kCsvRules>& rules, std::uint64_t line) {
  for (std::size_t rule = 0; rule < kCsvRules; ++rule) {
    if (rules.test(rule)) add(static_cast<CsvRule>(rule), line);
  }
}

void CsvFindings::set(CsvRule rule, std::uint64_t count, std::vector<std::uint64_t> lines) {
  tallies_[static_cast<std::size_t>(rule)] = {count, std::move(lines)};
}

bool CsvFindings::has(CsvRule rule) const { return count(rule) != 0; }

std::uint64_t CsvFindings::count(CsvRule rule) const {
  return tallies_[static_cast<std::size_t>(rule)].count;
}

CsvFinding CsvFindings::finding(CsvRule rule, const CsvLimits& limits) const {
  const Tally& tally = tallies_[static_cast<std::size_t>(rule)];
  const Wording& wording = kWordings[static_cast<std::size_t>(rule)];
  return {std::string(wording.name), wording.severity,
          sentence(wording, tally.count, limits) + places(tally.lines, tally.count), tally.count,
          tally.lines};
}

std::vector<CsvFinding> CsvFindings::report(const CsvLimits& limits) const {
  std::vector<CsvFinding> findings;
  for (std::size_t rule = 0; rule < kCsvRules; ++rule) {
    if (tallies_[rule].count != 0) findings.push_back(finding(static_cast<CsvRule>(rule), limits));
  }
  return findings;
}

std::vector<CsvFinding> CsvFindings::report_only(CsvRule rule, const CsvLimits& limits) const {
  std::vector<CsvFinding> findings = {finding(rule, limits)};
  if (has(CsvRule::TooLarge)) findings.push_back(finding(CsvRule::TooLarge, limits));
  return findings;
}

}  // namespace segctl::members
