#pragma once

#include "members/uid_list.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace segctl::apply {

/// How a list of uids is shared out over payloads.
struct Packing {
  std::vector<std::uint32_t> order;  ///< places in the list, payload by payload
  std::vector<std::size_t> ends;     ///< where each payload ends in `order`

  friend bool operator==(const Packing&, const Packing&) = default;
};

/// Packs every payload as full as can be: the longest uids first, and the shortest ones into what
/// is left, so that no payload but the last has room for one that comes later. `room`: bytes for
/// members, as CohortBody counts them; a uid that is longer than that is alone in its payload.
[[nodiscard]] Packing pack(const members::UidList& uids, std::size_t room);

}  // namespace segctl::apply
