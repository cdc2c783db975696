#include "apply/cohort_packing.h"

#include "moengage/cohort_body.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace segctl::apply {
namespace {

members::UidList random_uids(unsigned seed, std::size_t count, std::size_t longest) {
  std::minstd_rand random(seed);
  members::UidList uids;
  for (std::size_t i = 0; i < count; ++i) {
    uids.add(std::to_string(i) + std::string(random() % longest, 'x'));
  }
  return uids;
}

std::vector<std::size_t> bytes_of_payloads(const members::UidList& uids, const Packing& packing) {
  std::vector<std::size_t> bytes;
  std::size_t begin = 0;
  for (const std::size_t end : packing.ends) {
    std::size_t sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
      sum += moengage::CohortBody::bytes_of(uids[packing.order[i]]);
    }
    bytes.push_back(sum);
    begin = end;
  }
  return bytes;
}

}  // namespace

TEST_CASE("every uid is packed once, no payload is too large, and none has room for a later uid") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    const members::UidList uids = random_uids(seed, 400, 1 + seed);
    const std::size_t room = 200 + seed * 17;
    const Packing packing = pack(uids, room);
    std::vector<std::uint32_t> all = packing.order;
    std::sort(all.begin(), all.end());
    REQUIRE(all.size() == uids.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == i);
    const auto bytes = bytes_of_payloads(uids, packing);
    std::size_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      REQUIRE(bytes[i] <= room);
      sum += bytes[i];
      for (std::size_t later = packing.ends[i]; later < packing.order.size(); ++later) {
        REQUIRE(bytes[i] + moengage::CohortBody::bytes_of(uids[packing.order[later]]) > room);
      }
    }
    // One above what any packing needs, at most, where the last bytes don't come out even.
    CHECK(bytes.size() <= (sum + room - 1) / room + 1);
  }
}

TEST_CASE("uids of one length fill as few payloads as there can be") {
  members::UidList uids;
  for (int i = 0; i < 1000; ++i) uids.add(std::to_string(1000 + i));
  const std::size_t each = moengage::CohortBody::bytes_of("1000");
  CHECK(pack(uids, 10 * each).ends.size() == 100);
  CHECK(pack(uids, 10 * each - 1).ends.size() == 112);
  CHECK(pack(uids, 1).ends.size() == 1000);
  CHECK(pack(members::UidList(), 100).ends.empty());
}

}  // namespace segctl::apply
