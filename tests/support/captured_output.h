#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace segctl::test {

/// What is written to a standard stream while it lives goes to a temporary file instead.
class CapturedOutput {
 public:
  explicit CapturedOutput(FILE* stream) : stream_(stream), file_(std::tmpfile()) {
    std::fflush(stream_);
    kept_ = ::dup(::fileno(stream_));
    if (file_ == nullptr || kept_ < 0) throw std::runtime_error("cannot capture a stream");
    ::dup2(::fileno(file_), ::fileno(stream_));
  }

  ~CapturedOutput() {
    std::fflush(stream_);
    ::dup2(kept_, ::fileno(stream_));
    ::close(kept_);
    std::fclose(file_);
  }

  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  /// All that was written until now.
  [[nodiscard]] std::string text() const {
    std::fflush(stream_);
    std::string text;
    char buffer[4096];
    std::rewind(file_);
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file_)) {
      text.append(buffer, got);
    }
    return text;
  }

 private:
  FILE* stream_;
  FILE* file_;
  int kept_ = -1;
};

}  // namespace segctl::test
