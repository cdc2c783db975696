#include "members/slab.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sys/mman.h>
#include <tuple>

namespace segctl::members {

void Slab::Free::operator()(void* part) const { std::free(part); }

void Slab::add_part() {
  const std::size_t size = std::clamp(2 * size_, kFirst, kLargest);
  void* const part = std::aligned_alloc(size, size);
  if (part == nullptr) throw std::bad_alloc();
  parts_.emplace_back(part);
#if defined(MADV_HUGEPAGE)
  if (size == kLargest) {
    std::ignore = ::madvise(part, size, MADV_HUGEPAGE);  // works without, only slower
#if defined(MADV_POPULATE_WRITE)
    // Where no huge page is free this takes the small ones in one go, not fault by fault.
    std::ignore = ::madvise(part, size, MADV_POPULATE_WRITE);
#endif
  }
#endif
  size_ = size;
  used_ = 0;
}

void* Slab::take(std::size_t size) {
  size = (size + 7U) & ~std::size_t{7};
  if (used_ + size > size_) add_part();
  void* const piece = static_cast<char*>(parts_.back().get()) + used_;
  used_ += size;
  return piece;
}

}  // namespace segctl::members
