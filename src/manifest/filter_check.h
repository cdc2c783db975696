#pragma once

#include "manifest/findings.h"
#include "manifest/manifest.h"
#include "manifest/node.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace segctl::manifest {

/// What a group without filters is.
enum class Emptiness : std::uint8_t { Allowed, Refused };

/// What the filters of a group are.
enum class GroupOf : std::uint8_t {
  Filters,    ///< of a segment: every filter_type
  Attributes  ///< of an action or an object: like user_attributes, filter_type optional
};

/// Reports everything wrong with a group `{filter_operator, filters}` and the filters in it. `key`
/// is what the group is the value of.
void check_group(const Node& group, std::string_view key, GroupOf of, Emptiness empty,
                 Findings& findings);

/// The same for a mapping that is a group among other things: its other keys are not looked at.
void check_group_body(const Node& group, std::string_view what, GroupOf of, Emptiness empty,
                      Findings& findings);

/// Appends every segment that `node` refers to by a custom_segments filter, all-users excepted, in
/// filters that are not known as well. Reports those that have both an `id` and a `key`.
void collect_references(const Node& node, std::vector<SegmentReference>& references,
                        Findings& findings);

}  // namespace segctl::manifest
