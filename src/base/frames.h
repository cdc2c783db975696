#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segctl {

/// A chain of frames in a file that only grows, each
/// `LLLLLLLL LLLLLLLL C…C PAYLOAD\n`: the length of the payload in bytes as eight hexadecimal
/// digits, twice; the first 16 hexadecimal digits of the SHA-256 of the previous frame's check
/// (none for the first) and the payload; the payload itself.
class FrameChain {
 public:
  /// The frame that holds `payload`, behind those made so far.
  /// **Requires:** less than 4 GiB.
  [[nodiscard]] std::string frame(std::string_view payload);

  /// Goes on behind the frame with that check.
  void follow(std::string check) { check_ = std::move(check); }

 private:
  std::string check_;  ///< of the last frame
};

/// Reads frames one after the other. A frame that ends with the file before it is whole was never
/// finished, and is left out; anything else that is not as FrameChain wrote it is damage.
class FrameReader {
 public:
  /// **Requires:** `bytes` outlive the reader and the payloads it gave.
  explicit FrameReader(std::string_view bytes) : bytes_(bytes) {}

  /// The next frame's payload; nothing at the end; in words what is wrong where there is damage.
  [[nodiscard]] tl::expected<std::optional<std::string_view>, std::string> next();

  /// What stands where the reader is, and in words what is wrong with it.
  [[nodiscard]] std::string damage(std::string_view what = "is not as it was written") const;

  /// Where the last whole frame ends.
  [[nodiscard]] std::size_t at() const { return at_; }

  /// The check of the last whole frame, for FrameChain::follow().
  [[nodiscard]] const std::string& check() const { return check_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::string check_;
};

}  // namespace segctl
