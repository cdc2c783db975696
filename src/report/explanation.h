#pragma once

#include "base/diagnostic.h"
#include "report/style.h"
#include "segment/explain.h"
#include "segment/names.h"

#include <string>
#include <vector>

namespace segctl::report {

/// One segment in plain English.
struct Explanation {
  Key key;
  SegmentName name;
  Kind kind = Kind::Filter;
  Activity activity = Activity::Active;
  Range source;  ///< of the manifest
  std::vector<Statement> statements;

  friend bool operator==(const Explanation&, const Explanation&) = default;
};

/// Each segment with its place and what it says, groups as an indented outline.
[[nodiscard]] std::string explanations_text(const std::vector<Explanation>& explanations,
                                            const Style& style);

/// The same as JSON (schemas/explanation.schema.json), by the conventions of plan_json().
[[nodiscard]] std::string explanations_json(const std::vector<Explanation>& explanations);

}  // namespace segctl::report
