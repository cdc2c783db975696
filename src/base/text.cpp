#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace segctl {
namespace {

struct Decoded {
  char32_t code_point = 0;
  std::size_t size = 0;  ///< bytes; 0 where ill-formed
};

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<std::uint8_t>(text[at]) & 0xC0U) == 0x80U;
}

/// The well-formed sequence at `at` (RFC 3629), or size 0.
Decoded decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return char32_t(static_cast<std::uint8_t>(text[i])); };
  const char32_t first = byte(at);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return {};
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t value = first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(text, at + i)) return {};
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size};
}

/// Characters that would act on a terminal or reorder what is read instead of being seen.
bool acts(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

/// Whether a log viewer of CI takes what stands there for a command: "##[group]", "##vso[task…]".
/// They are looked for anywhere in a line.
bool commands_ci(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "##") return false;
  const std::size_t open = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 2);
  return open != std::string_view::npos && text[open] == '[';
}

void append_escape(std::string& out, char32_t c) {
  if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c < 0x100) {
    out += fmt::format("\\x{:02x}", std::uint32_t(c));
  } else {
    out += c < 0x10000 ? fmt::format("\\u{:04x}", std::uint32_t(c))
                       : fmt::format("\\U{:08x}", std::uint32_t(c));
  }
}

/// As JSON writes it: beyond 0xFFFF in two halves.
void append_json_escape(std::string& out, char32_t c) {
  if (c < 0x10000) {
    out += fmt::format("\\u{:04x}", std::uint32_t(c));
    return;
  }
  const std::uint32_t rest = std::uint32_t(c) - 0x10000;
  out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded c = decode(text, at);
    if (c.size == 0) {
      append_escape(out, static_cast<std::uint8_t>(text[at++]));
      continue;
    }
    if (acts(c.code_point) || commands_ci(text, at)) {
      append_escape(out, c.code_point);
    } else {
      out += text.substr(at, c.size);
    }
    at += c.size;
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::size_t find_bad_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = static_cast<std::uint8_t>(text[at]) < 0x80 ? 1 : decode(text, at).size;
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    at += std::max<std::size_t>(decode(text, at).size, 1);
  }
  return count;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.size() > 100) return {};
  const std::string lowered = lower_ascii(word);
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(lowered, lower_ascii(candidate));
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(count), noun, count == 1 ? "" : "s");
}

std::string with_thousands(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string inert_json(std::string json) {
  const auto plain = [](char c) { return static_cast<std::uint8_t>(c) < 0x7F && c != '#'; };
  if (std::all_of(json.begin(), json.end(), plain)) return json;
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const Decoded decoded = decode(json, at);
    const std::size_t size = std::max<std::size_t>(decoded.size, 1);
    const bool acting = decoded.code_point >= 0x7F && acts(decoded.code_point);
    if (acting || commands_ci(json, at)) {
      append_json_escape(out, decoded.code_point);
    } else {
      out.append(json, at, size);
    }
    at += size;
  }
  return out;
}

std::string shell_word(const std::string& text) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+=,-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace segctl
