#pragma once

#include "segment/json.h"

#include <string>
#include <string_view>

/// How two things are put into words so that a reader sees in what they differ, however long they
/// are and wherever in them that is.
namespace segctl::words {

/// `text` as shown(); where `other` would be shown alike, the beginning of `text` and what stands
/// around the place where the two part.
[[nodiscard]] std::string shown_beside(std::string_view text, std::string_view other);

/// "before → after": `before` and `after` are the words for `was` and `is`. Where they read alike
/// because they are cut, the part of `was` and `is` that differs stands there instead.
[[nodiscard]] std::string change(const std::string& before, const std::string& after,
                                 const Json& was, const Json& is);

/// The same in the words of value().
[[nodiscard]] std::string change(const Json& was, const Json& is);

/// Whether both lists are short enough to be shown whole.
[[nodiscard]] bool can_be_whole(const Json& before, const Json& after);

/// What came to a list and what left it: ": +DK −NO (12 values)"; of many the first few, and how
/// many more.
[[nodiscard]] std::string list_change(const Json& before, const Json& after);

}  // namespace segctl::words
