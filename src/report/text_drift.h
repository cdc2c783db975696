#pragma once

#include "plan/drift.h"
#include "report/json_drift.h"
#include "report/plan_header.h"
#include "report/style.h"

#include <string>

namespace segctl::report {

/// Whether a report has live as YAML to paste; it always has where there is no command for it.
enum class Yaml { Hidden, Shown };

/// What a text report goes into.
struct Shown {
  Unmanaged unmanaged = Unmanaged::Counted;
  Yaml yaml = Yaml::Hidden;
};

/// The drift to read: what fails first, each with what differs, since when it was last seen right,
/// who did it as far as known, and the two ways out; then what is accepted, ignored and worth
/// knowing, what was looked at, and the sentence that matters as the last line.
[[nodiscard]] std::string drift_text(const plan::Drift& drift, const PlanHeader& header,
                                     const Shown& shown, const Style& style);

}  // namespace segctl::report
