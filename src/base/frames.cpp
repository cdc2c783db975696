#include "base/frames.h"

#include "base/digest.h"

#include <fmt/format.h>

#include <charconv>

namespace segctl {
namespace {

constexpr std::size_t kLengthDigits = 8;
constexpr std::size_t kCheckDigits = 16;
/// "LLLLLLLL LLLLLLLL " before the check.
constexpr std::size_t kLengths = 2 * kLengthDigits + 2;
/// "C…C " and the line's end.
constexpr std::size_t kCheckAndEnd = kCheckDigits + 2;

std::string check_of(std::string_view previous, std::string_view payload) {
  Sha256 digest;
  digest.update(previous);
  digest.update(payload);
  return digest.finish().hex().substr(0, kCheckDigits);
}

/// Both spellings of the length, where they agree.
std::optional<std::size_t> length_of(std::string_view frame) {
  const std::string_view first = frame.substr(0, kLengthDigits);
  const std::string_view second = frame.substr(kLengthDigits + 1, kLengthDigits);
  std::size_t length = 0;
  const auto read = std::from_chars(first.begin(), first.end(), length, 16);
  const bool spaced = frame[kLengthDigits] == ' ' && frame[kLengths - 1] == ' ';
  if (!spaced || first != second || read.ec != std::errc() || read.ptr != first.end()) {
    return std::nullopt;
  }
  return length;
}

}  // namespace

std::string FrameChain::frame(std::string_view payload) {
  check_ = check_of(check_, payload);
  return fmt::format("{0:08x} {0:08x} {1} {2}\n", payload.size(), check_, payload);
}

tl::expected<std::optional<std::string_view>, std::string> FrameReader::next() {
  const std::string_view rest = bytes_.substr(at_);
  if (rest.size() < kLengths) return std::nullopt;
  const auto length = length_of(rest);
  if (!length) return tl::make_unexpected(damage());
  const std::size_t whole = kLengths + kCheckAndEnd + *length;
  if (rest.size() < whole) return std::nullopt;
  const std::string_view payload = rest.substr(kLengths + kCheckDigits + 1, *length);
  const bool spaced = rest[kLengths + kCheckDigits] == ' ' && rest[whole - 1] == '\n';
  std::string check = check_of(check_, payload);
  if (!spaced || rest.substr(kLengths, kCheckDigits) != check) {
    return tl::make_unexpected(damage());
  }
  check_ = std::move(check);
  at_ += whole;
  return payload;
}

std::string FrameReader::damage(std::string_view what) const {
  return fmt::format("its part at byte {} {}", at_, what);
}

}  // namespace segctl
