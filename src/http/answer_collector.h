#pragma once

#include "http/fault.h"
#include "http/transport.h"

#include <optional>
#include <string_view>

namespace segctl::http {

/// Puts an answer together from the lines and pieces that a connection brings, within bounds.
class AnswerCollector {
 public:
  static constexpr std::size_t kMaxHeaders = std::size_t{64} * 1024;

  /// The body of an answer with status 200 goes to `sink`; null: into the response like any other.
  /// **Requires:** `sink` outlives it.
  explicit AnswerCollector(const Sink* sink) : sink_(sink) {}

  /// Takes one line with its line end: the status line, a header, the empty line, or a trailer
  /// (which is dropped). A further status line starts over: what came before was an interim answer.
  /// False once all lines together are longer than kMaxHeaders.
  [[nodiscard]] bool take_line(std::string_view line);

  /// Takes a piece of the body. False where the sink had enough or the body is longer than
  /// Transport::kMaxBody. Throws what the sink throws.
  [[nodiscard]] bool take_body(std::string_view piece);

  /// Why it said false; nothing before.
  [[nodiscard]] std::optional<Fault> fault() const { return fault_; }

  /// Of the last status line; 0 before it, or where it is none from 100 to 599.
  [[nodiscard]] int status() const { return response_.status; }

  /// The answer so far. **Requires:** called once, last.
  [[nodiscard]] Response finish() { return std::move(response_); }

 private:
  const Sink* sink_;
  Response response_;
  std::size_t header_bytes_ = 0;
  bool headers_over_ = false;
  std::optional<Fault> fault_;
};

}  // namespace segctl::http
