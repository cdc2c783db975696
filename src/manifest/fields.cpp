#include "manifest/fields.h"

#include "base/text.h"
#include "manifest/scalar.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace segctl::manifest {
namespace {

/// The largest double that a 64-bit integer can hold.
constexpr double kLargestInteger = 9223372036854774784.0;

}  // namespace

bool is_one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(Words words) { return fmt::format("{}", fmt::join(words, ", ")); }

void check_keys(const Node& mapping, Words known, std::string_view what, Findings& findings) {
  for (const Entry& entry : mapping.entries) {
    if (is_one_of(entry.key, known)) continue;
    findings.add(Rule::UnknownKey, entry.key_span,
                 fmt::format("{} has no key {}", what, in_quotes(entry.key)),
                 did_you_mean(entry.key, known));
  }
}

const Node* require(const Node& mapping, std::string_view key, std::string_view what,
                    Findings& findings) {
  const Node* value = mapping.find(key);
  if (value == nullptr) {
    findings.add(Rule::MissingKey, mapping, fmt::format("{} needs the key \"{}\"", what, key));
  }
  return value;
}

bool expect(NodeKind kind, const Node& value, std::string_view key, Findings& findings) {
  if (value.is(kind)) return true;
  std::string hint;
  if (kind == NodeKind::String && !value.text.empty()) {
    hint = fmt::format("put it in quotes: \"{}\"", printable(value.text));
  } else if (kind == NodeKind::Bool && value.is(NodeKind::String)) {
    hint = "only true and false, without quotes, are; yes, no, on and off are strings";
  }
  findings.add(
      Rule::WrongType, value,
      fmt::format("\"{}\" must be {}, not {}", key, kind_phrase(kind), kind_phrase(value.kind)),
      std::move(hint));
  return false;
}

bool expect_optional(NodeKind kind, const Node& mapping, std::string_view key, Findings& findings) {
  const Node* value = mapping.find(key);
  return value == nullptr || expect(kind, *value, key, findings);
}

bool expect_text(const Node& value, std::string_view key, Findings& findings) {
  if (!expect(NodeKind::String, value, key, findings)) return false;
  if (value.text.find_first_not_of(" \t\r\n") != std::string::npos) return true;
  findings.add(Rule::EmptyValue, value, fmt::format("\"{}\" must not be empty", key));
  return false;
}

bool expect_word(const Node& value, std::string_view key, Words words, Findings& findings) {
  if (!expect(NodeKind::String, value, key, findings)) return false;
  if (is_one_of(value.text, words)) return true;
  std::string hint = did_you_mean(value.text, words);
  if (hint.empty()) hint = fmt::format("one of {}", listed(words));
  findings.add(Rule::UnknownValue, value,
               fmt::format("\"{}\" cannot be {}", key, in_quotes(value.text)), std::move(hint));
  return false;
}

std::optional<std::int64_t> as_integer(const Node& value) {
  if (value.is(NodeKind::Integer)) {
    const auto integer = integer_of(value.text);
    if (!integer || integer->is_unsigned) return std::nullopt;
    return integer->as_signed;
  }
  if (!value.is(NodeKind::Decimal)) return std::nullopt;
  const auto decimal = decimal_of(value.text);
  if (!decimal || std::abs(*decimal) > kLargestInteger || std::trunc(*decimal) != *decimal) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*decimal);
}

std::optional<std::int64_t> as_integer_or_text(const Node& value) {
  if (!value.is(NodeKind::String)) return as_integer(value);
  const auto integer = integer_of(value.text);
  if (!integer || integer->is_unsigned) return std::nullopt;
  return integer->as_signed;
}

std::optional<double> as_number_or_text(const Node& value) {
  const bool may_be_number = value.is_number() || value.is(NodeKind::String);
  if (!may_be_number) return std::nullopt;
  if (const auto decimal = decimal_of(value.text)) return decimal;
  const auto integer = integer_of(value.text);
  if (!integer) return std::nullopt;
  return integer->is_unsigned ? static_cast<double>(integer->as_unsigned)
                              : static_cast<double>(integer->as_signed);
}

}  // namespace segctl::manifest
