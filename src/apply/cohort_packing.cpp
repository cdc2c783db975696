#include "apply/cohort_packing.h"

#include "moengage/cohort_body.h"

#include <algorithm>
#include <numeric>

namespace segctl::apply {

Packing pack(const members::UidList& uids, std::size_t room) {
  std::vector<std::uint32_t> bytes(uids.size());
  for (std::size_t i = 0; i < uids.size(); ++i) {
    bytes[i] = static_cast<std::uint32_t>(moengage::CohortBody::bytes_of(uids[i]));
  }
  std::vector<std::uint32_t> longest_first(uids.size());
  std::iota(longest_first.begin(), longest_first.end(), 0U);
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return bytes[a] > bytes[b]; });
  Packing packing;
  packing.order.reserve(uids.size());
  std::size_t longest = 0;
  std::size_t shortest = uids.size();  // one behind it
  while (longest < shortest) {
    std::size_t left = room;
    const auto take = [&](std::uint32_t uid) {
      left -= std::min<std::size_t>(left, bytes[uid]);
      packing.order.push_back(uid);
    };
    take(longest_first[longest++]);
    while (longest < shortest && bytes[longest_first[longest]] <= left) {
      take(longest_first[longest++]);
    }
    while (longest < shortest && bytes[longest_first[shortest - 1]] <= left) {
      take(longest_first[--shortest]);
    }
    packing.ends.push_back(packing.order.size());
  }
  return packing;
}

}  // namespace segctl::apply
