#include "manifest/time_range.h"

#include "manifest/datetime_value.h"
#include "manifest/fields.h"
#include "manifest/iso_time.h"

#include <fmt/format.h>

#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kKeys = std::to_array<std::string_view>(
    {"type", "value_type", "value", "value1", "period_unit", "days", "days1"});
constexpr auto kAffinityKeys = std::to_array<std::string_view>(
    {"type", "value_type", "value", "value1", "period_unit", "days", "days1", "from", "to"});
constexpr auto kTypes =
    std::to_array<std::string_view>({"inTheLast", "between", "on", "before", "after"});
constexpr auto kValueTypes = std::to_array<std::string_view>({"absolute", "relative_past"});
constexpr auto kPeriodUnits = std::to_array<std::string_view>({"hours", "days", "weeks", "months"});

/// The two keys of one way to write a time range.
struct Spelling {
  std::string_view first;
  std::string_view second;
};

constexpr Spelling kValues = {"value", "value1"};
constexpr Spelling kDays = {"days", "days1"};
constexpr Spelling kFromTo = {"from", "to"};

bool has(const Node& range, const Spelling& spelling) {
  return range.find(spelling.first) != nullptr || range.find(spelling.second) != nullptr;
}

/// How the range is written, or null after reporting that it is not, or in two ways.
const Spelling* find_spelling(const Node& range, std::string_view key, Findings& findings) {
  const Spelling* found = nullptr;
  for (const Spelling* spelling : {&kValues, &kDays, &kFromTo}) {
    if (!has(range, *spelling)) continue;
    if (found != nullptr) {
      findings.add(Rule::TimeRangeKeys, range,
                   fmt::format("\"{}\" mixes {} with {}", key, found->first, spelling->first),
                   "write value and value1");
      return nullptr;
    }
    found = spelling;
  }
  if (found == nullptr) {
    findings.add(Rule::TimeRangeKeys, range, fmt::format("\"{}\" has no value", key),
                 "add \"value\"");
  } else if (range.find(found->first) == nullptr) {
    findings.add(Rule::TimeRangeKeys, range,
                 fmt::format("\"{}\" has {} but no {}", key, found->second, found->first));
    return nullptr;
  }
  return found;
}

/// The value of `key` where it is one of `words`, else null.
const Node* read_word(const Node& range, std::string_view key, Words words, Findings& findings) {
  const Node* value = range.find(key);
  return value != nullptr && expect_word(*value, key, words, findings) ? value : nullptr;
}

const Node* read_value_type(const Node& range, Findings& findings) {
  const Node* value = range.find("value_type");
  if (value == nullptr || !check_value_type_word(*value, kValueTypes, findings)) return nullptr;
  return value;
}

void check_type_of_values(const Node& type, const Node& value_type, Findings& findings) {
  const std::string_view wanted = type.text == "inTheLast" ? "relative_past"
                                  : type.text == "after"   ? "absolute"
                                                           : "";
  if (wanted.empty() || value_type.text == wanted) return;
  findings.add(Rule::ValueTypeOperator, value_type,
               fmt::format("a time range of type {} has value_type {}, not {}", type.text, wanted,
                           value_type.text));
}

void check_second(const Node& range, const Spelling& spelling, const Node& type,
                  Findings& findings) {
  const Entry* second = range.find_entry(spelling.second);
  if (type.text != "between") {
    if (second == nullptr || &spelling == &kFromTo) return;
    findings.add(Rule::Value1Between, second->key_span,
                 fmt::format("\"{}\" goes with type \"between\", not with \"{}\"", spelling.second,
                             type.text));
  } else if (second == nullptr) {
    findings.add(Rule::Value1Between, range,
                 fmt::format("a time range of type between needs \"{}\"", spelling.second));
  }
}

/// A time range begins and ends at an instant of the workspace's calendar: not on a date alone, and
/// a zone of its own is none that MoEngage documents.
void check_instant(const Node& value, std::string_view key, Findings& findings) {
  const std::string_view text = value.text;
  if (!value.is(NodeKind::String) || !parse_iso_time(text)) return;
  const std::size_t time = text.find('T');
  if (time != std::string_view::npos && text.find_first_of("+-", time) == std::string_view::npos) {
    return;
  }
  findings.add(Rule::ValueType, value,
               fmt::format("\"{}\" must be a time as MoEngage writes it, without an offset", key),
               "for example 2024-01-15T00:00:00.000Z; it is meant in the workspace's calendar");
}

void check_bound(const Node& value, std::string_view key, TimeForm form, Findings& findings) {
  const std::size_t errors_before = findings.errors();
  check_time_value(value, key, form, findings);
  if (findings.errors() == errors_before) check_instant(value, key, findings);
}

void check_times(const Node& range, const Spelling& spelling, TimeForm form, Findings& findings) {
  const Node* first = range.find(spelling.first);
  const Node* second = range.find(spelling.second);
  const std::size_t errors_before = findings.errors();
  check_bound(*first, spelling.first, form, findings);
  if (second == nullptr) return;
  check_bound(*second, spelling.second, form, findings);
  if (findings.errors() != errors_before || is_after(*second, *first)) return;
  findings.add(Rule::TimeRangeOrder, *second,
               fmt::format("\"{}\" must be greater than \"{}\"", spelling.second, spelling.first),
               "exchange the two");
}

/// What the values of an action need beside them; the dashboard's days are their own unit.
void check_companions(const Node& range, const Spelling& spelling, const Node* value_type,
                      std::string_view what, Findings& findings) {
  static_cast<void>(require(range, "value_type", what, findings));
  const bool counts = value_type != nullptr && value_type->text == "relative_past";
  if (counts && &spelling == &kValues) {
    static_cast<void>(require(range, "period_unit", what, findings));
  }
}

TimeForm form_of(const Node* value_type) {
  if (value_type == nullptr) return TimeForm::Either;
  return value_type->text == "absolute" ? TimeForm::Absolute : TimeForm::Relative;
}

}  // namespace

void check_time_range(const Node& range, std::string_view key, TimeRangeOf of, Findings& findings) {
  if (!expect(NodeKind::Mapping, range, key, findings)) return;
  const bool action = of == TimeRangeOf::Action;
  const std::string what = fmt::format("\"{}\"", key);
  check_keys(range, action ? Words(kKeys) : Words(kAffinityKeys), what, findings);
  if (action) static_cast<void>(require(range, "type", what, findings));
  const Node* type = read_word(range, "type", kTypes, findings);
  const Node* value_type = read_value_type(range, findings);
  static_cast<void>(read_word(range, "period_unit", kPeriodUnits, findings));
  const Spelling* spelling = find_spelling(range, key, findings);
  if (type != nullptr && value_type != nullptr) check_type_of_values(*type, *value_type, findings);
  if (spelling == nullptr) return;
  if (action) check_companions(range, *spelling, value_type, what, findings);
  if (type != nullptr) check_second(range, *spelling, *type, findings);
  check_times(range, *spelling, form_of(value_type), findings);
}

}  // namespace segctl::manifest
