#pragma once

#include "segment/json.h"

#include <optional>
#include <string_view>

namespace segctl::moengage {

/// Arrays and objects within one another that an answer may have. MoEngage allows a definition 6
/// levels of segments; nlohmann::json copies, compares and prints by recursion.
inline constexpr std::size_t kMaxNesting = 512;

/// The tree of `text`; nothing where it is no JSON, is not UTF-8, holds a number that no double can
/// hold, or is nested deeper than kMaxNesting. Throws std::bad_alloc only.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text);

}  // namespace segctl::moengage
