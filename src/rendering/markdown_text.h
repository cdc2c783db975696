#pragma once

#include <string>
#include <string_view>

namespace segctl::rendering {

/// `text`, printable(), as a code span that nothing in it can end: no mention, no link, no HTML.
/// Not for table cells, where a pipe would end it.
[[nodiscard]] std::string code_span(std::string_view text);

/// A sentence of ours that may hold a word of others: plain where every character of it is harmless
/// in Markdown, else a code_span().
[[nodiscard]] std::string prose(std::string_view text);

/// `text` as a fenced block of `language` that nothing in it can end. **Requires:** `text` ends
/// with a newline.
[[nodiscard]] std::string fenced(std::string_view language, std::string_view text);

}  // namespace segctl::rendering
