#pragma once

#include "report/style.h"
#include "segment/compare_manifests.h"

#include <cstddef>
#include <string>
#include <vector>

namespace segctl::report {

/// Two sets of manifests, compared.
struct RepoDifference {
  std::string before;  ///< what was given for them
  std::string after;
  std::vector<SegmentDifference> segments;  ///< points into manifests that live elsewhere
  std::size_t unchanged = 0;
};

/// Each segment with what happened to it, in words; the totals as the last line.
[[nodiscard]] std::string repo_difference_text(const RepoDifference& difference,
                                               const Style& style);

/// The same as JSON (schemas/difference.schema.json), by the conventions of plan_json().
[[nodiscard]] std::string repo_difference_json(const RepoDifference& difference);

}  // namespace segctl::report
