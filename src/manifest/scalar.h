#pragma once

#include "manifest/node.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace segctl::manifest {

/// What an unquoted scalar is: true/false (True, TRUE, …), null, ~ and nothing at all, and the
/// numbers of JSON's grammar are what they look like; everything else is a string: `NO`, `yes`,
/// `007`, `0x1F`, `1_000`, `2024-01-15`, `.5`, `+1`.
[[nodiscard]] NodeKind classify_plain(std::string_view text);

/// A 64-bit integer that says which of its two readings holds it.
struct Integer64 {
  bool is_unsigned = false;  ///< above the signed range
  std::int64_t as_signed = 0;
  std::uint64_t as_unsigned = 0;
};

/// The value of an integer in JSON's grammar; nothing where it is none or takes more than 64 bits.
[[nodiscard]] std::optional<Integer64> integer_of(std::string_view text);

/// The value of a number in JSON's grammar; nothing where it is none, has more than 17 significant
/// digits, or is too large or too small for a double.
[[nodiscard]] std::optional<double> decimal_of(std::string_view text);

}  // namespace segctl::manifest
