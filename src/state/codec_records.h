#pragma once

#include "segment/recorded.h"
#include "state/codec_fields.h"
#include "state/operation.h"

#include <nlohmann/json.hpp>

namespace segctl::state {

/// What is written keeps the order of the fields.
using Ordered = nlohmann::ordered_json;

// The parts that the state and its journal share, as docs/state.md describes them.

[[nodiscard]] Ordered tree_of(const RecordedSegment& segment);
[[nodiscard]] Ordered tree_of(const Operation& operation);
/// Adds "drop" and "set" to `object`, where there are any.
void put_delta(Ordered& object, const Delta& delta);

[[nodiscard]] RecordedSegment read_record(Key key, Fields fields);
[[nodiscard]] Operation read_operation(Fields fields);
[[nodiscard]] Delta read_delta(Fields& fields);

}  // namespace segctl::state
