#pragma once

#include "base/diagnostic.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace segctl::manifest {

/// Everything that can be wrong with manifests. rule_text() gives the words.
enum class Rule : std::uint8_t {
  PathMissing,
  FileUnreadable,
  FileTooLarge,
  SymlinkLoop,
  ControlCharacter,
  BadUtf8,
  TabIndentation,
  YamlSyntax,
  TooDeep,
  TooManyNodes,
  TooManyProblems,
  AliasCycle,
  YamlTag,
  KeyType,
  DuplicateKey,
  MergeKey,
  NumberNotKept,
  DocumentType,
  UnknownKey,
  IgnoredKey,
  MissingKey,
  WrongType,
  UnknownValue,
  EmptyValue,
  KeyShape,
  NameBlank,
  NameLength,
  NameCharacter,
  NamePeriod,
  NameReserved,
  NameOuterSpace,
  UnknownFilterType,
  FilterTypeMistake,
  UnknownDataType,
  DataTypeMistake,
  UnknownOperator,
  OperatorMistake,
  OperatorDataType,
  EmptyGroup,
  KeyNotAllowed,
  ValueMissing,
  ValueNotAllowed,
  ValueList,
  ValueScalar,
  ValueType,
  ValueRange,
  Value1Between,
  BetweenOrder,
  ValueTypeOperator,
  DynamicValue,
  ArrayFilterType,
  ExecutionCount,
  ExecutionNotExecuted,
  TimeRangeKeys,
  TimeRangeOrder,
  AggregationCount,
  AggregationExecution,
  AggregationComparator,
  PsychographicPercent,
  PsychographicAttributes,
  SegmentReference,
  SegmentIdShape,
  TooManySegments,
  PerhapsTooManySegments,
  DefinitionLength,
  NestingDepth,
  ReferenceCycle,
  UnknownReference,
  ArchivedReference,
  UrlShape,
  ExpiryTime,
  EmailShape,
  ChangeEntry,
  FilePath,
  FileMissing,
  NoUploads,
  MemberValue,
  DuplicateMember,
  KeyNotUnique,
  NameNotUnique,
  NameCase,
  DefinitionNotUnique,
  CohortNotUnique,
};

/// What users see of a rule.
struct RuleText {
  std::string_view name;     ///< stable, kebab-case: stands in brackets behind each message
  Severity severity;         ///< how it is reported without `--strict`
  std::string_view summary;  ///< what breaks the rule, as docs/rules.md lists it
};

[[nodiscard]] const RuleText& rule_text(Rule rule);

/// All rules, in the order of the enumeration.
[[nodiscard]] std::span<const RuleText> all_rules();

}  // namespace segctl::manifest
