#pragma once

#include "segment/json.h"

#include <compare>

namespace segctl {

/// A total order over JSON values, by type and then by value: numbers compare exactly, whatever
/// their kind (1 equals 1.0; -1 does not equal 2^64-1, as it does with nlohmann's `==`), strings
/// byte by byte, objects member by member in the order of their keys. Time grows with what both
/// have in common, not with their size.
[[nodiscard]] std::strong_ordering compare_json(const Json& a, const Json& b);

[[nodiscard]] inline bool same_json(const Json& a, const Json& b) {
  return compare_json(a, b) == 0;
}

/// For std::sort, std::set and the like.
struct JsonLess {
  bool operator()(const Json& a, const Json& b) const { return compare_json(a, b) < 0; }
};

/// Sorts the elements of `list` and keeps one of each. **Requires:** `list` is an array.
void make_set(Json& list);

}  // namespace segctl
