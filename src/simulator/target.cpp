#include "simulator/target.h"

#include "base/text.h"
#include "simulator/message.h"

#include <cstdint>

namespace segctl::simulator {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode_component(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::optional<std::string> decode_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xFF);
  }
  return bytes;
}

}  // namespace

std::optional<std::string_view> header_value(const HeaderList& headers, std::string_view name) {
  const std::string wanted = lower_ascii(name);
  for (const auto& [key, value] : headers) {
    if (key.size() == wanted.size() && lower_ascii(key) == wanted) return value;
  }
  return std::nullopt;
}

std::optional<std::string> query_value(std::string_view query, std::string_view key) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(pair.size() < query.size() ? pair.size() + 1 : pair.size());
    const std::size_t equals = pair.find('=');
    if (decode_component(pair.substr(0, equals)) != key) continue;
    if (equals == std::string_view::npos) return std::string();
    return decode_component(pair.substr(equals + 1));
  }
  return std::nullopt;
}

Target parse_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  Target parsed;
  parsed.path = target.substr(0, mark);
  if (mark != std::string_view::npos) parsed.query = target.substr(mark + 1);
  parsed.name = query_value(parsed.query, "name");
  return parsed;
}

std::optional<UserAndPassword> parse_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  if (lower_ascii(authorization.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  const auto decoded = decode_base64(authorization.substr(kScheme.size()));
  if (!decoded) return std::nullopt;
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return UserAndPassword{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

}  // namespace segctl::simulator
