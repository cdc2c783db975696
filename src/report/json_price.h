#pragma once

#include "plan/price.h"
#include "report/json_parts.h"

#include <optional>

namespace segctl::report {

/// `{at, limits, last, never}` as docs/plan-format.md has it, or null where a plan is not priced.
[[nodiscard]] Document price_json(const std::optional<plan::Price>& price);

}  // namespace segctl::report
