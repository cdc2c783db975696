#pragma once

#include "segment/definition.h"
#include "segment/desired.h"

#include <map>
#include <string>
#include <vector>

namespace segctl {

/// One thing that is said, and what it is made of.
struct Statement {
  std::string text;  ///< printable, in our words and the user's names
  std::vector<Statement> parts;

  friend bool operator==(const Statement&, const Statement&) = default;
};

/// What the segments are called that definitions refer to.
using SegmentNames = std::map<Reference, SegmentName>;

/// Who is in a segment of that definition, in plain English: "Users" with a part for each filter,
/// then, where there are excluded filters, "leaving out those" with theirs. What segctl doesn't
/// know is said to be unknown, and shown as it stands.
[[nodiscard]] std::vector<Statement> explain(const Definition& definition,
                                             const SegmentNames& names);

/// The same for a manifest of any kind. Of members there are counts and places, never values.
[[nodiscard]] std::vector<Statement> explain(const DesiredSegment& segment,
                                             const SegmentNames& names);

}  // namespace segctl
