#pragma once

#include "simulator/json.h"
#include "simulator/segment.h"
#include "simulator/switches.h"

namespace segctl::simulator {

/// `definition` in the server's own words (API.md, Filters, last paragraph), as far as `how` goes:
/// None: as it was sent. Defaults: what is missing is filled in. Full: also a single-element list
/// as a scalar, integers as strings and strings of digits as integers in time ranges, the other
/// spelling of startsWithInTheFollowing, a filter_type on event attributes; for a definition made
/// on the dashboard `days` in place of `value`. Shuffle: also filters and values in reverse.
/// Promises: the fingerprint stays.
[[nodiscard]] Json rewritten(Json definition, Switches::Rewrite how, Segment::Author author);

/// `value` as text with the members of each object in reverse order of name.
[[nodiscard]] std::string dump_reversed(const Json& value);

}  // namespace segctl::simulator
