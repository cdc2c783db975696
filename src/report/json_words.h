#pragma once

#include "plan/outcome.h"
#include "plan/plan.h"
#include "report/json_parts.h"

#include <string>

namespace segctl::report {

/// `words`: what people read, so that renderings of the JSON form need not know what its codes
/// mean. In no fingerprint, and free to be said better in another version.

/// `{why, destroys, size, cost, before, after, conflict, next_steps}` of one change.
[[nodiscard]] Document change_words_json(const plan::Change& change,
                                         const std::string& environment);

/// `{summary, remarks}` of the whole plan.
[[nodiscard]] Document plan_words_json(const plan::Plan& plan);

/// `{remark, next_steps}` of what became of a change.
[[nodiscard]] Document outcome_words_json(const plan::ChangeOutcome& change,
                                          const std::string& environment);

}  // namespace segctl::report
