#pragma once

#include "base/digest.h"

#include <optional>
#include <string>

namespace segctl {

/// What is known of a CSV's content without its values.
struct ContentMark {
  std::optional<Digest> bytes;   ///< SHA-256 of the file
  std::optional<Digest> values;  ///< digest of the set of values: the same for a reordered file
  std::string etag;              ///< of the answer that brought it; empty where there was none

  /// The URL of that answer without its signed part: an ETag tells versions of one file apart, and
  /// nothing of another file. Empty where it was not recorded.
  std::string etag_url = {};

  [[nodiscard]] bool known() const { return bytes || values || !etag.empty(); }

  friend bool operator==(const ContentMark&, const ContentMark&) = default;
};

/// Whether two marks are known to speak of the same content; marks with nothing in common are not.
[[nodiscard]] bool same_content(const ContentMark& a, const ContentMark& b);

}  // namespace segctl
