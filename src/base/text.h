#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segctl {

/// `text` made safe to print on a terminal or in a log: control characters (C0, DEL, C1), bidi
/// overrides and isolates, line separators and invalid UTF-8 become visible escapes such as "\x1b"
/// or "\u202e". Names that came from live or from manifests go through here before they are shown.
[[nodiscard]] std::string printable(std::string_view text);

/// `printable(text)` in double quotes, with inner double quotes escaped.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// JSON whose strings hold nothing raw that printable() would make visible: such characters become
/// "\u202e", which is the same data. **Requires:** `json` is well-formed UTF-8.
[[nodiscard]] std::string inert_json(std::string json);

/// `text` as one word of a POSIX shell.
[[nodiscard]] std::string shell_word(const std::string& text);

/// The byte offset of the first ill-formed UTF-8 sequence (overlong, surrogate, cut off), or npos.
[[nodiscard]] std::size_t find_bad_utf8(std::string_view text);

/// How many code points `text` has; ill-formed bytes count one each.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// The candidate nearest to `word` by edit distance, for "did you mean …"; empty where none is
/// near enough (at most a third of the word's length, and at least one edit allowed).
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string_view> candidates);

[[nodiscard]] std::string lower_ascii(std::string_view text);

/// "1 segment", "2 segments".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// 1204118 as "1,204,118".
[[nodiscard]] std::string with_thousands(std::size_t number);

}  // namespace segctl
