#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace segctl::members {

/// Hands out pieces of memory that are all given back at once. Takes it from the system in parts
/// that grow with what is asked for, the largest in huge pages where there are any: with small ones
/// a good part of a pass would go into page faults.
class Slab {
 public:
  /// `size` bytes, aligned for 32-bit words; what they hold is undefined. Throws std::bad_alloc.
  /// **Requires:** at most 64 KiB.
  [[nodiscard]] void* take(std::size_t size);

 private:
  struct Free {
    void operator()(void* part) const;
  };

  void add_part();

  static constexpr std::size_t kFirst = std::size_t{1} << 16U;
  static constexpr std::size_t kLargest = std::size_t{1} << 22U;

  std::vector<std::unique_ptr<void, Free>> parts_;
  std::size_t size_ = 0;  ///< of the last part
  std::size_t used_ = 0;  ///< bytes of the last part
};

}  // namespace segctl::members
