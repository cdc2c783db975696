#pragma once

#include "base/result.h"
#include "state/state.h"

#include <string>
#include <string_view>

namespace segctl::state {

/// The document that holds `state`, as State's comment describes it; ends with a newline. Equal
/// states give equal documents. A time of never (the default) and an empty text are left out, and
/// so is an ETag or a definition that is not UTF-8, which JSON can't hold: the one only saves a
/// download, the other has its digest. Fails with
/// ErrorCode::Invalid where another text is not UTF-8.
[[nodiscard]] Result<std::string> encode(const State& state);

/// Reads what encode() wrote. `location` is how the user calls the document, for the message.
/// Fails with ErrorCode::GiveUp where a byte is missing, added or different, where the format's
/// major version is not ours, or a field can't be understood; fields that we don't know are
/// skipped.
[[nodiscard]] Result<State> decode(std::string_view document, std::string_view location);

}  // namespace segctl::state
