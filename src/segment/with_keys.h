#pragma once

#include "segment/definition.h"

#include <map>

namespace segctl {

/// with_ids() the other way round: every `id:` reference to a segment of `keys` by its key, as a
/// manifest would name it. IDs that `keys` does not hold stay as they are.
[[nodiscard]] Definition with_keys(const Definition& definition,
                                   const std::map<SegmentId, Key>& keys);

}  // namespace segctl
