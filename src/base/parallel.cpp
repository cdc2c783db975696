#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace segctl {
namespace {

/// More would wait for memory and files, not for one another.
constexpr std::size_t kMostThreads = 8;

}  // namespace

std::size_t parallel_threads(std::size_t count, std::size_t worth_a_thread) {
  const std::size_t cores = std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(std::min(cores, count / worth_a_thread), 1, kMostThreads);
}

void parallel_for(std::size_t count, std::size_t worth_a_thread,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < parallel_threads(count, worth_a_thread)) {
      others.emplace_back(take_turns);
    }
  } catch (const std::system_error&) {
    // No more threads to be had: those that there are do the work.
  }
  take_turns();
  for (std::thread& thread : others) thread.join();
}

}  // namespace segctl
