#pragma once

#include "http/transport.h"

#include <deque>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace segctl::test {

/// A transport that sends nothing: it remembers every request and gives the answers that it was
/// told, in order. Throws std::logic_error where it is asked for more.
class FakeTransport : public http::Transport {
 public:
  void will_answer(Result<http::Response> answer) { answers_.push_back(std::move(answer)); }

  void will_answer(int status, std::string body, std::vector<http::Header> headers = {}) {
    answers_.push_back(http::Response{status, std::move(headers), std::move(body)});
  }

  void will_fail(ErrorCode code, std::string message) {
    answers_.push_back(fail(code, std::move(message)));
  }

  [[nodiscard]] Result<http::Response> send(const http::Request& request) override {
    requests_.push_back(request);
    if (answers_.empty()) throw std::logic_error("no answer left for " + request.url);
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  [[nodiscard]] std::vector<Result<http::Response>> send_all(
      std::span<const http::Request> requests) override {
    std::vector<Result<http::Response>> answers;
    for (const http::Request& request : requests) answers.push_back(send(request));
    return answers;
  }

  [[nodiscard]] Result<http::Response> download(const http::Request& request,
                                                const http::Sink& sink) override {
    auto answer = send(request);
    if (!answer || answer->status != 200) return answer;
    if (!sink(answer->body)) return fail(ErrorCode::GiveUp, "the download was stopped");
    answer->body.clear();
    return answer;
  }

  [[nodiscard]] const std::vector<http::Request>& requests() const { return requests_; }

  /// How many of the answers were not asked for.
  [[nodiscard]] std::size_t answers_left() const { return answers_.size(); }

 private:
  std::deque<Result<http::Response>> answers_;
  std::vector<http::Request> requests_;
};

}  // namespace segctl::test
