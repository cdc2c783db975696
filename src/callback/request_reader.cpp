#include "callback/request_reader.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace segctl::callback {
namespace {

constexpr int kBadRequest = 400;
constexpr int kTooLarge = 413;
constexpr int kHeadTooLarge = 431;
constexpr int kNotImplemented = 501;
constexpr std::string_view kLineEnd = "\r\n";
/// All bytes around chunks: sizes, line ends, trailers.
constexpr std::size_t kMostFraming = std::size_t{64} * 1024;
constexpr std::size_t kLongestChunkLine = 256;

/// A number that is all of `text`.
std::optional<std::size_t> number_in(std::string_view text, int base) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, base);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && !text.empty() ? std::optional(number) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Where `end` begins in `text`; while it isn't there, the first place where it can still begin.
std::size_t find_end(std::string_view text, std::string_view end) {
  const std::size_t found = text.find(end);
  if (found != std::string_view::npos) return found;
  return text.size() - std::min(text.size(), end.size() - 1);
}

/// Visible ASCII, without spaces.
bool is_plain(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return c != '\t' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F);
  });
}

}  // namespace

RequestReader::State RequestReader::refuse(int status) {
  refusal_ = status;
  pending_.clear();
  body_.clear();
  return state_ = State::Refused;
}

RequestReader::State RequestReader::feed(std::string_view bytes) {
  if (state_ == State::Whole || state_ == State::Refused) return state_;
  if (state_ == State::Body && !head_.chunked) {
    body_.append(bytes.substr(0, head_.length - body_.size()));
    return read_body();
  }
  pending_.append(bytes);
  return state_ == State::Head ? read_head() : read_chunks();
}

RequestReader::State RequestReader::read_head() {
  const std::size_t end = find_end(pending_, "\r\n\r\n");
  if (end > kLongestHead) return refuse(kHeadTooLarge);
  if (pending_.compare(end, 4, "\r\n\r\n") != 0) return state_;
  const std::string head = pending_.substr(0, end + kLineEnd.size());
  pending_.erase(0, end + 2 * kLineEnd.size());
  std::string_view rest = head;
  for (bool first = true; !rest.empty(); first = false) {
    const std::size_t line_end = rest.find(kLineEnd);
    const std::string_view line = rest.substr(0, line_end);
    rest.remove_prefix(line_end + kLineEnd.size());
    if (first && !read_first_line(line)) return refuse(kBadRequest);
    if (first) continue;
    if (const int status = read_header(line); status != 0) return refuse(status);
  }
  if (head_.chunked && has_length_) return refuse(kBadRequest);
  if (head_.length > longest_body_) return refuse(kTooLarge);
  state_ = State::Body;
  if (head_.chunked) return read_chunks();
  body_ = pending_.substr(0, head_.length);
  pending_.clear();
  return read_body();
}

bool RequestReader::read_first_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  head_.method = line.substr(0, first);
  head_.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  return is_plain(head_.method) && is_plain(head_.target) &&
         (version == "HTTP/1.1" || version == "HTTP/1.0");
}

int RequestReader::read_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_plain(line.substr(0, colon))) return kBadRequest;
  const std::string name = lower_ascii(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (has_control(value)) return kBadRequest;
  if (name == "content-length") return read_length(value);
  if (name == "transfer-encoding") {
    if (lower_ascii(value) != "chunked") return kNotImplemented;
    if (head_.chunked) return kBadRequest;
    head_.chunked = true;
  }
  if (name == "expect") head_.awaits_leave = lower_ascii(value) == "100-continue";
  return 0;
}

int RequestReader::read_length(std::string_view value) {
  const bool digits = value.find_first_not_of("0123456789") == std::string_view::npos;
  if (has_length_ || value.empty() || !digits) return kBadRequest;
  const auto length = number_in(value, 10);
  if (!length) return kTooLarge;
  has_length_ = true;
  head_.length = *length;
  return 0;
}

RequestReader::State RequestReader::read_body() {
  if (body_.size() == head_.length) state_ = State::Whole;
  return state_;
}

RequestReader::State RequestReader::read_chunks() {
  while (read_chunk()) continue;
  return state_;
}

bool RequestReader::read_chunk() {
  const std::size_t line_end = find_end(pending_, kLineEnd);
  if (line_end > kLongestChunkLine || framing_ > kMostFraming) {
    refuse(kBadRequest);
    return false;
  }
  if (pending_.compare(line_end, kLineEnd.size(), kLineEnd) != 0) return false;
  const std::size_t behind = line_end + kLineEnd.size();
  if (in_trailer_) {
    if (line_end == 0) state_ = State::Whole;
    framing_ += behind;
    pending_.erase(0, behind);
    return line_end != 0;
  }
  const std::string_view line = std::string_view(pending_).substr(0, line_end);
  const auto size = number_in(trimmed(line.substr(0, line.find(';'))), 16);
  if (!size || *size > longest_body_ - body_.size()) {
    refuse(size ? kTooLarge : kBadRequest);
    return false;
  }
  if (*size > 0) {
    const std::size_t whole = behind + *size + kLineEnd.size();
    if (pending_.size() < whole) return false;
    if (pending_.compare(behind + *size, kLineEnd.size(), kLineEnd) != 0) {
      refuse(kBadRequest);
      return false;
    }
    body_.append(pending_, behind, *size);
    pending_.erase(0, whole);
  } else {
    in_trailer_ = true;
    pending_.erase(0, behind);
  }
  framing_ += behind + kLineEnd.size();
  return true;
}

}  // namespace segctl::callback
