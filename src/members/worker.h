#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace segctl::members {

/// A second thread that does what it is given, in order. Where there is to be none, or none can be
/// had, the caller's own does it at once.
class Worker {
 public:
  enum class Threads { One, None };

  explicit Worker(Threads threads = Threads::One);
  /// Finishes what was posted.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(std::function<void()> task);
  /// Returns when all that was posted is done. Throws what a task has thrown, if one has.
  void wait();

  /// Waits when it goes, for tasks that use what stands before it, and drops what they throw: for
  /// the case that the caller's own part throws first.
  class Guard {
   public:
    explicit Guard(Worker& worker) : worker_(worker) {}

    ~Guard() { worker_.settle(); }

    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    Worker& worker_;
  };

  /// Which thread works: an index into what each has for itself.
  enum Side : std::size_t { Caller, Helper };

  static constexpr std::size_t kSides = 2;

  /// Calls `work(i, side)` for each i below `count`, on both threads; returns when all are done,
  /// and all that was posted before.
  template <class Work>
  void share(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next = 0;
    const auto take = [&](Side side) {
      for (std::size_t i = next++; i < count; i = next++) work(i, side);
    };
    const Guard guard(*this);
    post([&take] { take(Helper); });
    take(Caller);
    wait();
  }

 private:
  void run();
  /// Does it, and keeps what it throws.
  void attempt(const std::function<void()>& task);
  void settle();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::exception_ptr thrown_;  ///< by the first task that threw, until wait() tells
  std::atomic<std::size_t> posted_ = 0;
  std::atomic<std::size_t> done_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace segctl::members
