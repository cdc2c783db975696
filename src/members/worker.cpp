#include "members/worker.h"

#include <system_error>
#include <utility>

namespace segctl::members {
namespace {

/// Tens of microseconds.
constexpr int kTurns = 1000;

/// Tells the processor that this is a wait.
void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Waits a moment without sleeping: most waits here are shorter than it takes to wake.
template <class Condition>
void linger_until(const Condition& is_so) {
  static const bool kAlone = std::thread::hardware_concurrency() < 2;
  if (kAlone) return;
  for (int turn = 0; turn < kTurns && !is_so(); ++turn) pause();
}

}  // namespace

Worker::Worker(Threads threads) {
  if (threads == Threads::None) return;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    // No thread to be had: post() does the work.
  }
}

Worker::~Worker() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Worker::post(std::function<void()> task) {
  if (!thread_.joinable()) return attempt(task);
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    ++posted_;
  }
  changed_.notify_all();
}

void Worker::attempt(const std::function<void()>& task) {
  try {
    task();
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!thrown_) thrown_ = std::current_exception();
  }
}

void Worker::settle() {
  const auto all_done = [this] { return done_ == posted_; };
  linger_until(all_done);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, all_done);
}

void Worker::wait() {
  settle();
  const std::exception_ptr thrown = std::exchange(thrown_, nullptr);
  if (thrown) std::rethrow_exception(thrown);
}

void Worker::run() {
  while (true) {
    linger_until([this] { return done_ != posted_; });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    attempt(task);
    lock.lock();
    ++done_;
    changed_.notify_all();
  }
}

}  // namespace segctl::members
