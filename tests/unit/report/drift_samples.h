#pragma once

#include "plan/drift.h"

#include <string>

namespace segctl::test {

/// A finding of every class and standing, entries that ran out or are needless, unmanaged segments,
/// and something of everything that the report can't know.
[[nodiscard]] plan::Drift sample_drift();

/// The same, with `text` in every place that others write.
[[nodiscard]] plan::Drift hostile_drift(const std::string& text);

}  // namespace segctl::test
