#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace segctl::manifest {

/// A text in which JSON's escaped surrogate pairs ("\ud83d\ude00") are written as YAML's one escape
/// ("\U0001f600"), which is two bytes shorter.
class JoinedSurrogates {
 public:
  explicit JoinedSurrogates(std::string_view original);

  [[nodiscard]] std::string_view text() const { return text_; }

  /// Where the byte at `offset` of text() stands in the original.
  [[nodiscard]] std::uint32_t original_offset(std::uint32_t offset) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> joined_at_;  ///< offsets in text_ just behind each joined escape
};

}  // namespace segctl::manifest
