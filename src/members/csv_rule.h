#pragma once

#include <cstddef>

namespace segctl::members {

/// What can be wrong in a CSV, in the order of the report. docs/csv.md explains each.
enum class CsvRule {
  Empty,
  HtmlPage,
  Utf16,
  TooLarge,
  TooManyRows,
  LongValue,
  BadUtf8,
  ControlCharacter,
  LoneCarriageReturn,
  SeveralColumns,
  TrailingComma,
  Quote,
  OuterSpace,
  EmptyRow,
  DuplicateValue,
  NotANumber,
  Header,
  CaseVariant,
  MangledNumber,
  SpecialCharacter,
  MixedLineEnds,
};

inline constexpr std::size_t kCsvRules = static_cast<std::size_t>(CsvRule::MixedLineEnds) + 1;

}  // namespace segctl::members
