#pragma once

#include "report/json_parts.h"
#include "segment/difference.h"

#include <optional>
#include <vector>

namespace segctl::report {

/// One side of a comparison, `{name, archived, included_filters, …}`, or null.
[[nodiscard]] Document side_json(const std::optional<plan::Side>& side);

/// `[{kind, path, before, after, summary}]`.
[[nodiscard]] Document diff_json(const std::vector<Difference>& diff);

}  // namespace segctl::report
