#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace segctl {

/// A string that stands for one thing only: a Key is not a SegmentId. Compares and hashes as its
/// text.
template <class Tag>
class Strong {
 public:
  Strong() = default;

  explicit Strong(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& str() const { return text_; }

  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend auto operator<=>(const Strong&, const Strong&) = default;

 private:
  std::string text_;
};

}  // namespace segctl

template <class Tag>
struct std::hash<segctl::Strong<Tag>> {
  std::size_t operator()(const segctl::Strong<Tag>& strong) const noexcept {
    return std::hash<std::string>{}(strong.str());
  }
};
