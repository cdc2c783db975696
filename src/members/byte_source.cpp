#include "members/byte_source.h"

#include "members/line_splitter.h"

#include <string_view>

namespace segctl::members {

std::size_t WindowedSource::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  constexpr std::size_t kWindow = std::size_t{1} << 16U;
  if (size > kWindow) return source_.read_at(offset, out, size);
  if (offset < begin_ || offset + size > begin_ + window_.size()) {
    window_.resize(kWindow);
    begin_ = offset;
    window_.resize(source_.read_at(offset, window_.data(), kWindow));
  }
  const std::string_view found = std::string_view(window_).substr(offset - begin_);
  return found.copy(out, size);
}

std::string value_at(const ByteSource& source, std::uint64_t offset) {
  std::string value;
  for (std::size_t step = 64; value.size() <= kMaxValueBytes + 1; step = kMaxValueBytes) {
    const std::size_t old_size = value.size();
    value.resize(old_size + step);
    const std::size_t got = source.read_at(offset + old_size, value.data() + old_size, step);
    const std::size_t end = value.find('\n', old_size);
    if (end < old_size + got) {
      value.resize(end > 0 && value[end - 1] == '\r' ? end - 1 : end);
      return value;
    }
    value.resize(old_size + got);
    if (got < step) return value;
  }
  return value;
}

}  // namespace segctl::members
