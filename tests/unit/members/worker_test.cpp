#include "members/worker.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using segctl::members::Worker;

TEST_CASE("what is posted is done in order, on one other thread") {
  Worker worker;
  std::vector<int> done;
  std::thread::id thread;
  for (int i = 0; i < 100; ++i) {
    worker.post([&, i] {
      done.push_back(i);
      thread = std::this_thread::get_id();
    });
  }
  worker.wait();
  std::vector<int> expected(100);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(done == expected);
  CHECK(thread != std::this_thread::get_id());
}

TEST_CASE("without a thread the caller's own does it at once") {
  Worker worker(Worker::Threads::None);
  std::thread::id thread;
  worker.post([&] { thread = std::this_thread::get_id(); });
  CHECK(thread == std::this_thread::get_id());
}

TEST_CASE("shared work is done once each, and the sides don't meet") {
  for (const auto threads : {Worker::Threads::One, Worker::Threads::None}) {
    Worker worker(threads);
    std::vector<int> times(1000);
    std::array<std::vector<std::size_t>, Worker::kSides> by_side;
    worker.share(times.size(), [&](std::size_t i, std::size_t side) {
      ++times[i];
      by_side[side].push_back(i);
    });
    CHECK(times == std::vector<int>(1000, 1));
    CHECK(by_side[0].size() + by_side[1].size() == 1000);
  }
}

TEST_CASE("what a task throws comes out of wait(), once, and the next tasks are done") {
  for (const auto threads : {Worker::Threads::One, Worker::Threads::None}) {
    Worker worker(threads);
    bool done = false;
    worker.post([] { throw std::runtime_error("first"); });
    worker.post([] { throw std::runtime_error("second"); });
    worker.post([&] { done = true; });
    CHECK_THROWS_WITH(worker.wait(), "first");
    CHECK(done);
    CHECK_NOTHROW(worker.wait());
  }
}

TEST_CASE("when the caller's share throws, the other thread's is waited for") {
  Worker worker;
  std::atomic<int> calls = 0;
  const auto work = [&](std::size_t, std::size_t side) {
    ++calls;
    if (side == Worker::Caller) throw std::runtime_error("caller");
  };
  CHECK_THROWS_WITH(worker.share(1'000'000, work), "caller");
  const int after = calls;
  worker.wait();
  CHECK(calls == after);
}
