#pragma once

#include "manifest/findings.h"

#include <cstddef>
#include <cstdint>

namespace segctl::manifest {

/// A manifest file larger than this is refused without being read.
constexpr std::uint64_t kMostBytes = 16U << 20U;
constexpr std::size_t kDeepest = 100;
/// Values in one file, aliases expanded.
constexpr std::size_t kMostNodes = 250'000;

/// Whether the text of a file is fit to be parsed: UTF-8 without control characters, and with so
/// few brackets, commas and colons that the parser's queue of tokens stays small. Reports what is
/// not.
[[nodiscard]] bool check_text(Findings& findings);

}  // namespace segctl::manifest
