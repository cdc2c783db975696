#include "members/spool.h"

#include <algorithm>

namespace segctl::members {

void Spool::append(std::string_view bytes) {
  bytes = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), limit_ - size_));
  while (!bytes.empty()) {
    const std::size_t used = size_ % kBlock;
    if (used == 0) blocks_.push_back(std::unique_ptr<char[]>(new char[kBlock]));
    const std::size_t taken = bytes.copy(blocks_.back().get() + used, kBlock - used);
    bytes.remove_prefix(taken);
    size_ += taken;
  }
}

std::size_t Spool::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  std::size_t copied = 0;
  while (copied < size && offset < size_) {
    const std::size_t begin = offset % kBlock;
    const std::size_t part =
        std::min<std::uint64_t>({size - copied, kBlock - begin, size_ - offset});
    std::copy_n(blocks_[offset / kBlock].get() + begin, part, out + copied);
    copied += part;
    offset += part;
  }
  return copied;
}

}  // namespace segctl::members
