#include "base/parallel.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace segctl {

TEST_CASE("everything is worked on once, however many there are") {
  for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
    std::vector<std::atomic<int>> worked(count);
    parallel_for(count, 1, [&](std::size_t i) { ++worked[i]; });
    for (const auto& times : worked) CHECK(times == 1);
  }
}

TEST_CASE("what is not worth a thread is done by the caller's own") {
  std::set<std::thread::id> threads;
  parallel_for(9, 10, [&](std::size_t) { threads.insert(std::this_thread::get_id()); });
  CHECK(threads == std::set<std::thread::id>{std::this_thread::get_id()});
  CHECK(parallel_threads(9, 10) == 1);
  CHECK(parallel_threads(0, 10) == 1);
  CHECK(parallel_threads(1'000'000, 1) <= 8);
}

}  // namespace segctl
