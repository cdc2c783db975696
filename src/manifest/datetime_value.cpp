#include "manifest/datetime_value.h"

#include "base/text.h"
#include "manifest/fields.h"
#include "manifest/iso_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace segctl::manifest {
namespace {

constexpr auto kValueTypes =
    std::to_array<std::string_view>({"absolute", "relative_past", "relative_future"});
constexpr auto kPeriodUnits = std::to_array<std::string_view>({"hours", "days", "weeks", "months"});
constexpr auto kExtractTypes = std::to_array<std::string_view>(
    {"default_option_date", "time_of_the_day", "day_of_the_week", "day_of_the_month",
     "month_of_the_year", "date_month_of_the_year"});
constexpr auto kExtractForms =
    std::to_array<TimeForm>({TimeForm::Either, TimeForm::HourOfDay, TimeForm::DayOfWeek,
                             TimeForm::DayOfMonth, TimeForm::MonthOfYear, TimeForm::DateOfYear});
constexpr auto kWholeOperators =
    std::to_array<std::string_view>({"inTheLast", "inTheNext", "today", "exists"});

/// API.md gives no numbers for months: 0 to 11 and 1 to 12 are both let through.
struct Bounds {
  std::int64_t least;
  std::int64_t most;
};

Bounds bounds_of(TimeForm form) {
  switch (form) {
    case TimeForm::HourOfDay:
      return {0, 23};
    case TimeForm::DayOfWeek:
      return {0, 6};
    case TimeForm::DayOfMonth:
      return {1, 31};
    default:
      return {0, 12};
  }
}

/// "MM-DD" of a leap year.
bool is_date_of_year(std::string_view text) {
  return parse_iso_time(fmt::format("2024-{}", text)).has_value() && text.size() == 5;
}

void check_value_type(const Node& value_type, std::string_view name_of_operator,
                      Findings& findings) {
  const std::string_view wanted = name_of_operator == "inTheLast"   ? "relative_past"
                                  : name_of_operator == "inTheNext" ? "relative_future"
                                                                    : "";
  if (wanted.empty() || value_type.text == wanted) return;
  findings.add(Rule::ValueTypeOperator, value_type,
               fmt::format("the operator \"{}\" goes with value_type {}, not {}", name_of_operator,
                           wanted, value_type.text));
}

void report_not_relative(const Node& value, std::string_view key, Findings& findings) {
  findings.add(Rule::ValueType, value, fmt::format("\"{}\" must be a whole number, 0 or more", key),
               "a relative time is a number of days, or of the period_unit");
}

void check_absolute(const Node& value, std::string_view key, Findings& findings) {
  if (value.is(NodeKind::String) && parse_iso_time(value.text)) return;
  findings.add(Rule::ValueType, value, fmt::format("\"{}\" must be a time in ISO 8601", key),
               "for example 2024-01-15T00:00:00.000Z");
}

void check_relative(const Node& value, std::string_view key, Findings& findings) {
  const auto number = as_integer_or_text(value);
  if (!number || *number < 0) report_not_relative(value, key, findings);
}

void check_either(const Node& value, std::string_view key, Findings& findings) {
  if (as_integer_or_text(value)) return check_relative(value, key, findings);
  check_absolute(value, key, findings);
}

void check_date_of_year(const Node& value, std::string_view key, Findings& findings) {
  if (value.is(NodeKind::String) && is_date_of_year(value.text)) return;
  findings.add(Rule::ValueRange, value, fmt::format("\"{}\" must be a day of the year, MM-DD", key),
               "for example \"12-24\"");
}

void check_part(const Node& value, std::string_view key, TimeForm form, Findings& findings) {
  const auto number = as_integer_or_text(value);
  const Bounds bounds = bounds_of(form);
  if (number && *number >= bounds.least && *number <= bounds.most) return;
  findings.add(
      Rule::ValueRange, value,
      fmt::format("\"{}\" must be a whole number from {} to {}", key, bounds.least, bounds.most));
}

}  // namespace

TimeForm read_time_form(const Node& filter, std::string_view name_of_operator, Findings& findings) {
  TimeForm form = TimeForm::Either;
  const Node* value_type = filter.find("value_type");
  if (value_type != nullptr && check_value_type_word(*value_type, kValueTypes, findings)) {
    check_value_type(*value_type, name_of_operator, findings);
    form = value_type->text == "absolute" ? TimeForm::Absolute : TimeForm::Relative;
  }
  const Node* unit = filter.find("period_unit");
  if (unit != nullptr) expect_word(*unit, "period_unit", kPeriodUnits, findings);
  const Node* extract = filter.find("extract_type");
  if (extract != nullptr && expect_word(*extract, "extract_type", kExtractTypes, findings) &&
      extract->text != kExtractTypes[0] && !is_one_of(name_of_operator, kWholeOperators)) {
    const auto at = std::find(kExtractTypes.begin(), kExtractTypes.end(), extract->text);
    return kExtractForms[static_cast<std::size_t>(at - kExtractTypes.begin())];
  }
  const bool counts = name_of_operator == "inTheLast" || name_of_operator == "inTheNext";
  return counts ? TimeForm::Relative : form;
}

bool check_value_type_word(const Node& value_type, Words words, Findings& findings) {
  if (!value_type.is(NodeKind::String) || value_type.text != "relative") {
    return expect_word(value_type, "value_type", words, findings);
  }
  findings.add(Rule::UnknownValue, value_type, "\"value_type\" cannot be \"relative\"",
               is_one_of("relative_future", words) ? "write relative_past or relative_future"
                                                   : "write relative_past");
  return false;
}

void check_time_value(const Node& value, std::string_view key, TimeForm form, Findings& findings) {
  switch (form) {
    case TimeForm::Absolute:
      return check_absolute(value, key, findings);
    case TimeForm::Relative:
      return check_relative(value, key, findings);
    case TimeForm::Either:
      return check_either(value, key, findings);
    case TimeForm::DateOfYear:
      return check_date_of_year(value, key, findings);
    case TimeForm::HourOfDay:
    case TimeForm::DayOfWeek:
    case TimeForm::DayOfMonth:
    case TimeForm::MonthOfYear:
      return check_part(value, key, form, findings);
  }
}

bool is_after(const Node& later, const Node& earlier) {
  const auto end = as_integer_or_text(later);
  const auto begin = as_integer_or_text(earlier);
  if (end && begin) return *end > *begin;
  const auto end_time = parse_iso_time(later.text);
  const auto begin_time = parse_iso_time(earlier.text);
  return !end_time || !begin_time || *end_time > *begin_time;
}

}  // namespace segctl::manifest
