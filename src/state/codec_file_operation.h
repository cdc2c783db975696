#pragma once

#include "segment/recorded.h"
#include "state/codec_fields.h"
#include "state/codec_records.h"

namespace segctl::state {

// File operations as the state, its journal and the callbacks beside it have them (docs/state.md).

[[nodiscard]] Ordered tree_of(const ContentMark& content);
[[nodiscard]] Ordered tree_of(const FileOperation& operation);
[[nodiscard]] Ordered tree_of(const FileOutcome& outcome);

[[nodiscard]] ContentMark read_content(Fields fields);
[[nodiscard]] FileOperation read_file_operation(Fields fields);
[[nodiscard]] FileOutcome read_file_outcome(Fields fields);

}  // namespace segctl::state
