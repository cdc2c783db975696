#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segctl::callback {

/// The first lines of a request, as far as they matter here.
struct RequestHead {
  std::string method;
  std::string target;
  std::size_t length = 0;     ///< Content-Length; 0 where there is none
  bool chunked = false;       ///< then the length is not known
  bool awaits_leave = false;  ///< Expect: 100-continue

  friend bool operator==(const RequestHead&, const RequestHead&) = default;
};

/// Reads one HTTP/1 request from whatever pieces it comes in, and never keeps more than its limits.
/// Strict, for what two readers understand differently is how a request is smuggled past a proxy:
/// lines end with CR LF, a length stands there once, and not beside Transfer-Encoding.
class RequestReader {
 public:
  enum class State { Head, Body, Whole, Refused };

  /// The first line and the headers together.
  static constexpr std::size_t kLongestHead = std::size_t{16} * 1024;

  /// `longest_body`: in bytes.
  explicit RequestReader(std::size_t longest_body) : longest_body_(longest_body) {}

  /// Takes the next bytes. Bytes behind a whole request are dropped.
  State feed(std::string_view bytes);

  [[nodiscard]] State state() const { return state_; }

  /// **Requires:** the state is Body or Whole.
  [[nodiscard]] const RequestHead& head() const { return head_; }

  /// **Requires:** the state is Whole.
  [[nodiscard]] const std::string& body() const { return body_; }

  /// The status that says why it was refused: 400, 413, 431, 501. **Requires:** it was.
  [[nodiscard]] int refusal() const { return refusal_; }

 private:
  State refuse(int status);
  State read_head();
  [[nodiscard]] bool read_first_line(std::string_view line);
  /// Zero, or the status to refuse with.
  [[nodiscard]] int read_header(std::string_view line);
  [[nodiscard]] int read_length(std::string_view value);
  State read_body();
  State read_chunks();
  /// One chunk, or the end; false where more bytes are needed or it was refused.
  [[nodiscard]] bool read_chunk();

  std::size_t longest_body_;
  State state_ = State::Head;
  RequestHead head_;
  bool has_length_ = false;
  std::string pending_;  ///< bytes that are not understood yet
  std::string body_;
  std::size_t framing_ = 0;  ///< bytes around chunks
  bool in_trailer_ = false;  ///< behind the last chunk
  int refusal_ = 0;
};

}  // namespace segctl::callback
