#pragma once

#include <functional>
#include <string>
#include <sys/types.h>

namespace segctl::test {

/// A copy of this process that runs `work` and, once `work` has returned its text, sends that text
/// and waits to be killed: whatever `work` keeps alive (a lock) stays held meanwhile.
class ChildProcess {
 public:
  explicit ChildProcess(const std::function<std::string()>& work);
  /// Kills it if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits for the text that `work` returned; empty where the process died before.
  [[nodiscard]] std::string text();
  /// kill -9, and waits until it is gone.
  void kill();

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
};

/// Gives up root's right to ignore permissions, for the rest of this process.
void become_nobody();

/// Makes every file of this process fail to grow past `bytes`, as a full disk does.
void limit_file_size(unsigned long bytes);

}  // namespace segctl::test
