#pragma once

#include "base/digest.h"
#include "members/byte_source.h"
#include "members/line_splitter.h"
#include "members/worker.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segctl::members {

/// How much of a file is read at a time.
inline constexpr std::size_t kReadBlock = std::size_t{1} << 18U;

/// Gives all bytes of `source` to `use(std::string_view)`, while the worker digests them and reads
/// the next ones. Returns their digest.
template <class Use>
Digest feed(const ByteSource& source, Worker& worker, const Use& use) {
  Sha256 digest;
  std::string block(kReadBlock, '\0');
  std::string next(kReadBlock, '\0');
  std::uint64_t offset = 0;
  std::size_t size = source.read_at(0, block.data(), kReadBlock);
  std::string_view bytes;
  const Worker::Guard guard(worker);
  while (size != 0) {
    bytes = std::string_view(block.data(), size);
    offset += size;
    worker.post([&] {
      digest.update(bytes);
      size = source.read_at(offset, next.data(), kReadBlock);
    });
    use(bytes);
    worker.wait();
    block.swap(next);
  }
  return digest.finish();
}

/// Gives all lines of `source` to `sink`, on this thread and without a digest.
template <class Sink>
void feed_lines(const ByteSource& source, Sink& sink) {
  LineSplitter lines;
  std::string block(kReadBlock, '\0');
  std::size_t size = 0;
  for (std::uint64_t offset = 0; (size = source.read_at(offset, block.data(), kReadBlock)) != 0;
       offset += size) {
    lines.update(std::string_view(block.data(), size), sink);
  }
  lines.finish(sink);
}

}  // namespace segctl::members
