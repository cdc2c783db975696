#pragma once

#include "members/blake2s.h"
#include "members/buckets.h"
#include "members/line_splitter.h"
#include "members/value_rules.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace segctl::members {

/// LineSplitter's sink that deals values into buckets by their salted hashes and looks at nothing
/// else. Leaves out what is no value: blank rows, and those too long.
template <class Record>
class Dealer {
 public:
  Dealer(Buckets<Record>& buckets, std::uint64_t salt) : buckets_(buckets), salt_(salt) {}

  void operator()(const Line& line) {
    if (is_blank(line.text)) return;
    values_[size_] = line.text;
    offsets_[size_] = line.offset;
    if (++size_ == kBatch) flush();
  }

  void flush() {
    hash_values(std::span(values_).first(size_), std::span(hashes_).first(size_), salt_);
    for (std::size_t i = 0; i < size_; ++i) buckets_.add(hashes_[i], offsets_[i]);
    size_ = 0;
  }

 private:
  static constexpr std::size_t kBatch = 1024;

  Buckets<Record>& buckets_;
  std::uint64_t salt_;
  std::size_t size_ = 0;
  std::array<std::string_view, kBatch> values_;
  std::array<std::uint64_t, kBatch> offsets_;
  std::array<ValueHash, kBatch> hashes_;
};

}  // namespace segctl::members
