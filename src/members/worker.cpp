#include "members/worker.h"

#include <system_error>
#include <utility>

namespace segctl::members {

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
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return tasks_.empty() && !busy_; });
}

void Worker::wait() {
  settle();
  const std::exception_ptr thrown = std::exchange(thrown_, nullptr);
  if (thrown) std::rethrow_exception(thrown);
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    busy_ = true;
    lock.unlock();
    attempt(task);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace segctl::members
