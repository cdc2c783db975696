#pragma once

#include "manifest/findings.h"
#include "manifest/source.h"

#include <cstdint>
#include <string_view>

namespace segctl::manifest {

/// The scalar that begins at `offset` of `text` and reads `value`: to its end where that is on the
/// same line, else to the end of the line.
[[nodiscard]] Span scalar_span(std::string_view text, std::uint32_t offset, std::string_view value);

/// Whether a quoted scalar begins at `offset` and never ends: yaml-cpp lets some of those pass.
[[nodiscard]] bool is_unclosed(std::string_view text, std::uint32_t offset);

/// From `offset` to the next white space, comma or closing bracket, 100 bytes at most.
[[nodiscard]] Span word_span(std::string_view text, std::uint32_t offset);

/// Reports a file that the YAML parser gave up at `offset` with `problem`, in words that help.
void report_syntax(Findings& findings, std::uint32_t offset, std::string_view problem);

}  // namespace segctl::manifest
