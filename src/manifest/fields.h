#pragma once

#include "manifest/findings.h"
#include "manifest/node.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace segctl::manifest {

using Words = std::span<const std::string_view>;

/// Reports every key of `mapping` that is not in `known`; `what` says what has it: "a filter".
void check_keys(const Node& mapping, Words known, std::string_view what, Findings& findings);

/// The value of `key`, or null after reporting that `what` lacks it.
[[nodiscard]] const Node* require(const Node& mapping, std::string_view key, std::string_view what,
                                  Findings& findings);

/// Each reports a value of another type and returns whether it was the right one. `key` is what the
/// message calls it.
bool expect(NodeKind kind, const Node& value, std::string_view key, Findings& findings);
/// A string that is not empty.
bool expect_text(const Node& value, std::string_view key, Findings& findings);
/// One of `words`.
bool expect_word(const Node& value, std::string_view key, Words words, Findings& findings);
/// The same for a key that may be left out.
bool expect_optional(NodeKind kind, const Node& mapping, std::string_view key, Findings& findings);

/// The value of an integer, a decimal without a fraction included (JSON makes no difference between
/// 3 and 3.0); nothing where it is none or does not fit.
[[nodiscard]] std::optional<std::int64_t> as_integer(const Node& value);
/// The same for a string that holds an integer: older payloads write "30".
[[nodiscard]] std::optional<std::int64_t> as_integer_or_text(const Node& value);
/// The value of a number, or of a string that holds one.
[[nodiscard]] std::optional<double> as_number_or_text(const Node& value);

/// Whether `word` is one of `words`.
[[nodiscard]] bool is_one_of(std::string_view word, Words words);

/// "and, or": for messages.
[[nodiscard]] std::string listed(Words words);

}  // namespace segctl::manifest
