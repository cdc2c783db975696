#pragma once

#include "segment/definition.h"

#include <string>
#include <vector>

namespace segctl {

/// How one thing in a definition changed.
enum class DifferenceKind { Added, Removed, Changed };

/// One difference between two definitions, small enough to review.
struct Difference {
  DifferenceKind kind = DifferenceKind::Changed;
  /// Where, e.g. "included_filters.filters[country].value" ; made of the API's own words.
  std::string path;
  JsonValue before;  ///< null where Added
  JsonValue after;   ///< null where Removed
  /// The same as a compact line: "country in [NO, SE] → [NO, SE, DK]", "added: orders exists".
  std::string summary;

  friend bool operator==(const Difference&, const Difference&) = default;
};

/// What changed from `before` to `after`, compared in canonical form: filters are paired by what
/// they filter on (attribute, action, segment), not by their place. Empty exactly when both mean
/// the same.
[[nodiscard]] std::vector<Difference> differences(const Definition& before,
                                                  const Definition& after);

/// A filter, or a group of them, in one line of words: "country in [NO, SE] and orders > 3".
[[nodiscard]] std::string describe_filter(const Json& filter);

/// One of `aggregation_attributes` in words: "sum of "amount" greaterThan 100".
[[nodiscard]] std::string describe_aggregation(const Json& aggregate);

}  // namespace segctl
